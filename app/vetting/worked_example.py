"""The worked example of “How the score is made”: two evaluators and a client about closing the loop, scored."""

from dataclasses import dataclass
from fractions import Fraction

from app.vetting.answers import Answer, Response
from app.vetting.combining import omega
from app.vetting.forms import FormScore, push
from app.vetting.instrument import Instrument, Item
from app.vetting.scoring import score

DIMENSION = "closure"
PARTS = {Fraction(1, 2): "½", Fraction(1, 3): "⅓", Fraction(2, 3): "⅔"}


def _told(points: int) -> Answer:
    return Answer(points=points, support="specific")


def _counted(number: int) -> Answer:
    return Answer(number=Fraction(number))


FIRST = Response(
    "evaluator",
    "first evaluator",
    {"EV10": _counted(9), "EV11": _told(4), "EV12": _told(2), "EV13": _told(3), "EV14": _counted(5)},
)
SECOND = Response(
    "evaluator",
    "second evaluator",
    {"EV10": _counted(9), "EV11": _told(3), "EV13": _told(3), "EV14": _counted(3)},
)
CLIENT = Response("client", "client", {"CL03": _told(3), "CL04": _told(1)})
RESPONSES = (FIRST, SECOND, CLIENT)


@dataclass(frozen=True, slots=True)
class Line:
    """One form: the questions with their weight, the points they got, and how these make a mean push."""

    who: str
    questions: tuple[str, ...]
    points: tuple[str, ...]
    mean: str


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """Everything the example says, computed; `sentence` and `result` are what follows from the lines."""

    lines: tuple[Line, ...]
    sentence: str
    result: str


def worked_example(instrument: Instrument) -> WorkedExample:
    """With the constants of this instrument, which must ask the questions of the example."""
    card = score(instrument, RESPONSES)
    said = card.source_dimensions["evaluator"][DIMENSION]
    two, one = (omega(instrument.scoring.sources[source], n) for source, n in (("evaluator", 2), ("client", 1)))
    share = card.scored.shares[DIMENSION]["evaluator"]
    found = card.dimensions[DIMENSION] or Fraction(0)
    return WorkedExample(
        lines=tuple(_line(instrument, form) for form in card.forms),
        sentence=f"The evaluators’ mean is {mixed(said)}. Two evaluators weigh {two}, one client {one}, "
        f"so the evaluators have {share} of the say",
        result=f"{share} × {mixed(said)} + {1 - share} × {mixed(card.source_dimensions['client'][DIMENSION])} = "
        f"{mixed(found)}, which a page shows as {round(found):+d}",
    )


def mixed(number: Fraction) -> str:
    """66⅔, −½, 39 47/207: the whole part, then what is left."""
    whole, left = divmod(abs(number), 1)
    parts = [str(whole)] if whole or not left else []
    parts += [PARTS.get(left, f" {left}" if whole else str(left))] if left else []
    return ("−" if number < 0 else "") + "".join(parts)


def _line(instrument: Instrument, form: FormScore) -> Line:
    items = [item for item in instrument.asked(form.source) if item.dimension == DIMENSION]
    mean = form.dimensions[DIMENSION]
    pushes = " + ".join(_push(item, points) for item in items if (points := form.points[item.id]) is not None)
    return Line(
        who=form.respondent,
        questions=tuple(item.id + (f" ×{item.weight}" if item.weight > 1 else "") for item in items),
        points=tuple("–" if form.points[item.id] is None else str(form.points[item.id]) for item in items),
        mean=f"({pushes}) / {mean.weight} = {mixed(mean.score or Fraction(0))}".replace("+ -", "− "),
    )


def _push(item: Item, points: int) -> str:
    return f"{item.weight}·{push(points)}" if item.weight > 1 else str(push(points))
