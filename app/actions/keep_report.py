"""Keeping a report as it was made, byte for byte, with its search; and removing one."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert

from app.refusals import Conflict, NotHere
from app.store.audit import record
from app.store.kept_reports import hold_kept, kept_in, kept_many
from app.store.members import Member
from app.store.rows import add
from app.store.searches import Search, search_to_change
from app.store.tables import kept_report_vettings, kept_reports

MOST = 10  # of a search
FULL = f"{MOST} reports of this search are kept already. Remove one first."
DECIDED = "The search is decided, so the reports kept with it stay."


@dataclass(frozen=True, slots=True)
class Report:
    """A finished file, and the vettings of which it holds answers."""

    name: str
    code: str
    content: bytes
    vettings: tuple[int, ...]


def keep_report(db: Connection, member: Member, search_id: int, report: Report, now: int) -> None:
    """Raises NotHere, or Conflict for the demo and where too many are kept."""
    search = search_to_change(db, member, search_id)
    hold_kept(db, search.company_id)
    if kept_many(db, search) >= MOST:
        raise Conflict(FULL)
    whose = {"company_id": search.company_id, "search_id": search.id, "made_by": member.id, "made_at": now}
    told = {"name": report.name, "code": report.code, "size": len(report.content), "content": report.content}
    row = add(db, kept_reports, **whose, **told)
    about = [{"kept_report_id": row, "vetting_id": one, "company_id": search.company_id} for one in report.vettings]
    db.execute(insert(kept_report_vettings), about)
    record(db, member, "report:keep", f"search {search.id}", now, f"kept report {row}, code {report.code}")


def remove_report(
    db: Connection, member: Member, search_id: int, kept_id: int, hidden: Collection[int], now: int
) -> None:
    """Raises NotHere, also for what is hidden from them, and Conflict once the search is decided."""
    search = search_to_change(db, member, search_id)
    if kept_id not in {kept.id for kept in kept_in(db, search, hidden)}:
        raise NotHere
    if is_decided(search):
        raise Conflict(DECIDED)
    mine = (kept_reports.c.company_id == search.company_id, kept_reports.c.search_id == search.id)
    db.execute(delete(kept_reports).where(*mine, kept_reports.c.id == kept_id))
    record(db, member, "report:remove", f"search {search.id}", now, f"kept report {kept_id}")


def is_decided(search: Search) -> bool:
    """Whether what was decided on must stay."""
    return search.state == "closed"
