"""Searches, who may see them, recruiters, and their vettings."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.store.tables.columns import Key, key, seconds, to


class Search(SQLModel, table=True):
    """One need for a recruiter; pinned to one instrument version, by hash."""

    __table_args__ = (
        CheckConstraint("state IN ('open', 'deciding', 'closed')", name="state"),
        CheckConstraint("length IN ('full', 'short')", name="length"),
    )
    id: int = key()
    company_id: int = to("company")
    title: str
    instrument_id: str
    instrument_version: str
    instrument_hash: str
    length: str = "full"
    weights: dict[str, str] = Field(sa_type=JSON)  # dimension → "num/den"
    weights_name: str = ""  # "" while they are those of the questionnaire
    state: str = "open"
    restricted: bool = False  # to owners and the members given it
    opened_at: int = seconds()


class SearchMember(SQLModel, table=True):
    """A member given a search; `evaluates`: they are expected to fill in a form for each of its recruiters."""

    __tablename__ = "search_member"
    search_id: int = Field(primary_key=True, foreign_key="search.id", ondelete="CASCADE", sa_type=Key)
    member_id: int = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE", index=True, sa_type=Key)
    company_id: int = to("company")
    evaluates: bool = False


class Recruiter(SQLModel, table=True):
    """The person (and their firm) being vetted; kept in the company's address book across searches."""

    __table_args__ = (UniqueConstraint("company_id", "name", "firm"),)
    id: int = key()
    company_id: int = to("company")
    name: str
    firm: str = ""


class Vetting(SQLModel, table=True):
    """One recruiter in one search; everything below hangs on it. Its words go when its score expires."""

    __table_args__ = (UniqueConstraint("search_id", "recruiter_id"),)
    id: int = key()
    company_id: int = to("company")
    search_id: int = to("search")
    recruiter_id: int = to("recruiter")
    renewed_at: int | None = seconds(default=None)
    expired_at: int | None = seconds(default=None)


class Log(SQLModel, table=True):
    """Follow-up records a recruiter shared, as of a day; candidates are pseudonyms."""

    id: int = key()
    company_id: int = to("company")
    vetting_id: int = to("vetting", unique=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    received_at: int = seconds()
