"""What holds for a whole company: whether everybody needs a second factor, who has none, and who owns it."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.store.members import PRESENT, Member
from app.store.tables import accounts, companies, members
from app.store.wall import for_all


@dataclass(frozen=True, slots=True)
class Factors:
    """`required` of everybody; `lacking` are the names of those without one; `yours`: the asking owner has one."""

    required: bool
    lacking: list[str]
    yours: bool


def factors_in(db: Connection, owner: Member) -> Factors:
    """The second factors of the owner's company."""
    required = db.execute(select(companies.c.second_factor).where(companies.c.id == owner.company_id)).scalar_one()
    query = select(members.c.id, accounts.c.name).join(accounts, accounts.c.id == members.c.account_id)
    without = (members.c.company_id == owner.company_id, PRESENT, accounts.c.totp_since.is_(None))
    rows = db.execute(query.where(*without).order_by(members.c.id)).all()
    return Factors(required, [row.name for row in rows], owner.id not in {row.id for row in rows})


@for_all("whoever runs the server is told of every company that nobody can look after")
def ownerless(db: Connection) -> list[tuple[int, str]]:
    """Companies of their own without an owner, by number and name: a restore can leave one."""
    owner = select(members.c.id).where(members.c.company_id == companies.c.id, members.c.role == "owner", PRESENT)
    query = select(*companies.c["id", "name"]).where(companies.c.demo.is_(False), ~owner.exists())
    return [(row.id, row.name) for row in db.execute(query.order_by(companies.c.id))]
