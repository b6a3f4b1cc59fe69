"""Reports that were kept as they were made: which a member may see, and their bytes."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, select

from app.refusals import NotHere
from app.store.searches import Search
from app.store.tables import accounts, companies, kept_report_vettings, kept_reports, members


@dataclass(frozen=True, slots=True)
class Kept:
    """One as it is listed; `by` is "" once its keeper was erased."""

    id: int
    name: str
    code: str
    size: int
    made_at: int
    by: str


def hold_kept(db: Connection, company_id: int) -> None:
    """Let no other transaction keep a report of this company, or take one away, until this one ends; all else goes on.

    Of two at once one waits, and sees what the other has done: a limit, or words that are gone.
    """
    db.execute(select(companies.c.id).where(companies.c.id == company_id).with_for_update(key_share=True))


def kept_in(db: Connection, search: Search, hidden: Iterable[int]) -> list[Kept]:
    """Those of a search already fetched, the newest first; none with a vetting that is hidden from who asks."""
    mine = (kept_reports.c.made_by == members.c.id, members.c.company_id == search.company_id)
    query = (
        select(*kept_reports.c["id", "name", "code", "size", "made_at"], accounts.c.name.label("by"))
        .outerjoin_from(kept_reports, members, and_(*mine))
        .outerjoin(accounts, accounts.c.id == members.c.account_id)
        .where(_seen(search, hidden))
        .order_by(kept_reports.c.id.desc())
    )
    return [Kept(*row[:5], row.by or "") for row in db.execute(query)]


def kept_content(db: Connection, search: Search, hidden: Iterable[int], kept_id: int) -> tuple[str, bytes]:
    """Name and bytes of one. Raises NotHere, also for one that is hidden."""
    query = select(*kept_reports.c["name", "content"]).where(_seen(search, hidden), kept_reports.c.id == kept_id)
    row = db.execute(query).first()
    if row is None:
        raise NotHere
    return row.name, row.content


def kept_many(db: Connection, search: Search) -> int:
    """How many there are, whoever may see them."""
    mine = (kept_reports.c.company_id == search.company_id, kept_reports.c.search_id == search.id)
    return db.execute(select(func.count()).select_from(kept_reports).where(*mine)).scalar_one()


def holding(company_id: int, vettings: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition on `kept_report`: it holds answers about vettings, a condition on `kept_report_vetting`."""
    about = kept_report_vettings
    inside = select(about.c.kept_report_id).where(about.c.company_id == company_id, vettings)
    found: ColumnElement[bool] = kept_reports.c.id.in_(inside)
    return found


def _seen(search: Search, hidden: Iterable[int]) -> ColumnElement[bool]:
    mine = and_(kept_reports.c.company_id == search.company_id, kept_reports.c.search_id == search.id)
    if not (unseen := tuple(hidden)):
        return mine
    return mine & ~holding(search.company_id, kept_report_vettings.c.vetting_id.in_(unseen))
