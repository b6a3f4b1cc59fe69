"""People and answers for the report tests: made up, seeded, the same every time."""

import datetime
from fractions import Fraction
from random import Random

from app.reports.answers import Names
from app.reports.comparison import ComparisonReport, Decision, document
from app.reports.replies import Reply
from app.reports.scorecard import Vetting
from app.store.instruments import DEFAULT, instrument
from app.vetting.answers import Answer, Response
from app.vetting.comparison import compare
from app.vetting.counting import refusal
from app.vetting.instrument import FormKind, Instrument, Item
from app.vetting.log import Log, LogCandidate

LGV = instrument(*DEFAULT)
FIRMS = [
    ("Northlight Search", "Ana Ferreira", 0.83),
    ("Kestrel Talent Partners", "Priya Raman", 0.72),
    ("Harbour & Wren", "Tom Okafor", 0.64),
    ("Bluepeak Recruiting", "Marcus Hale", 0.28),
    ("Söderlund Executive", "Ingrid Söderlund", 0.5),
]
EVALUATORS = {"e1": "Dana Whitfield", "e2": "Sam Osei", "e3": "Mika Tanaka"}
NAMES: Names = {
    **{("evaluator", who): name for who, name in EVALUATORS.items()},
    ("candidate", "c1"): "Candidate 1",
    ("candidate", "c2"): "Candidate 2",
    ("client", "k1"): "Client 1",
    ("self", "s"): "Own answers",
}
NOTES = [
    "She said Thursday noon and it was Thursday noon, even to say there was no news.",
    "Asked for the date of the decision and the date of the call: two days apart, both in the list on screen.",
    "Stayed general until the second question, then named one person turned down in March and what she was told.",
    "Twice he promised a call on Friday. I heard on the Wednesday after, when I chased.",
    "Showed 41 rows; three were older than seven days, each with a reason beside it.",
]


def answer(item: Item, quality: float, random: Random) -> Answer:
    """One plausible answer: the better the recruiter, the higher the option."""
    draw = random.random()
    if draw < 0.03:
        return Answer(status="not_asked")
    if draw < 0.05 and item.na_when:
        return Answer(status="na", reason="No such case in the last year.")
    level = max(0, min(4, round(random.gauss(quality * 4, 0.8))))
    note = random.choice(NOTES) if random.random() < 0.3 else ""
    if item.type == "number":
        table = LGV.number_maps[item.map or ""]
        row = next((row for row in table.rows if row.points <= level), None)
        value = None if row is None else row.le if row.le is not None else row.ge
        number = Fraction(45) if value is None else value
        return Answer(number=Fraction(0) if refusal(item, number, LGV) else number, note=note)
    if item.type == "checklist":
        return Answer(ticks=frozenset(range(level)), note=note)
    points = min(item.options, key=lambda option: abs(option.points - level)).points
    support = ("general" if points < 2 else random.choice(("specific", "specific", "shown"))) if item.support else None
    return Answer(points=points, support=support, note=note)


def response(source: FormKind, who: str, quality: float, seed: int) -> Response:
    random = Random(f"{source}{who}{seed}")
    answers = {item.id: answer(item, quality, random) for item in LGV.asked(source)}
    return Response(source=source, respondent=who, answers=answers)


def log(quality: float, n: int = 24) -> Log:
    random = Random(n)
    candidates = []
    for _ in range(n):
        step = 6 if random.random() < quality else 13
        days = tuple(range(step, 40, step))
        told = 42 if random.random() < quality else None
        promises = tuple((day, random.random() < quality) for day in days[:2])
        candidates.append(LogCandidate(0, days, (10,), ended=41, told=told, promises=promises))
    return Log(100, tuple(candidates))


def vetting(number: int, evaluators: int = 3, references: bool = True, **changes: object) -> Vetting:
    firm, name, quality = FIRMS[number % len(FIRMS)]
    name = name if number < len(FIRMS) else f"{name} {number + 1}"
    said = min(0.95, quality + 0.2)
    given = [response("evaluator", who, quality, number) for who in list(EVALUATORS)[:evaluators]]
    if references:
        given += [response("candidate", who, quality, number) for who in ("c1", "c2")]
        given += [response("client", "k1", quality, number), response("self", "s", said, number)]
    shared = log(quality) if number % 2 == 0 and references else None
    fields = {"id": f"v{number}", "name": name, "firm": firm, "responses": tuple(given), "names": NAMES, "log": shared}
    return Vetting(**{**fields, **changes})  # type: ignore[arg-type]


def said(text: str) -> tuple[Reply, ...]:
    """A reply on the whole, to a dimension and to a flag: the last changed once, another taken back."""
    day = datetime.date(2026, 12, 3)
    before = ((day.replace(day=1), f"Before: {text}"),)
    taken_back = Reply("facts", "", day, before)
    abouts = ("overall", f"dimension.{LGV.dimensions[1].id}")
    return (
        *(Reply(about, text, day) for about in abouts),
        Reply(f"flag.{LGV.flags[0].id}", text, day, before),
        taken_back,
    )


def report(vettings: list[Vetting] | None = None, instrument: Instrument = LGV, **changes: object) -> ComparisonReport:
    """A comparison of the first four recruiters unless told otherwise."""
    people = vettings if vettings is not None else [vetting(i) for i in range(4)]
    fields = {
        "company": "Meridian Freight",
        "search": "Head of Data Platform",
        "date": datetime.date(2026, 12, 5),
        "demo": False,
        "instrument": instrument,
        "comparison": compare(instrument, {v.id: (v.name, v.responses, v.log) for v in people}),
        "vettings": people,
        "decision": Decision(
            choice="Engage Northlight Search.",
            reasons="The dates on the list matched what the candidates told us.",
            by="Dana Whitfield",
            on=datetime.date(2026, 12, 4),
            conditions="The follow-up charter is signed before the role opens. Review after six weeks.",
        ),
        **changes,
    }
    return document(**fields)  # type: ignore[arg-type]
