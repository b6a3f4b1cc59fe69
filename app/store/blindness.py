"""Blindness, in one place: whether a member may see what the others answered about a recruiter (product.md 3)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import Connection

from app.refusals import Conflict
from app.store.members import Member
from app.store.recruiters import Vetting, vettings_in
from app.store.responses import Filled, responses_in
from app.store.searches import Search, evaluators_of

SEEN = "You can see what the others answered already, so a form of yours would not be blind."
OTHERS = "Others were chosen to evaluate in this search. Whoever runs it can choose you too, on its page People."


class Form(Protocol):
    """What of a form decides who sees the others."""

    @property
    def source(self) -> str: ...
    @property
    def member_id(self) -> int | None: ...
    @property
    def state(self) -> str: ...


def may_see(member: Member, filled: Iterable[Form], expected: Collection[int] = ()) -> bool:
    """Whoever evaluates sees the others once their own form is in; the rest, once the panel is open.

    `expected` are the members chosen to evaluate, who count also before they have begun.
    """
    evaluations = [form for form in filled if form.source == "evaluator"]
    own = [form for form in evaluations if form.member_id == member.id]
    if own or member.role == "evaluator" or member.id in expected:
        return bool(own) and all(form.state == "submitted" for form in own)
    return is_open(evaluations, expected)


def hidden_in(db: Connection, member: Member, search: Search) -> frozenset[int]:
    """The vettings, by id, of a search already fetched whose answers this member may not see: none in the demo."""
    found = [] if search.demo else vettings_in(db, search)
    filled, expected = responses_in(db, found), evaluators_of(db, [search])[search.id]
    return frozenset(one.id for one in found if not may_see(member, filled[one.id], expected))


def is_open(filled: Iterable[Form], expected: Collection[int] = ()) -> bool:
    """Whether the panel is open: there is a form, every form begun is in, and so is everyone's who was chosen."""
    evaluations = [form for form in filled if form.source == "evaluator"]
    done = {form.member_id for form in evaluations}
    return bool(evaluations) and done.issuperset(expected) and all(form.state == "submitted" for form in evaluations)


def is_asked(member: Member, own: Filled | None, expected: Collection[int] = ()) -> bool:
    """Whether a form is wanted of this member: they were chosen, or nobody was; a form once begun stays theirs."""
    return own is not None or (member.role != "viewer" and (not expected or member.id in expected))


@dataclass(frozen=True, slots=True)
class Part:
    """What everybody may know of one evaluator's form: whose it is, and whether it is in.

    `reopened_why` is "" for those who may not read its answers, which the reason may tell of.
    """

    response_id: int
    vetting_id: int
    member_id: int | None
    name: str
    state: Literal["draft", "submitted"]
    reopened_at: int | None
    reopened_why: str


def panel_of(member: Member, filled: Iterable[Filled], sees: bool) -> tuple[Part, ...]:
    """The evaluators' parts in one vetting, as this member may know them; `sees` is what `may_see` said."""
    return tuple(
        Part(
            form.id,
            form.vetting_id,
            form.member_id,
            form.respondent,
            form.state,
            form.reopened_at,
            form.reopened_why if sees or form.member_id == member.id else "",
        )
        for form in filled
        if form.source == "evaluator"
    )


def sees(db: Connection, member: Member, vetting: Vetting) -> bool:
    """What `may_see` says of a vetting the caller has already fetched."""
    expected = evaluators_of(db, [vetting.search])[vetting.search.id]
    return may_see(member, responses_in(db, [vetting])[vetting.id], expected)


def check_may_evaluate(db: Connection, member: Member, vetting: Vetting) -> None:
    """Raises Conflict where a form this member began now would not be blind, or is not asked for."""
    expected = evaluators_of(db, [vetting.search])[vetting.search.id]
    if may_see(member, responses_in(db, [vetting])[vetting.id], expected):
        raise Conflict(SEEN)
    if not is_asked(member, None, expected):
        raise Conflict(OTHERS)
