"""The posted fields of a page with every question → what was given to each, and every mistake by its field."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.actions.save_form import Given, GivenView
from app.refusals import Mistakes
from app.vetting.instrument import Item
from app.web.answer_form import Typed, last, of_one, read_answer, said
from app.web.call import Call
from app.web.saving import stamp_of, unstamped
from app.web.view_form import mistakes_in, said_of_view, typed_view

VIEW = "view-"  # stands before the fields of the own view, as the id of a question before those of its answer
OF_ALL = ("whole", "device")  # said once for every question
OWN = {*OF_ALL, "who", "go"}  # the fields of the page itself


@dataclass(frozen=True, slots=True)
class Sent:
    """What can be saved, by item; the own view; and the sentence of every field that cannot be taken."""

    answers: Mapping[str, Given]
    view: GivenView | None
    mistakes: Mapping[str, str]


def read_form(call: Call, typed: Typed) -> Sent:
    """Everything the post names. Raises Mistakes for a field the page does not have: then nothing of it is ours.

    An answer that met another one is left out where the other was chosen.
    """
    _check_names(call, typed)
    answers, mistakes = dict[str, Given](), dict[str, str]()
    for item in call.items:
        if not of_one(prefix(item), typed) or _gives_way(fields(prefix(item), typed)):
            continue
        try:
            answers[item.id] = _given(call, item, fields(prefix(item), typed))
        except Mistakes as wrong:
            mistakes |= {f"{prefix(item)}{name}": sentence for name, sentence in wrong.fields.items()}
    view, wrong_view = _view(fields(VIEW, typed)) if of_one(VIEW, typed) else (None, {})
    return Sent(answers, view, mistakes | wrong_view)


def prefix(item: Item) -> str:
    """What stands before the names of a question's fields: “EV12-”."""
    return f"{item.id}-"


def fields(at: str, typed: Typed) -> dict[str, list[str]]:
    """What the post says of one question, with what it says of all."""
    return {name: typed[name] for name in OF_ALL if name in typed} | of_one(at, typed)


def _check_names(call: Call, typed: Typed) -> None:
    known = (*map(prefix, call.items), VIEW)
    if strange := sorted(name for name in typed.keys() - OWN if not name.startswith(known)):
        raise Mistakes({"form": f"This form has no field “{strange[0]}”."})


def _gives_way(own: Typed) -> bool:
    """Whether the other of two answers was chosen."""
    return last(own, "keep") == "other"


def _given(call: Call, item: Item, own: dict[str, list[str]]) -> Given:
    own.pop("keep", None)
    return Given(read_answer(item, unstamped(own), call.instrument), said(own), stamp_of(own))


def _view(own: Typed) -> tuple[GivenView | None, dict[str, str]]:
    view = typed_view(own)
    wrong = {f"{VIEW}{name}": sentence for name, sentence in mistakes_in(view).items()}
    return None if wrong or _gives_way(own) else GivenView(view, said_of_view(own), stamp_of(own)), wrong
