"""Blindness, in one place: whether a member may see what the others answered about a recruiter (product.md 3)."""

from collections.abc import Iterable

from app.store.members import Member
from app.store.responses import Filled


def may_see(member: Member, filled: Iterable[Filled]) -> bool:
    """Whoever evaluates sees the others once their own form is in; the rest, once every form begun is in."""
    evaluations = [form for form in filled if form.source == "evaluator"]
    own = [form for form in evaluations if form.member_id == member.id]
    waited_for = own if own or member.role == "evaluator" else evaluations
    return bool(waited_for) and all(form.state == "submitted" for form in waited_for)
