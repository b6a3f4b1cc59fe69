"""Taking away kept reports that hold words which are forgotten: a file cannot be emptied of some of its words.

Part of other actions, which write the line in the audit trail.
"""

from sqlalchemy import ColumnElement, Connection, Select, delete

from app.store.kept_reports import hold_kept, holding
from app.store.tables import kept_report_vettings, kept_reports


def forget_kept(db: Connection, company_id: int, vettings: Select[tuple[int]]) -> None:
    """Those that hold answers about any of these vettings, selected by id."""
    hold_kept(db, company_id)  # one that is being kept just now has them too
    about: ColumnElement[bool] = kept_report_vettings.c.vetting_id.in_(vettings)
    db.execute(delete(kept_reports).where(kept_reports.c.company_id == company_id, holding(company_id, about)))
