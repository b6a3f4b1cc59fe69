"""What of the audit trail an owner must not see yet: how others fill in forms that the owner is still blind to."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, String, and_, cast, or_, select, true

from app.store.blindness import may_see
from app.store.members import Member
from app.store.tables import audit, invitations, responses, search_members, vettings

VEILED = ("answer:save", "view:save", "response:relate")  # all else of a form is on the overview for everybody
OF_ANSWERS = ("flag:decide",)  # of a vetting: tells that somebody's answers raised a flag


@dataclass(frozen=True, slots=True)
class Veil:
    """The vettings whose answers `owner` may not see yet.

    While there are any, neither numbers nor their count are shown: what lies between two numbers would tell how
    much the others have answered.
    """

    owner: Member
    vettings: frozenset[int]

    @property
    def off(self) -> bool:
        """Whether nothing is kept from the owner."""
        return not self.vettings

    @property
    def leaves(self) -> ColumnElement[bool]:
        """The condition on `audit`: lines the owner may read. A form that is gone cannot be told from a hidden one."""
        if self.off:
            return true()
        own = responses.c.member_id == self.owner.id
        seen = responses.c.vetting_id.not_in(self.vettings)
        mine = and_(responses.c.company_id == self.owner.company_id, or_(own, seen))
        named: ColumnElement[str] = "response " + cast(responses.c.id, String)
        told = audit.c.action.in_(OF_ANSWERS) & audit.c.subject.in_([f"vetting {one}" for one in self.vettings])
        return and_(~told, or_(audit.c.action.not_in(VEILED), audit.c.subject.in_(select(named).where(mine))))


def veil_for(db: Connection, owner: Member) -> Veil:
    """What is kept from an owner: of every vetting others answer about, or were asked to, by the one predicate."""
    forms, expected, asked = _forms(db, owner.company_id), _expected(db, owner.company_id), _asked(db, owner.company_id)
    query = select(*vettings.c["id", "search_id"]).where(vettings.c.company_id == owner.company_id)
    closed = [
        row.id
        for row in db.execute(query)
        if (row.id in asked or any(form.member_id != owner.id for form in forms[row.id]))
        and not may_see(owner, forms[row.id], expected[row.search_id])
    ]
    return Veil(owner, frozenset(closed))


def _forms(db: Connection, company_id: int) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    query = select(*responses.c["vetting_id", "source", "member_id", "state"])
    for row in db.execute(query.where(responses.c.company_id == company_id)):
        found[row.vetting_id].append(row)
    return found


def _expected(db: Connection, company_id: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    chosen = (search_members.c.company_id == company_id, search_members.c.evaluates)
    for row in db.execute(select(*search_members.c["search_id", "member_id"]).where(*chosen)):
        found[row.search_id].add(row.member_id)
    return found


def _asked(db: Connection, company_id: int) -> frozenset[int]:
    """Vettings that somebody was asked about by a link, whose form may have been deleted since."""
    return frozenset(
        db.execute(select(invitations.c.vetting_id).where(invitations.c.company_id == company_id)).scalars()
    )
