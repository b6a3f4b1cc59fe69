"""What goes into an archive of a company or a person, with a recruiter's own result, and what is left out and why."""

import datetime
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

from sqlalchemy import Connection

from app import __version__
from app.actions.erase_respondent import asked_too
from app.reports.archive import Archive
from app.store import holdings, personal
from app.store.holdings import LEFT_OUT, Part
from app.store.instruments import instrument
from app.store.members import Member, ever_member
from app.store.recruiters import vetting_for
from app.store.responses import logs_in, responses_in
from app.store.searches import searches_of
from app.store.trail_veil import Veil, veil_for
from app.vetting.log_reading import log_at
from app.vetting.mistakes import Place
from app.vetting.privacy import Given, RecruiterView, for_recruiter
from app.web import words

IN_MEMORY = 1_000_000  # bytes; what is longer waits on disk for the browser
UNSENT = "Forms that are not in: they stay with whoever fills them in."
BLIND = (
    "What others answered about {}: you cannot see it on any page yet either, because your own form is not in, or the "
    "evaluators are not done. Logs, reasons for decisions on flags and numbers of the audit trail are left out with it."
)
SECRETS = "Passwords, tokens, links, codes and their digests."
LETTERS = "What the mails said: they name others, and whoever got them has them."
OTHERS = (
    "Who evaluated, who was asked, and what each of them said. own-result.json has what measurement and law let a "
    "recruiter know: band, results by dimension, flags in their wording, and words of references who agreed to it."
)


def company_archive(db: Connection, owner: Member, now: int) -> IO[bytes]:
    """Everything of a company."""
    veil = veil_for(db, owner)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed once it was sent
    with Archive(file) as archive:
        _tables(db, archive, holdings.of_company(veil))
        for used in sorted({listed.search.instrument for listed in searches_of(db, owner)}):
            archive.questionnaire(*used)
        tables = [f"{name}: {why}." for name, why in LEFT_OUT.items()]
        title = f"Everything of {owner.company}"
        archive.readme(title, __version__, day(now), [*_blind(veil), UNSENT, SECRETS, *tables])
    file.seek(0)
    return file


def recruiter_archive(db: Connection, owner: Member, recruiter_id: int, now: int) -> IO[bytes]:
    """What is held about a recruiter, and what they may know of their own result. Raises NotHere."""
    veil, met = veil_for(db, owner), personal.own_vettings(db, owner, recruiter_id)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed once it was sent
    with Archive(file) as archive:
        _tables(db, archive, personal.of_recruiter(veil, recruiter_id))
        told = [_result(db, owner, vetting_id) for vetting_id in met if vetting_id not in veil.vettings]
        archive.content("own-result.json", told)
        title = "What is held about one recruiter"
        archive.readme(title, __version__, day(now), [*_blind(veil, met), OTHERS, UNSENT, SECRETS, LETTERS])
    file.seek(0)
    return file


def respondent_archive(db: Connection, owner: Member, invitation_id: int, now: int) -> IO[bytes]:
    """What is held about somebody who was asked by a link. Raises NotHere, and Conflict for a recruiter."""
    veil, asked = veil_for(db, owner), asked_too(db, owner.company_id, invitation_id)
    parts = personal.of_respondent(veil, [each.id for each in asked])
    left_out = [*_blind(veil, [each.vetting_id for each in asked]), UNSENT, SECRETS, LETTERS]
    return _personal(db, parts, "What is held about one person who was asked", left_out, now)


def member_archive(db: Connection, owner: Member, member_id: int, now: int) -> IO[bytes]:
    """What is held about a member, taken out by an owner or by themselves. Raises NotHere."""
    target, veil = ever_member(db, owner.company_id, member_id), veil_for(db, owner)
    own = target.id == owner.id
    left_out = [SECRETS, LETTERS] if own else [*_blind(veil), UNSENT, SECRETS, LETTERS]
    return _personal(db, personal.of_member(veil, target), "What is held about one member", left_out, now)


def _personal(db: Connection, parts: Iterable[Part], title: str, left_out: Sequence[str], now: int) -> IO[bytes]:
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed once it was sent
    with Archive(file) as archive:
        _tables(db, archive, parts)
        archive.readme(title, __version__, day(now), left_out)
    file.seek(0)
    return file


def _tables(db: Connection, archive: Archive, parts: Iterable[Part]) -> None:
    for part in parts:
        archive.table(part.name, holdings.rows(db, part))


def _blind(veil: Veil, among: Sequence[int] | None = None) -> list[str]:
    """The sentence on what the owner is still blind to; nothing where that is nothing."""
    many = len(veil.vettings if among is None else veil.vettings.intersection(among))
    return [BLIND.format(words.count(many, "recruiter"))] if many else []


def _result(db: Connection, owner: Member, vetting_id: int) -> dict[str, object]:
    """What a recruiter may know of one result (measurement 7.2); made from that view and from nothing else."""
    vetting = vetting_for(db, owner, vetting_id)
    used, log = instrument(*vetting.search.instrument), logs_in(db, [vetting]).get(vetting_id)
    forms = [form for form in responses_in(db, [vetting])[vetting_id] if form.state == "submitted"]
    given = [Given(form.response, form.consent) for form in forms]
    shared = log_at(log, Place()) if log else None
    view = for_recruiter(used, given, vetting.search.weights, shared)
    return {"search": vetting.search.title, "expired_at": vetting.expired_at, **_told(view)}


def _told(view: RecruiterView) -> dict[str, object]:
    return {
        "band": view.band.label if view.band else None,
        "references_counted": view.with_references,
        "dimensions": [
            {
                "dimension": one.dimension.name,
                "score": _shown(one.score),
                "said_by_yourself": _shown(one.said),
                "references": _shown(one.references),
            }
            for one in view.dimensions
        ],
        "flags": list(view.flags),
        "words": [{"dimension": one.dimension.name, "text": one.text} for one in view.words],
    }


def _shown(number: object) -> str | None:
    return None if number is None else words.signed(number)  # type: ignore[arg-type]


def day(now: int) -> str:
    return datetime.datetime.fromtimestamp(now, datetime.UTC).astimezone().date().isoformat()
