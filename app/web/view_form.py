"""The posted fields of the evaluator's own view → a View, and which parts of it were said; the others stay."""

from collections.abc import Collection

from app.actions.save_view import VIEW_PARTS, View
from app.reports.impressions import IMPRESSIONS
from app.web.answer_form import Typed, last

LONGEST = 1000  # characters of the reason
SENTENCES = {
    "impression": "Choose whether you would let them speak for you.",
    "summary": "Say why in one or two sentences, in up to 1,000 characters.",
}


def typed_view(typed: Typed) -> View:
    """What was typed, to be kept, or to be shown again beside its mistakes."""
    return View(last(typed, "impression"), last(typed, "summary").strip(), last(typed, "from_notes") == "yes")


def said_of_view(typed: Typed) -> Collection[str]:
    """The parts that were said. A page sends `whole`: what it then leaves out was cleared."""
    return VIEW_PARTS if last(typed, "whole") else VIEW_PARTS & typed.keys()


def mistakes_in(view: View, *, final: bool = False) -> dict[str, str]:
    """The sentence of each part that cannot be taken; `final`: what is missing cannot either."""
    right = {
        "impression": view.impression in IMPRESSIONS or not (view.impression or final),
        "summary": len(view.summary) <= LONGEST and bool(view.summary or not final),
    }
    return {name: SENTENCES[name] for name in right if not right[name]}
