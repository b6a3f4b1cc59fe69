"""Changing what a member may do, and removing one: both hold from their next request on."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, update

from app.actions.end_sessions import end_member_sessions
from app.refusals import Conflict
from app.store.audit import record
from app.store.members import Member, Role, member_to_change, members_of
from app.store.tables import members, responses, search_members

LAST = "{} is the last owner of {}. Make somebody else an owner first."


def change_role(db: Connection, owner: Member, member_id: int, role: Role, now: int) -> None:
    """Give a member another role; they sign in again. A new viewer's unfinished forms and seats as evaluator go.

    Raises NotHere, and Conflict for the last owner.
    """
    target = member_to_change(db, owner, member_id)
    if target.role == role:
        return
    _check_an_owner_stays(db, target)
    if role == "viewer":
        drop_drafts(db, owner.company_id, [member_id])
        _seats(db, target, {"evaluates": False})
    mine = (members.c.id == member_id, members.c.company_id == owner.company_id)
    db.execute(update(members).where(*mine).values(role=role))
    end_member_sessions(db, owner, member_id, now)
    record(db, owner, "member:role", f"member {member_id}", now, f"{target.role} to {role}")


def remove_member(db: Connection, owner: Member, member_id: int, now: int) -> None:
    """Remove a member: their sessions end, unfinished forms and seats go, submitted forms stay.

    Raises NotHere, and Conflict for the last owner.
    """
    target = member_to_change(db, owner, member_id)
    _check_an_owner_stays(db, target)
    drop_drafts(db, owner.company_id, [member_id])
    _seats(db, target, None)
    mine = (members.c.id == member_id, members.c.company_id == owner.company_id)
    db.execute(update(members).where(*mine).values(removed_at=now))
    end_member_sessions(db, owner, member_id, now)
    record(db, owner, "member:remove", f"member {member_id}", now)


def drop_drafts(db: Connection, company_id: int, member_ids: Sequence[int], *only: Any) -> None:
    """Delete the unfinished evaluator forms of these members, with their answers. Part of an action: no line itself."""
    theirs = (responses.c.company_id == company_id, responses.c.member_id.in_(member_ids))
    unfinished = (responses.c.source == "evaluator", responses.c.state == "draft")
    db.execute(delete(responses).where(*theirs, *unfinished, *only))


def _check_an_owner_stays(db: Connection, target: Member) -> None:
    """Called under the company's lock."""
    owners = [each for each in members_of(db, target.company_id) if each.role == "owner"]
    if [each.id for each in owners] == [target.id]:
        raise Conflict(LAST.format(target.name, target.company))


def _seats(db: Connection, target: Member, changed: Mapping[str, object] | None) -> None:
    """Change a member's seats in all searches; None takes them away."""
    theirs = (search_members.c.member_id == target.id, search_members.c.company_id == target.company_id)
    db.execute(
        delete(search_members).where(*theirs)
        if changed is None
        else update(search_members).where(*theirs).values(changed)
    )
