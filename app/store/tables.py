"""Columns and constraints only. Every table but `account` carries company_id; times are UTC seconds."""

from typing import Any, cast

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Integer, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {  # so that a migration can name what it changes
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for plain INTEGER


def key() -> Any:
    """A primary key the database numbers."""
    return Field(default=None, primary_key=True, sa_type=Key)


def to(table: str, **kwargs: Any) -> Any:
    """A foreign key that is indexed and goes when its parent goes."""
    return Field(foreign_key=f"{table}.id", ondelete="CASCADE", index=True, sa_type=Key, **kwargs)


def seconds(**kwargs: Any) -> Any:
    """A moment: whole seconds since 1970 in UTC, the same on both engines."""
    return Field(sa_type=BigInteger, **kwargs)


class Company(SQLModel, table=True):
    """The tenant. The demo is a company of its own, so it never mixes with anybody's data."""

    id: int = key()
    name: str
    demo: bool = False
    created_at: int = seconds()


class Account(SQLModel, table=True):
    """A person who can sign in; may be a member of several companies, so it belongs to none."""

    id: int = key()
    email: str = Field(unique=True)
    name: str
    password_hash: str
    created_at: int = seconds()


class Member(SQLModel, table=True):
    """A person in a company, with a role."""

    __table_args__ = (
        UniqueConstraint("company_id", "account_id"),
        CheckConstraint("role IN ('owner', 'manager', 'evaluator', 'viewer')", name="role"),
    )
    id: int = key()
    company_id: int = to("company")
    account_id: int = to("account")
    role: str


class Session(SQLModel, table=True):
    """Somebody signed in. The cookie holds the token, the row only its SHA-256."""

    token_hash: str = Field(primary_key=True)
    company_id: int = to("company")
    member_id: int = to("member")
    created_at: int = seconds()
    seen_at: int = seconds()


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
    state: str = "open"
    opened_at: int = seconds()


class Recruiter(SQLModel, table=True):
    """The person (and their firm) being vetted; kept in the company's address book across searches."""

    __table_args__ = (UniqueConstraint("company_id", "name", "firm"),)
    id: int = key()
    company_id: int = to("company")
    name: str
    firm: str = ""


class Vetting(SQLModel, table=True):
    """One recruiter in one search; everything below hangs on it."""

    __table_args__ = (UniqueConstraint("search_id", "recruiter_id"),)
    id: int = key()
    company_id: int = to("company")
    search_id: int = to("search")
    recruiter_id: int = to("recruiter")


class Response(SQLModel, table=True):
    """A respondent's form: draft, then submitted and locked. `impression` never enters a score."""

    __table_args__ = (
        UniqueConstraint("vetting_id", "source", "respondent"),
        CheckConstraint("state IN ('draft', 'submitted')", name="state"),
        CheckConstraint("source IN ('evaluator', 'self', 'candidate', 'client')", name="source"),
        Index(None, "member_id"),
    )
    id: int = key()
    company_id: int = to("company")
    vetting_id: int = to("vetting")
    member_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL", sa_type=Key)
    source: str
    respondent: str
    length: str = "full"
    state: str = "draft"
    impression: str = ""
    summary: str = ""
    started_at: int = seconds()
    submitted_at: int | None = seconds(default=None)


class Answer(SQLModel, table=True):
    """One item's answer. `version` counts its saves."""

    __table_args__ = (
        CheckConstraint("status IN ('answered', 'na', 'not_asked', 'declined')", name="status"),
        CheckConstraint("points BETWEEN 0 AND 4", name="points"),
    )
    response_id: int = Field(primary_key=True, foreign_key="response.id", ondelete="CASCADE", sa_type=Key)
    item: str = Field(primary_key=True)
    company_id: int = to("company")
    status: str = "answered"
    points: int | None = None
    number: str | None = None
    no_number: bool = False
    ticks: list[int] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    support: str | None = None
    reason: str = ""
    note: str = ""
    flagged: bool = False
    version: int = 1
    saved_at: int = seconds()


class Log(SQLModel, table=True):
    """Follow-up records a recruiter shared, as of a day; candidates are pseudonyms."""

    id: int = key()
    company_id: int = to("company")
    vetting_id: int = to("vetting", unique=True)
    content: dict[str, Any] = Field(sa_type=JSON)


class Audit(SQLModel, table=True):
    """Who did what, written in the transaction that did it."""

    __table_args__ = (Index(None, "company_id", "at"),)
    id: int = key()
    company_id: int = Field(foreign_key="company.id", ondelete="CASCADE", sa_type=Key)
    member_id: int | None = Field(default=None, sa_type=Key)
    at: int = seconds()
    action: str
    subject: str


def rows_of(model: type[SQLModel]) -> Table:
    """The model as a Core table: queries read rows, not objects (stack.md: object loading is the cost)."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


companies = rows_of(Company)
accounts = rows_of(Account)
members = rows_of(Member)
sessions = rows_of(Session)
searches = rows_of(Search)
recruiters = rows_of(Recruiter)
vettings = rows_of(Vetting)
responses = rows_of(Response)
answers = rows_of(Answer)
logs = rows_of(Log)
audit = rows_of(Audit)
