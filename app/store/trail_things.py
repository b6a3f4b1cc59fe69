"""What the lines of the audit trail are about, in words and with the way to it, while it is still there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from app.store.recruiters import SAME_RECRUITER
from app.store.tables import (
    accounts,
    invitations,
    member_invitations,
    members,
    messages,
    recruiters,
    responses,
    searches,
    vettings,
)

ERASED = "somebody who was erased"
GONE = {  # noun → what is said once the row is gone
    "search": "a search that was removed",
    "vetting": "a recruiter who was removed",
    "recruiter": "a recruiter who was removed",
    "response": "a form that was deleted since",
    "message": "a mail that is no longer kept",
}
ASKED = {"candidate": "a candidate reference for {}", "client": "a client reference for {}", "self": "the recruiter {}"}


@dataclass(frozen=True, slots=True)
class Thing:
    """`path` is "" where it has no page, or none any more; `own` is what the person calls it whose form it is."""

    words: str
    path: str = ""
    own: str = ""
    member_id: int | None = None


Things = Mapping[str, Thing]


def things_of(db: Connection, company_id: int, subjects: Iterable[str]) -> Things:
    """Subject, such as `search 7`, → the thing; one query for each noun."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for subject in subjects:
        noun, _, row = subject.partition(" ")
        if row.isdecimal():
            wanted[noun].add(int(row))
    found: dict[str, Thing] = {}
    for noun, ids in wanted.items():
        found |= {f"{noun} {row}": Thing(GONE.get(noun, ERASED)) for row in ids}
        if noun in READ:
            table, query, told = READ[noun]
            rows = db.execute(query.where(table.c.company_id == company_id, table.c.id.in_(ids)))
            found |= {f"{noun} {row.id}": told(row) for row in rows}
    return found


def everybody(db: Connection, company_id: int) -> Mapping[int, str]:
    """Member id → name, of all who are or were in the company and not erased, by name."""
    known = (members.c.company_id == company_id, accounts.c.name != "")
    rows = db.execute(_members().where(*known).order_by(accounts.c.name, members.c.id))
    return {row.id: row.name for row in rows}


def titles_of(db: Connection, company_id: int) -> Mapping[int, str]:
    """Search id → title, the newest first."""
    query = select(*searches.c["id", "title"]).where(searches.c.company_id == company_id)
    return {row.id: row.title for row in db.execute(query.order_by(searches.c.id.desc()))}


def recruiters_of(db: Connection, company_id: int) -> Mapping[int, str]:
    """Recruiter id → name, by name."""
    query = select(*recruiters.c["id", "name"]).where(recruiters.c.company_id == company_id)
    return {row.id: row.name for row in db.execute(query.order_by(recruiters.c.name, recruiters.c.id))}


def _members() -> Select[Any]:
    query = select(*members.c["id", "removed_at"], accounts.c.name)
    return query.join(accounts, accounts.c.id == members.c.account_id)


def _about(table: Any, *columns: Any) -> Select[Any]:
    """Rows of something about a vetting, with the recruiter's name."""
    same = (vettings.c.id == table.c.vetting_id) & (vettings.c.company_id == table.c.company_id)
    query = select(table.c.id, *columns, table.c.vetting_id, recruiters.c.name).join(vettings, same)
    return query.join(recruiters, SAME_RECRUITER)


def _form(row: Row[Any]) -> Thing:
    """A reference's form is called by what they are, never by who."""
    form = f"{row.respondent}’s form about {row.name}" if row.source == "evaluator" else f"the form of {_asked(row)}"
    return Thing(form, f"/vettings/{row.vetting_id}/score", f"their form about {row.name}", row.member_id)


def _asked(row: Row[Any]) -> str:
    return ASKED[row.source].format(row.name)


READ: Mapping[str, tuple[Any, Select[Any], Any]] = {
    "search": (
        searches,
        select(*searches.c["id", "title"]),
        lambda row: Thing(row.title, f"/searches/{row.id}"),
    ),
    "recruiter": (
        recruiters,
        select(*recruiters.c["id", "name"]),
        lambda row: Thing(row.name, f"/address-book/{row.id}"),
    ),
    "vetting": (
        vettings,
        select(vettings.c.id, recruiters.c.name).join(recruiters, SAME_RECRUITER),
        lambda row: Thing(row.name, f"/vettings/{row.id}/score"),
    ),
    "response": (responses, _about(responses, *responses.c["source", "respondent", "member_id"]), _form),
    "invitation": (
        invitations,
        _about(invitations, invitations.c.source),
        lambda row: Thing(_asked(row), f"/vettings/{row.vetting_id}/invitations"),
    ),
    "member": (
        members,
        _members(),
        lambda row: Thing(row.name or ERASED, "" if row.removed_at else f"/members/{row.id}"),
    ),
    "member_invitation": (
        member_invitations,
        select(*member_invitations.c["id", "email"]),
        lambda row: Thing(row.email or ERASED, "/members"),
    ),
    "message": (
        messages,
        select(messages.c.id),
        lambda row: Thing("a mail", f"/mail/{row.id}"),
    ),
}
