"""Companies, the people in them, and how they prove who they are. An account may belong to several companies."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.store.tables.columns import key, maybe, seconds, to


class Company(SQLModel, table=True):
    """The tenant. The demo is a company of its own, so it never mixes with anybody's data."""

    __table_args__ = (Index("ix_company_demo", "id", postgresql_where=text("demo"), sqlite_where=text("demo = 1")),)
    id: int = key()
    name: str
    demo: bool = False
    second_factor: bool = False  # every member must have one
    created_at: int = seconds()


class Account(SQLModel, table=True):
    """A person who can sign in; may be a member of several companies, so it belongs to none.

    The secret of the second factor is derived from `totp_salt`; it counts once `totp_since` is set.
    """

    id: int = key()
    email: str = Field(unique=True)
    name: str
    password_hash: str  # "" for somebody who signs in by link only
    totp_salt: str | None = None
    totp_since: int | None = seconds(default=None)
    totp_step: int | None = seconds(default=None)  # the last time step whose code was taken: each works once
    by_key: bool = True  # single keys rate the questions of a form
    created_at: int = seconds()


class RecoveryCode(SQLModel, table=True):
    """One of the codes that replace a lost second factor, each once."""

    __tablename__ = "recovery_code"
    code_hash: str = Field(primary_key=True)
    account_id: int = to("account")
    used_at: int | None = seconds(default=None)


class SignInLink(SQLModel, table=True):
    """A link by mail that signs in, or sets a new password; the row keeps the token's hash only."""

    __tablename__ = "sign_in_link"
    __table_args__ = (CheckConstraint("purpose IN ('sign_in', 'reset')", name="purpose"),)
    id: int = key()
    account_id: int = to("account")
    purpose: str
    salt: str
    token_hash: str = Field(unique=True)
    made_at: int = seconds()
    expires_at: int = seconds()
    used_at: int | None = seconds(default=None)


class Member(SQLModel, table=True):
    """A person in a company, with a role. One who was removed keeps the row, which the trail and answers name."""

    __table_args__ = (
        UniqueConstraint("company_id", "account_id"),
        CheckConstraint("role IN ('owner', 'manager', 'evaluator', 'viewer')", name="role"),
    )
    id: int = key()
    company_id: int = to("company")
    account_id: int = to("account")
    role: str
    removed_at: int | None = seconds(default=None)


class MemberInvitation(SQLModel, table=True):
    """Somebody asked to join a company; `search_id` is the search they are given on joining, as evaluator or reader."""

    __tablename__ = "member_invitation"
    __table_args__ = (CheckConstraint("role IN ('owner', 'manager', 'evaluator', 'viewer')", name="role"),)
    id: int = key()
    company_id: int = to("company")
    email: str
    role: str
    search_id: int | None = maybe("search")
    evaluates: bool = False
    salt: str
    token_hash: str = Field(unique=True)
    made_by: int | None = maybe("member")
    made_at: int = seconds()
    expires_at: int = seconds()
    taken_at: int | None = seconds(default=None)
    revoked_at: int | None = seconds(default=None)


class Session(SQLModel, table=True):
    """Somebody signed in. The cookie holds the token, the row only its SHA-256."""

    id: int = key()
    token_hash: str = Field(unique=True)
    company_id: int = to("company")
    member_id: int = to("member")
    created_at: int = seconds()
    seen_at: int = seconds()
    proven_at: int = seconds()  # when a password, link or code was last given
    address: str = ""
    agent: str = ""
