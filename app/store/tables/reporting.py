"""Reports that were kept as they were made, and which recruiters are in each."""

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from app.store.tables.columns import Key, key, maybe, seconds, to


class KeptReport(SQLModel, table=True):
    """One PDF of a search, byte for byte, such as the one a decision rests on."""

    __tablename__ = "kept_report"
    id: int = key()
    company_id: int = to("company")
    search_id: int = to("search")
    name: str
    code: str  # its verification code
    size: int = seconds()
    content: bytes = Field(sa_type=LargeBinary)
    made_by: int | None = maybe("member")
    made_at: int = seconds()


class KeptReportVetting(SQLModel, table=True):
    """That a kept report holds answers about a recruiter: whoever may not see these may not see it."""

    __tablename__ = "kept_report_vetting"
    kept_report_id: int = Field(primary_key=True, foreign_key="kept_report.id", ondelete="CASCADE", sa_type=Key)
    vetting_id: int = Field(primary_key=True, foreign_key="vetting.id", ondelete="CASCADE", index=True, sa_type=Key)
    company_id: int = to("company")
