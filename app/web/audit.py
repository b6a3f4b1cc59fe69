"""The audit trail: who did what, when and from where; whether it is as it was written; and all of it as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.refusals import Mistakes
from app.store.audit_check import Head, first_bad, head_of
from app.store.keys import keys_of
from app.store.members import Member
from app.store.trail import Event, Leaf, leaf_after, leaf_before, number_at, place
from app.store.trail_things import everybody, recruiters_of, things_of, titles_of
from app.store.trail_veil import Veil, veil_for
from app.web import audit_filter, words
from app.web.audit_filter import Asked, Filter
from app.web.deeds import BY_ITSELF, KINDS, Told, subjects, told
from app.web.doors import Owning, Visit

router = APIRouter()

PAGE = 50  # events on one page
SMALL = 1_000  # events that are checked with every look: 20 ms
VEILED = "all events are as they were written."


@dataclass(frozen=True, slots=True)
class Whole:
    """What a check found: `bad` is the sentence of the first bad line, or else `good` what it says of all of them.

    `anchor` is what to note down, "" where there is a bad line, and while numbers are veiled.
    """

    good: str
    bad: str
    anchor: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """`whole` is None until it is checked; `numbered` is false while the owner is blind to somebody's answers."""

    template: ClassVar[str] = "audit.html"
    lines: list[Told]
    numbered: bool
    typed: Mapping[str, str]  # every field of the filter as it was given
    given: Mapping[str, str]  # those that were, where they can be taken
    mistakes: Mapping[str, str]
    choices: Mapping[str, list[tuple[str, str]]]  # field → value and name
    whole: Whole | None
    newer: str
    older: str
    check: str


@router.get("/audit")
async def audit(visit: Owning) -> Response:
    typed = {name: [words.clean(each) for each in values] for name, values in _query(visit).items()}
    try:
        asked = audit_filter.asked(typed)
    except Mistakes as mistakes:
        shown = {name: values[-1] for name, values in typed.items()}
        return visit.page(await visit.read(_page, Asked(), shown, mistakes.fields), status=mistakes.status)
    work = visit.database.aside if asked.check else visit.database.read
    return visit.page(await work(_page, visit.member, asked, asked.given, {}))


def _query(visit: Visit) -> dict[str, list[str]]:
    asked = visit.request.query_params
    return {name: asked.getlist(name) for name in asked}


def _page(
    db: Connection, owner: Member, asked: Asked, typed: Mapping[str, str], mistakes: Mapping[str, str]
) -> AuditPage:
    veil, keys, head = veil_for(db, owner), keys_of(db), head_of(db, owner.company_id)
    leaf = _leaf(db, veil, asked) if not mistakes else Leaf([], newer=False, older=False)
    ends = [place(keys, owner.company_id, event.number) for event in leaf.events]
    return AuditPage(
        lines=in_words(db, owner, leaf.events),
        numbered=veil.off,
        typed={**dict.fromkeys(Filter.model_fields, ""), **typed},
        given=asked.given,
        mistakes=mistakes,
        choices=_choices(db, owner),
        whole=_whole(db, head, owner, numbered=veil.off)
        if asked.check or (veil.off and head.number <= SMALL)
        else None,
        newer=audit_filter.address(asked.given, after=ends[0]) if ends and leaf.newer else "",
        older=audit_filter.address(asked.given, before=ends[-1]) if ends and leaf.older else "",
        check=audit_filter.address(asked.given, check="yes"),
    )


def _leaf(db: Connection, veil: Veil, asked: Asked) -> Leaf:
    """The page of events that is asked for; a place that is none of this trail's is the newest."""
    keys, company_id = keys_of(db), veil.owner.company_id
    after = number_at(keys, company_id, asked.after)
    if after is not None:
        return leaf_after(db, veil, asked.wanted, PAGE, after)
    return leaf_before(db, veil, asked.wanted, PAGE, number_at(keys, company_id, asked.before))


def in_words(db: Connection, owner: Member, events: list[Event]) -> list[Told]:
    """Events as sentences, with what they are about looked up together."""
    things = things_of(db, owner.company_id, {subject for event in events for subject in subjects(event)})
    people = everybody(db, owner.company_id)
    return [told(event, people, things) for event in events]


def _whole(db: Connection, head: Head, owner: Member, *, numbered: bool) -> Whole:
    if bad := first_bad(db, owner.company_id):
        return Whole("", bad.sentence, "")
    return Whole(head.good, "", head.anchor) if numbered else Whole(VEILED, "", "")


def _choices(db: Connection, owner: Member) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in the filter."""
    named = {"person": everybody, "search": titles_of, "recruiter": recruiters_of}
    found = {field: [(str(row), name) for row, name in of(db, owner.company_id).items()] for field, of in named.items()}
    found["person"] += [(audit_filter.LINKS, "Everybody who answers by a link"), (audit_filter.SERVER, BY_ITSELF)]
    return found | {"kind": [(kind, name) for kind, (name, _) in KINDS.items()]}
