"""Members: people in a company, and the sessions that prove who is asking."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select

from app.refusals import NotHere
from app.store.clock import AHEAD
from app.store.prepared import prepared
from app.store.tables import accounts, companies, members, sessions
from app.store.wall import for_all

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
    lacks_factor: bool = False  # the company asks every member for a second factor, and this one has none yet
    by_key: bool = True  # single keys rate the questions of a form; off for whoever turned them off

    @property
    def invitation_id(self) -> None:
        """A member answers by no link."""


VISITOR = Member(id=None, company_id=0, company="", name="", email="", role="viewer")


def living(now: int) -> ColumnElement[bool]:
    """Of a session: neither unused for too long nor too old, nor of a clock that was ahead."""
    return _within(**_bounds(now))


def over(now: int) -> ColumnElement[bool]:
    """Of a session: the opposite."""
    used, made, bounds = sessions.c.seen_at, sessions.c.created_at, _bounds(now)
    return or_(used <= bounds["idle"], made <= bounds["old"], used > bounds["ahead"], made > bounds["ahead"])


def _bounds(now: int) -> dict[str, int]:
    return {"idle": now - IDLE, "old": now - ABSOLUTE, "ahead": now + AHEAD}


def _within(idle: Any, old: Any, ahead: Any) -> ColumnElement[bool]:
    used, made = sessions.c.seen_at, sessions.c.created_at
    return and_(used > idle, used <= ahead, made > old, made <= ahead)


@for_all("a session is found by its token")
def member_of_session(db: Connection, token_hash: str, now: int) -> tuple[Member, int, int] | None:
    """The member a living session belongs to, when it was last used, and when they last proved who they are.

    None when it is unknown, idle too long or too old, and when the member was removed.
    """
    row = db.execute(*_of_session(token=token_hash, **_bounds(now))).first()
    return (_member(row), row.seen_at, row.proven_at) if row else None


@prepared
def _of_session(token: Any, idle: Any, old: Any, ahead: Any) -> Select[Any]:
    query = members_where(sessions.c.token_hash == token, _within(idle, old, ahead), PRESENT)
    own = (sessions.c.member_id == members.c.id) & (sessions.c.company_id == members.c.company_id)
    query = query.join(sessions, own)
    return query.add_columns(*sessions.c["seen_at", "proven_at"])


@for_all("somebody who signs in names no company")
def member_by_email(db: Connection, email: str) -> tuple[Member, str] | None:
    """The member with this address and their password hash, in the first company they joined."""
    query = members_where(accounts.c.email == email.strip().lower(), PRESENT).order_by(members.c.id)
    row = db.execute(query.add_columns(accounts.c.password_hash)).first()
    return (_member(row), row.password_hash) if row else None


def members_of(db: Connection, company_id: int) -> list[Member]:
    """Everybody in a company, in the order they joined."""
    query = members_where(members.c.company_id == company_id, PRESENT).order_by(members.c.id)
    return [_member(row) for row in db.execute(query)]


def colleague(db: Connection, owner: Member, member_id: int) -> Member:
    """A member of the owner's company. Raises NotHere."""
    query = members_where(members.c.id == member_id, members.c.company_id == owner.company_id, PRESENT)
    row = db.execute(query).first()
    if row is None:
        raise NotHere
    return _member(row)


def standing(db: Connection, member: Member) -> Member:
    """The same member as they are now, their role included. Raises NotHere where they are gone."""
    return member if member.id is None else replace(colleague(db, member, member.id), address=member.address)


def ever_member(db: Connection, company_id: int, member_id: int) -> Member:
    """The same for whoever is or was in the company and is not erased. Raises NotHere."""
    whole = (members.c.id == member_id, members.c.company_id == company_id, accounts.c.name != "")
    row = db.execute(members_where(*whole)).first()
    if row is None:
        raise NotHere
    return _member(row)


@for_all("an account may belong to several companies")
def belongs_elsewhere(db: Connection, account_id: int, company_id: int) -> bool:
    """Whether the account is, or was, in another company too; nothing that anybody is told."""
    query = select(*members.c["id", "company_id", "account_id"]).where(members.c.account_id == account_id)
    return any(row.company_id != company_id for row in db.execute(query))


def left(db: Connection, company_id: int) -> list[Member]:
    """Everybody who was removed and is not erased, in the order they joined."""
    gone = (members.c.company_id == company_id, members.c.removed_at.is_not(None), accounts.c.name != "")
    return [_member(row) for row in db.execute(members_where(*gone).order_by(members.c.id))]


def member_to_change(db: Connection, owner: Member, member_id: int) -> Member:
    """The same, held with the whole company until the transaction ends. Raises NotHere."""
    hold_company(db, owner.company_id)
    return colleague(db, owner, member_id)


def hold_company(db: Connection, company_id: int) -> None:
    """Let no other transaction change who is in this company, or what holds for all of them, until this one ends."""
    db.execute(select(companies.c.id).where(companies.c.id == company_id).with_for_update())


@for_all("an account may belong to several companies")
def memberships(db: Connection, account_id: int) -> list[Member]:
    """What an account is a member of, in the order of joining."""
    query = members_where(members.c.account_id == account_id, PRESENT).order_by(members.c.id)
    return [_member(row) for row in db.execute(query)]


@for_all("whether the installation is set up")
def first_company(db: Connection) -> str | None:
    """The name of the company that owns this installation; None before the first run."""
    query = select(companies.c.name).where(companies.c.demo.is_(False)).order_by(companies.c.id).limit(1)
    name: str | None = db.execute(query).scalar()
    return name


@for_all("the daily jobs serve every company, one after the other")
def own_companies(db: Connection) -> list[int]:
    """The companies of an installation in the order they came, without the demo's."""
    query = select(companies.c.id).where(companies.c.demo.is_(False)).order_by(companies.c.id)
    return list(db.execute(query).scalars())


@for_all("whether the installation has one company")
def only_company(db: Connection) -> str:
    """The name of the company where there is one; "" where there are several, who need not know of each other."""
    names = list(db.execute(select(companies.c.name).where(companies.c.demo.is_(False)).limit(2)).scalars())
    return names[0] if len(names) == 1 else ""


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
    who = (*members.c["id", "company_id", "account_id", "role"], accounts.c.name, accounts.c.email, accounts.c.by_key)
    lacks = (companies.c.second_factor & accounts.c.totp_since.is_(None)).label("lacks_factor")
    query = select(*who, companies.c.name.label("company"), lacks).where(*conditions)
    return query.join(accounts, accounts.c.id == members.c.account_id).join(
        companies, companies.c.id == members.c.company_id
    )


def _member(row: Row[Any]) -> Member:
    who = (row.id, row.company_id, row.company, row.name, row.email, row.role)
    return Member(*who, account_id=row.account_id, lacks_factor=bool(row.lacks_factor), by_key=row.by_key)
