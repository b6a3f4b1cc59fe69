"""Erasing again, in a backup that is restored, what was erased since it was made (safety 57)."""

from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import Connection

from app.actions.erase_company import erase_company
from app.actions.erase_member import erase_member
from app.actions.erase_recruiter import erase_recruiter
from app.actions.erase_respondent import erase_respondent
from app.refusals import NotHere
from app.store.audit import Schedule
from app.store.erasures import Erased, Kind, Noted, erased_in, is_same, remember

ONE: dict[Kind, str] = {"company": "company", "member": "member", "recruiter": "recruiter", "respondent": "reference"}
MANY: dict[Kind, str] = {kind: f"{one}s" for kind, one in ONE.items()} | {"company": "companies"}


def erase_again(db: Connection, noted: Iterable[Noted], now: int) -> dict[Kind, int]:
    """Erase what was noted later than this database knows; returns how many of each kind were there.

    What it does not know is remembered too: a number that it gives again is another person's.
    """
    known = {each.digest: each.at for each in erased_in(db)}
    unknown = {each.digest: each for each in sorted(noted, key=lambda each: each.at)}  # the last of each counts
    done = dict.fromkeys(ONE, 0)
    for each in unknown.values():
        if each.at > known.get(each.digest, -1):
            done[each.erased.kind] += is_same(db, each) and _again(db, each.erased, now)
            remember(db, each)
    return done


def said(done: dict[Kind, int]) -> str:
    """“1 company, 2 recruiters”; "" for nothing."""
    return ", ".join(f"{many} {(ONE if many == 1 else MANY)[kind]}" for kind, many in done.items() if many)


def _again(db: Connection, erased: Erased, now: int) -> bool:
    """Whether it was there."""
    who = Schedule(erased.company_id)
    with suppress(NotHere):  # the backup is older than the row itself
        if erased.kind == "company":
            erase_company(db, who, now)
        elif erased.kind == "member":
            erase_member(db, who, erased.row, now, again=True)
        elif erased.kind == "recruiter":
            erase_recruiter(db, who, erased.row, now)
        else:
            erase_respondent(db, who, erased.row, now)
        return True
    return False
