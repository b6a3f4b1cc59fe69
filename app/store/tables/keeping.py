"""What keeps the house in order: the audit trail, the outbox, posts already taken, limits and daily jobs."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.store.tables.columns import Key, key, maybe, seconds, to


class Audit(SQLModel, table=True):
    """Who did what, written in the transaction that did it; each row's hash holds the one before (safety 51).

    Nothing personal is in it, so that it need never change: the address stands in `audit_origin`.
    """

    __table_args__ = (Index(None, "company_id", "at"), Index(None, "company_id", "number", unique=True))
    id: int = key()
    company_id: int = Field(foreign_key="company.id", ondelete="CASCADE", sa_type=Key)
    number: int = seconds()  # 1, 2, 3 … in each company
    member_id: int | None = Field(default=None, sa_type=Key)
    invitation_id: int | None = Field(default=None, sa_type=Key)
    at: int = seconds()
    action: str
    subject: str
    detail: str = ""
    origin: str = ""  # keyed digest of the address
    hash: str = ""


class AuditOrigin(SQLModel, table=True):
    """From where an event came; goes when the person is erased."""

    __tablename__ = "audit_origin"
    __table_args__ = (Index(None, "company_id", "member_id"),)
    company_id: int = Field(primary_key=True, foreign_key="company.id", ondelete="CASCADE", sa_type=Key)
    number: int = seconds(primary_key=True)
    member_id: int | None = Field(default=None, sa_type=Key)
    address: str
    reference: str = ""  # of the request, as its lines in the log and its error page have it


class AuditHead(SQLModel, table=True):
    """The last row of a company's trail, held while the next is written; rows up to `since` came before the chain."""

    __tablename__ = "audit_head"
    company_id: int = Field(primary_key=True, foreign_key="company.id", ondelete="CASCADE", sa_type=Key)
    number: int = seconds()
    since: int = seconds(default=0)
    hash: str


class Erasure(SQLModel, table=True):
    """Something that was erased: which row, and a keyed digest that only this very row has; nothing personal.

    It outlives its company, so that a backup from before is erased again when it is restored.
    """

    __table_args__ = (CheckConstraint("kind IN ('company', 'member', 'recruiter', 'respondent')", name="kind"),)
    digest: str = Field(primary_key=True)
    company_id: int = Field(sa_type=Key)
    kind: str
    row: int = Field(sa_type=Key)
    at: int = seconds()


class Message(SQLModel, table=True):
    """One mail of the outbox, as data: what it says is rendered from `content` when it is read or sent."""

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
        Index(None, "state", "next_at"),
    )
    id: int = key()
    company_id: int = to("company")
    kind: str
    to_name: str = ""
    to_email: str
    content: dict[str, Any] = Field(sa_type=JSON)
    invitation_id: int | None = maybe("invitation")
    member_invitation_id: int | None = maybe("member_invitation")
    sign_in_link_id: int | None = maybe("sign_in_link")
    own_page_id: int | None = Field(default=None, index=True, sa_type=Key)  # whoever takes the page away takes the mail
    message_id: str = Field(unique=True)
    made_at: int = seconds()
    state: str = "waiting"
    tries: int = 0
    next_at: int = seconds()
    claimed_until: int = seconds(default=0)
    sent_at: int | None = seconds(default=None)
    error: str = ""


class Taken(SQLModel, table=True):
    """A form already taken: sent again with the same content it has no second effect (safety 36)."""

    key_hash: str = Field(primary_key=True)
    company_id: int = to("company")
    body_hash: str
    result: Any = Field(default=None, sa_type=JSON)
    at: int = seconds(index=True)


class Bucket(SQLModel, table=True):
    """A rate limit: when its next try would be free again, in milliseconds. `key` is a keyed digest."""

    key: str = Field(primary_key=True)
    full_at: int = seconds(index=True)


class Job(SQLModel, table=True):
    """A job done every day by whichever server claims it, and what it did the last time."""

    name: str = Field(primary_key=True)
    next_at: int = seconds()
    claimed_until: int = seconds(default=0)
    ran_at: int | None = seconds(default=None)
    said: str = ""


class Installation(SQLModel, table=True):
    """One row: the mark of the secret this database was made with, so that another secret is noticed at once."""

    id: int = key()
    mark: str
