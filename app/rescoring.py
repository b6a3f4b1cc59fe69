"""Scoring every form of a company again, without a server: what comes out, and whether its answers say the same."""

import hashlib
from collections.abc import Iterator
from fractions import Fraction

from sqlalchemy import Connection

from app.settings import Settings
from app.store.audit_check import trails
from app.store.compact import Odd, Why, odd_forms, rescored
from app.verifying import Verdict, checked, chosen
from app.vetting.exact_json import exact
from app.vetting.receipt import short

SCORED = "{}: {} scored again. Their scores together are {}, also after an upgrade that changes none of them."
NONE = "{}: no form is in yet."
ODD: dict[Why, str] = {
    "differs": "{}: form {} of vetting {} has other answers than were sealed when it was submitted.",
    "bare": "{}: form {} of vetting {} has nothing sealed: its questionnaire was missing when the schema was upgraded.",
    "unread": "{}: form {} of vetting {} cannot be scored: the files of its questionnaire are gone, or were changed.",
}


def verdicts(settings: Settings, company: str | None) -> Iterator[Verdict]:
    """Score the forms of every company again, or of one, by number or name. Raises CannotVerify."""
    with checked(settings) as db:
        for company_id, name in chosen(trails(db), company):
            for odd in odd_forms(db, company_id):
                yield Verdict(_told(name, odd), whole=False)
            yield Verdict(_summed_up(name, db, company_id), whole=True)


def _told(name: str, odd: Odd) -> str:
    return ODD[odd.why].format(name, odd.form, odd.vetting)


def _summed_up(name: str, db: Connection, company_id: int) -> str:
    many, digest = 0, hashlib.sha256()
    for form, index in rescored(db, company_id):
        many += 1
        digest.update(_line(form, index))
    if not many:
        return NONE.format(name)
    return SCORED.format(name, f"{many:,} forms were" if many > 1 else "1 form was", short(digest.hexdigest()))


def _line(form: int, index: Fraction | None) -> bytes:
    return f"{form} {exact(index)}\n".encode()
