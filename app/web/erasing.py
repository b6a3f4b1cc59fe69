"""What erasing takes away and what it leaves, in sentences, for the page that asks before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import Connection

from app.actions.erase_member import check_not_last
from app.actions.erase_respondent import asked_too
from app.refusals import Conflict
from app.store.erasable import Held, held_about, held_by_company, held_of_member, held_of_respondent, named_recruiter
from app.store.members import Member, ever_member
from app.web import words

CHAIN = "The audit trail stays whole: what was done stays in it, under a number and without a name or an address."
NUMBERS = "What was chosen in forms that are in stays without a name, so that scores and comparisons still add up."
KEPT = "Reports that were kept with a search and hold any of this: the whole file, as no word can be taken out of it."
OUTSIDE = (
    "What was taken out before stays where it is: downloads, printed reports, mails that were sent, and backups "
    "until they are renewed. What people typed into titles of searches and names of weights is not looked through."
)


@dataclass(frozen=True, slots=True)
class ErasePage:
    """`phrase` is what has to be typed; `refused` says why it cannot be done, and then nothing is asked."""

    template: ClassVar[str] = "erase.html"
    name: str
    goes: list[str]
    stays: list[str]
    phrase: str
    path: str
    back: str
    refused: str = ""
    typed: str = ""
    mistakes: Mapping[str, str] = field(default_factory=dict)


def of_recruiter(db: Connection, owner: Member, recruiter_id: int) -> ErasePage:
    name, firm = named_recruiter(db, owner, recruiter_id)
    held = held_about(db, owner, recruiter_id)
    goes = [
        f"The name {name}{f' and the firm {firm}' if firm else ''}, in every search.",
        "Every note, reason, view and earlier version of an answer in forms about them, whoever wrote it; and why "
        "flags about them were decided as they were.",
        *_counted(held),
        *([f"Of {words.count(held.logs, 'log')} everything but the days that are counted."] if held.logs else []),
        KEPT,
    ]
    stays = [NUMBERS.replace("without a name", "as “An erased recruiter”"), CHAIN, OUTSIDE]
    path = f"/address-book/{recruiter_id}"
    return ErasePage(name, goes, stays, name, f"{path}/erase", path)


def of_respondent(db: Connection, owner: Member, invitation_id: int) -> ErasePage:
    asked = asked_too(db, owner.company_id, invitation_id)
    name = asked[0].name or "this person"
    held = held_of_respondent(db, owner, [each.id for each in asked])
    goes = [
        "Their name, address and personal link" + (", wherever they were asked." if len(asked) > 1 else "."),
        "Every note and reason they wrote, earlier versions of their answers, and what they are to the recruiter.",
        *_counted(held),
        KEPT,
    ]
    stays = [NUMBERS.replace("without a name", "as “An erased reference”"), CHAIN, OUTSIDE]
    phrase, back = asked[0].name or "erase", f"/vettings/{asked[0].vetting_id}/invitations"
    return ErasePage(name, goes, stays, phrase, f"/invitations/{invitation_id}/erase", back)


def of_member(db: Connection, owner: Member, member_id: int) -> ErasePage:
    target = ever_member(db, owner.company_id, member_id)
    return _of_member(db, owner, target, f"/members/{member_id}/erase", "/company")


def of_oneself(db: Connection, member: Member) -> ErasePage:
    return _of_member(db, member, member, "/account/erase", "/account")


def _of_member(db: Connection, owner: Member, target: Member, path: str, back: str) -> ErasePage:
    you = target.id == owner.id
    goes = [
        f"{'Your' if you else 'Their'} name and address, everywhere in {target.company}; every session and seat, "
        "ratings of example calls, and addresses in the audit trail.",
        f"{'Your' if you else 'Their'} account, with password and second factor, unless another company needs it.",
        f"Every note, reason and view {'you' if you else 'they'} wrote, earlier versions of the "
        "answers, and why flags were decided as they were.",
        *_counted(held_of_member(db, owner, target)),
        KEPT,
    ]
    stays = [NUMBERS.replace("without a name", "as “An erased member”"), CHAIN, OUTSIDE]
    try:
        check_not_last(db, target)
    except Conflict as refused:
        return ErasePage(target.name, goes, stays, target.name, path, back, refused.sentence)
    return ErasePage(target.name, goes, stays, target.name, path, back)


def of_company(db: Connection, owner: Member) -> ErasePage:
    held = ", ".join(
        words.count(many, what, MANY.get(what, f"{what}s")) for what, many in held_by_company(db, owner).items()
    )
    goes = [
        f"Everything: {held}, with all answers, notes, logs, mails and weights.",
        "The audit trail with it. Note its end down before, if you want to prove later what it was.",
        "Every account that belongs to no other company. Everybody is signed out, and personal links end.",
    ]
    stays = ["That a company was erased, as a number and a digest nobody can read a name from.", OUTSIDE]
    return ErasePage(owner.company, goes, stays, owner.company, "/company/erase", "/company")


MANY = {"search": "searches"}


def _counted(held: Held) -> list[str]:
    begun = f"{words.count(held.begun, 'form')} that {'is' if held.begun == 1 else 'are'} not in, with every answer."
    invited = f"Name, address and link of {words.count(held.invited, 'invitation')}."
    mails = f"{words.count(held.mails, 'mail')} in the outbox, sent and waiting."
    counted = ((held.begun, begun), (held.invited, invited), (held.mails, mails))
    return [sentence for many, sentence in counted if many]
