"""The wire of a save: what a form says about itself beside its answer, and how a script is told what became of it.

A script sends one answer at a time with the header Followthrough-Save. It is told: 200 and what is kept now; 409 with
Followthrough-State `changed` and both answers, or `other` where somebody else is signed in; 401 where nobody is; any
other 4xx is a sentence, and everything else is sent again (static/queue.js).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import PlainTextResponse, Response

from app.actions.save_answer import ChangedElsewhere, Stamp
from app.actions.save_view import View, ViewChangedElsewhere
from app.refusals import Conflict, Mistakes
from app.reports.impressions import QUESTION
from app.vetting.answers import Answer
from app.vetting.instrument import Instrument, Item
from app.web import words
from app.web.asked import wants_part
from app.web.doors import Visit

STATE = "Followthrough-State"
STAMPED = {"seen", "device", "sequence", "who"}
COUNT = re.compile("[0-9]{1,15}")
TOO_OLD = "This page is not one of ours any more. Open the question again and give your answer there."
ANOTHER = (
    "Somebody else is signed in here now, so this was not saved. It stays in this browser until its writer signs in."
)

Typed = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two answers in words: what was chosen, how it is backed, and the texts beside it."""

    chosen: str
    support: str
    texts: list[str]
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class BothPage:
    """Two answers to one question, of which one counts: `mine` was sent, `other` is kept; `typed` sends mine again."""

    template: ClassVar[str] = "both.html"
    question: str  # “Question 8”
    asked: str
    address: str  # where the answer is posted, and shown
    mine: Side
    other: Side
    kept_version: int
    at: int
    typed: list[tuple[str, str]]


def stamp_of(typed: Typed) -> Stamp:
    """What a save says about itself. Raises Mistakes where no page of ours would say it."""
    seen, device, sequence = (typed.get(name, [""])[-1] for name in ("seen", "device", "sequence"))
    if any(text and not COUNT.fullmatch(text) for text in (seen, sequence)) or len(device) > 64:
        raise Mistakes({"value": TOO_OLD})
    return Stamp(int(seen) if seen else None, device, int(sequence or 0))


def unstamped(typed: Typed) -> dict[str, list[str]]:
    """The answer's own fields."""
    return {name: values for name, values in typed.items() if name not in STAMPED}


def somebody_else(visit: Visit, typed: Typed, who: int | None) -> Response | None:
    """The answer to a save of another person than `who` is asking now; None where it is their own, or says no name.

    Raises Conflict, which shows what was typed, where no script keeps it.
    """
    if typed.get("who", [""])[-1] in ("", str(who)):
        return None
    if not wants_part(visit.request):
        raise Conflict(ANOTHER)
    return PlainTextResponse(ANOTHER, 409, {STATE: "other"})


def both(visit: Visit, met: ChangedElsewhere, item: Item, used: Instrument, question: str, typed: Typed) -> Response:
    """Both answers side by side, with a button for each: a part of a page for a script, else a page."""
    sides = side(item, met.mine, used), side(item, met.answer, used)
    return _both(visit, (question, item.spoken or item.prompt), sides, (met.version, met.at), typed)


def both_views(visit: Visit, met: ViewChangedElsewhere, typed: Typed) -> Response:
    """The same for the evaluator's own view."""
    sides = side_of_view(met.mine), side_of_view(met.view)
    return _both(visit, ("Your own view", QUESTION), sides, (met.version, met.at), typed)


def side(item: Item, answer: Answer, used: Instrument) -> Side:
    support = words.SUPPORT[answer.support] if answer.support else ""
    return Side(words.answered(item, answer, used), support, [answer.reason, answer.note], answer.flagged)


def side_of_view(view: View) -> Side:
    notes = "Entered from notes" if view.from_notes else ""
    return Side(words.IMPRESSIONS.get(view.impression, "Nothing chosen"), "", [view.summary, notes])


def _both(
    visit: Visit, about: tuple[str, str], sides: tuple[Side, Side], kept: tuple[int, int], typed: Typed
) -> Response:
    again = [(name, text) for name, texts in typed.items() for text in texts if name not in {"seen", "sequence"}]
    page = BothPage(*about, visit.request.url.path, *sides, *kept, again)
    answer = visit.page(page, "both" if wants_part(visit.request) else None, 409)
    answer.headers[STATE] = "changed"
    return answer
