"""Mails of the tests: a company with a search, and every kind of mail with what it speaks of."""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from app.actions.open_search import open_search
from app.mail.links import Purpose, token_hash
from app.mail.outbox import Kind, queue
from app.store.instruments import DEFAULT, instrument
from app.store.keys import keys_of, salt
from app.store.members import Member
from app.store.messages import Link, Message, message_to_send
from app.store.recruiters import vettings_in
from app.store.rows import add
from app.store.searches import search_for
from app.store.tables import invitations, member_invitations, members, messages, own_pages, sign_in_links
from people import NOW, OURS, member

DAY = 86_400
TITLE = "Head of Data Platform"
ASKED: dict[str, Any] = {"recruiter": "Ana Ferreira", "source": "candidate", "minutes": 5, "expires": "3 December 2026"}
CONTENT: dict[str, dict[str, Any]] = {  # what each kind speaks of, besides the company and who asks
    "member_invitation": {"role": "evaluator", "search": TITLE},
    "sign_in_link": {},
    "reset": {},
    "invitation": ASKED,
    "reminder": ASKED,
    "receipt": {
        "recruiter": "Ana Ferreira",
        "code": "9F3A C1D2 77B0",
        "at": "24 November 2026, 14:03",
        "form": "Your experience with this recruiter",
    },
    "evaluator_chosen": {"search": TITLE, "recruiters": 3},
    "reopened": {"search": TITLE, "recruiter": "Ana Ferreira", "why": "Two answers were swapped."},
    "found": {"recruiter": "Ana Ferreira", "expires": "3 December 2026"},
}
CARRIED: dict[str, Purpose] = {  # kind → the row its link is made of
    "member_invitation": "member_invitation",
    "sign_in_link": "sign_in_link",
    "reset": "sign_in_link",
    "invitation": "invitation",
    "reminder": "invitation",
    "receipt": "invitation",
    "found": "own_page",
}
WHERE = {"evaluator_chosen": "/searches/7", "reopened": "/vettings/12/answer"}
TABLES = {
    "invitation": invitations,
    "member_invitation": member_invitations,
    "sign_in_link": sign_in_links,
    "own_page": own_pages,
}


@dataclass(frozen=True)
class Office:
    """A company with one search of two recruiters, and who asks."""

    asker: Member
    search: int
    vetting: int


def office(db: Connection, company: str = OURS, name: str = "Alice Moreau", title: str = TITLE) -> Office:
    """The company, made if missing, with a new search."""
    asker = member(db, company, name, "owner")
    named = [("Ana Ferreira", "Northlight Search"), ("Tom Okafor", "")]
    search = open_search(db, asker, title, named, "short", instrument(*DEFAULT), NOW)
    return Office(asker, search, vettings_in(db, search_for(db, asker, search))[0].id)


def queued(
    db: Connection, of: Office, kind: Kind, now: int = NOW, to: str = "dora@halden.example", **content: Any
) -> Message:
    """A mail of this kind in the outbox, with the row of its link; returns it."""
    said = {"company": of.asker.company, "by": of.asker.name} | CONTENT[kind] if CONTENT[kind] else {}
    if kind in ("evaluator_chosen", "reopened"):
        said["path"] = f"/searches/{of.search}" if kind == "evaluator_chosen" else f"/vettings/{of.vetting}/answer"
    rows = {f"{CARRIED[kind]}_id": linked(db, of, kind, now)} if kind in CARRIED else {}
    made = queue(db, of.asker.company_id, kind, to, said | content, now, to_name="Dora Lind", **rows)
    return message_to_send(db, of.asker.company_id, made)


def linked(db: Connection, of: Office, kind: str, now: int) -> int:
    """A row whose link is good for a week, or 15 minutes where it signs in."""
    purpose, made_of = CARRIED[kind], salt()
    rest = {"salt": made_of, "token_hash": secrets.token_hex(32), "made_at": now, "expires_at": now + 7 * DAY}
    company = {"company_id": of.asker.company_id, "made_by": of.asker.id}
    if purpose == "invitation":
        row = add(db, invitations, vetting_id=of.vetting, source="candidate", email="dora@x.example", **company, **rest)
    elif purpose == "member_invitation":
        row = add(db, member_invitations, email="dora@x.example", role="evaluator", **company, **rest)
    elif purpose == "own_page":
        moments = {"told_at": now, "answer_by": now + 7 * DAY}
        row = add(
            db, own_pages, vetting_id=of.vetting, email="dora@x.example", browser_hash="", **moments, **company, **rest
        )
    else:
        rest["expires_at"] = now + 900
        purposes = {"sign_in_link": "sign_in", "reset": "reset"}
        row = add(db, sign_in_links, account_id=account(db, of.asker), purpose=purposes[kind], **rest)
    table = TABLES[purpose]
    hashed = token_hash(keys_of(db), purpose, row, made_of)
    db.execute(update(table).where(table.c.id == row).values(token_hash=hashed))
    return row


def account(db: Connection, who: Member) -> int:
    found: int = db.execute(select(members.c.account_id).where(members.c.id == who.id)).scalar_one()
    return found


def again(db: Connection, message: Message) -> Message:
    """The mail as it is now."""
    return message_to_send(db, message.company_id, message.id)


def waiting(db: Connection) -> list[str]:
    """The Message-IDs of everything in the outbox, as it was put in."""
    return list(db.execute(select(messages.c.message_id).order_by(messages.c.id)).scalars())


def mail(kind: str, name: str = "Dora Lind", **content: Any) -> Message:
    """A mail as the outbox holds it, without a database."""
    said = {"company": OURS, "by": "Alice Moreau"} | CONTENT[kind] if CONTENT[kind] else {}
    said |= {"path": WHERE[kind]} if kind in WHERE else {}
    carried = CARRIED.get(kind)
    of = Link(carried, 3, "salt", 0, 900 if carried == "sign_in_link" else 7 * DAY, "") if carried else None
    return Message(1, 1, kind, name, "dora@x.example", said | content, "m@x", 0, "waiting", 0, 0, 0, None, "", of)
