"""Opening a search and adding recruiters to it."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, select

from app.refusals import Mistakes
from app.store.audit import record
from app.store.members import Member
from app.store.recruiters import vettings_in
from app.store.rows import add, add_if_missing
from app.store.searches import Search, hold_search, search_for, search_to_change
from app.store.tables import recruiters, searches, vettings
from app.vetting.instrument import Instrument

Named = tuple[str, str]  # name, firm
MOST = 20  # recruiters of one search, as many as a comparison takes


def open_search(
    db: Connection,
    member: Member,
    title: str,
    named: Sequence[Named],
    length: Literal["full", "short"],
    instrument: Instrument,
    now: int,
) -> int:
    """Open a search with its first recruiters, pinned to this instrument; returns its id."""
    search_id = add(
        db,
        searches,
        company_id=member.company_id,
        title=title,
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        instrument_hash=instrument.hash,
        length=length,
        weights={dimension: str(weight) for dimension, weight in instrument.weights.items()},
        state="open",
        opened_at=now,
    )
    many = _take_in(db, search_for(db, member, search_id), named)
    record(db, member, "search:open", f"search {search_id}", now, f"{many} recruiters")
    return search_id


def add_recruiters(db: Connection, member: Member, search_id: int, named: Sequence[Named], now: int) -> int:
    """Add recruiters to a search; those already in it are left as they are. Returns how many came in."""
    search = search_to_change(db, member, search_id)
    hold_search(db, search)
    many = _take_in(db, search, named)
    if many:
        record(db, member, "search:add", f"search {search_id}", now, f"{many} recruiters")
    return many


def _take_in(db: Connection, search: Search, named: Sequence[Named]) -> int:
    present = {vetting.recruiter_id for vetting in vettings_in(db, search)}
    known = {pair: _recruiter(db, search.company_id, *pair) for pair in sorted(set(named))}  # in one order: no deadlock
    fresh = [key for key in dict.fromkeys(known[pair] for pair in named) if key not in present]
    if (many := len(present) + len(fresh)) > MOST:
        raise Mistakes({"recruiters": f"A search compares up to {MOST} recruiters. With these it would have {many}."})
    for recruiter_id in fresh:
        add(db, vettings, company_id=search.company_id, search_id=search.id, recruiter_id=recruiter_id)
    return len(fresh)


def _recruiter(db: Connection, company_id: int, name: str, firm: str) -> int:
    same = (recruiters.c.company_id == company_id, recruiters.c.name == name, recruiters.c.firm == firm)
    add_if_missing(db, recruiters, company_id=company_id, name=name, firm=firm)
    key: int = db.execute(select(recruiters.c.id).where(*same)).scalar_one()
    return key
