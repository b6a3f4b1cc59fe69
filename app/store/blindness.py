"""Blindness, in one place: whether a member may see what the others answered about a recruiter (product.md 3)."""

from collections.abc import Collection, Iterable

from app.store.members import Member
from app.store.responses import Filled


def may_see(member: Member, filled: Iterable[Filled], expected: Collection[int] = ()) -> bool:
    """Whoever evaluates sees the others once their own form is in; the rest, once the panel is open.

    `expected` are the members chosen to evaluate, who count also before they have begun.
    """
    evaluations = [form for form in filled if form.source == "evaluator"]
    own = [form for form in evaluations if form.member_id == member.id]
    if own or member.role == "evaluator" or member.id in expected:
        return bool(own) and all(form.state == "submitted" for form in own)
    return is_open(evaluations, expected)


def is_open(filled: Iterable[Filled], expected: Collection[int] = ()) -> bool:
    """Whether the panel is open: there is a form, every form begun is in, and so is everyone's who was chosen."""
    evaluations = [form for form in filled if form.source == "evaluator"]
    done = {form.member_id for form in evaluations}
    return bool(evaluations) and done.issuperset(expected) and all(form.state == "submitted" for form in evaluations)
