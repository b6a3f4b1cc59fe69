"""Members: people in a company, and the sessions that prove who is asking."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from app.store.tables import accounts, companies, members, sessions

Role = Literal["owner", "manager", "evaluator", "viewer"]
ROLES: tuple[Role, ...] = ("owner", "manager", "evaluator", "viewer")

IDLE = 60 * 60  # seconds a session lasts unused (safety 17)
ABSOLUTE = 60 * 60 * 12  # seconds it lasts at all


PRESENT = members.c.removed_at.is_(None)


@dataclass(frozen=True, slots=True)
class Member:
    """Who is asking. `id` is None for a visitor, who sees the demo and nothing else."""

    id: int | None
    company_id: int
    company: str
    name: str
    email: str
    role: Role
    address: str = ""  # from where they ask
    account_id: int | None = None

    @property
    def invitation_id(self) -> None:
        """A member answers by no link."""


VISITOR = Member(id=None, company_id=0, company="", name="", email="", role="viewer")


def member_of_session(db: Connection, token_hash: str, now: int) -> tuple[Member, int, int] | None:
    """The member a living session belongs to, when it was last used, and when they last proved who they are.

    None when it is unknown, idle too long or too old, and when the member was removed.
    """
    living = (sessions.c.seen_at > now - IDLE) & (sessions.c.created_at > now - ABSOLUTE) & PRESENT
    query = members_where(sessions.c.token_hash == token_hash, living).join(
        sessions, sessions.c.member_id == members.c.id
    )
    row = db.execute(query.add_columns(*sessions.c["seen_at", "proven_at"])).first()
    return (_member(row), row.seen_at, row.proven_at) if row else None


def member_by_email(db: Connection, email: str) -> tuple[Member, str] | None:
    """The member with this address and their password hash, in the first company they joined."""
    query = members_where(accounts.c.email == email.strip().lower(), PRESENT).order_by(members.c.id)
    row = db.execute(query.add_columns(accounts.c.password_hash)).first()
    return (_member(row), row.password_hash) if row else None


def first_company(db: Connection) -> str | None:
    """The name of the company that owns this installation; None before the first run."""
    query = select(companies.c.name).where(companies.c.demo.is_(False)).order_by(companies.c.id)
    name: str | None = db.execute(query).scalar()
    return name


def label(db: Connection, member: Member) -> str:
    """The name that stands for this person, and for nobody else, in all of their company's vettings.

    A number follows it where members who joined before them have the same: “Sam Osei (2)”.
    """
    until = (members.c.company_id == member.company_id, members.c.id <= member.id)
    query = select(accounts.c.name).join(members, members.c.account_id == accounts.c.id).where(*until)
    taken: list[str] = []
    for name in db.execute(query.order_by(members.c.id)).scalars():
        numbered = (name, *(f"{name} ({n})" for n in range(2, len(taken) + 2)))
        taken.append(next(each for each in numbered if each not in taken))
    return taken[-1]


def members_where(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Members with their company and account."""
    who = (*members.c["id", "company_id", "account_id", "role"], accounts.c.name, accounts.c.email)
    query = select(*who, companies.c.name.label("company")).where(*conditions)
    return query.join(accounts, accounts.c.id == members.c.account_id).join(
        companies, companies.c.id == members.c.company_id
    )


def _member(row: Row[Any]) -> Member:
    return Member(row.id, row.company_id, row.company, row.name, row.email, row.role, account_id=row.account_id)
