"""Side by side: dimension by dimension, whether they can be believed, and what their records show."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.reports.charts import Chart, strip, tone
from app.reports.figures import percent, percents
from app.vetting.card_sentences import gap_words
from app.vetting.instrument import Dimension, Instrument
from app.vetting.log import LogMetrics, metrics
from app.vetting.proportions import Count
from app.vetting.uncertainty import dimension_range
from app.web import agreement, words
from app.web.evidence import Quote, flags, quotes, strongest
from app.web.league import Place
from app.web.weighing import Asked

COLUMNS = 5  # beside each other; with more nobody can compare
SPREAD = 20  # index points between the highest and the lowest from which recruiters differ
SAYS = 20  # points by which an own claim must differ to be named in a cell
WHOSE = {"evaluator": "evaluators", "candidate": "candidates", "client": "clients", "log": "their records"}
QUOTES = 2  # of each recruiter in an opened row


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` large with `small` under it; `missing` instead of both. `flagged` writes the value as a flag."""

    value: str = ""
    small: tuple[str, ...] = ()
    missing: str = ""
    flagged: bool = False
    chart: Chart | None = None
    range: str = ""
    says: str = ""
    best: bool = False
    href: str = ""  # the answers it is made of


@dataclass(frozen=True, slots=True)
class Row:
    """One line; a dimension's has an id and can be opened to quotes, one list for each column."""

    name: str
    hint: str
    cells: tuple[Cell, ...]
    differs: bool
    id: str = ""
    quotes: tuple[tuple[Quote, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`columns` are the shown ones of `places`; `left_out` counts the rows in which they do not differ."""

    columns: list[Place]
    groups: list[Group]
    left_out: int
    too_many: bool  # more were asked for than fit


def matrix(used: Instrument, places: Sequence[Place], asked: Asked) -> Matrix:
    """The table of those asked for, the first five by default."""
    wanted = [place for place in places if place.entrant.vetting.id in asked.show]
    columns = (wanted or list(places))[:COLUMNS]
    groups = [
        Group("How they treat candidates", tuple(_dimension(used, d, columns, places, asked) for d in used.dimensions)),
        Group("Can you believe them", tuple(_belief(used, columns))),
        Group("From their records", tuple(_records(columns))),
    ]
    kept = [Group(g.name, tuple(row for row in g.rows if row.differs or not asked.differ)) for g in groups]
    left_out = sum(len(g.rows) for g in groups) - sum(len(g.rows) for g in kept)
    return Matrix(columns, [group for group in kept if group.rows], left_out, len(wanted) > COLUMNS)


def leader(used: Instrument, places: Iterable[Place], dimension: str) -> Place | None:
    """Whose likely range on a dimension lies wholly above all the others'; nobody's where one other has a score.

    Dimensions are questions, not rankings (measurement 1.4): a lead inside the ranges is none.
    """
    ranges = [(place, found) for place in places if (found := _range(used, place, dimension))]
    if len(ranges) < 2:
        return None
    first, (low, _) = max(ranges, key=lambda pair: pair[1][0])
    return first if all(high < low for place, (_, high) in ranges if place is not first) else None


def _dimension(
    used: Instrument, dimension: Dimension, columns: list[Place], all_: Sequence[Place], asked: Asked
) -> Row:
    d = dimension.id
    scores = [_score(place, d) for place in columns]
    first = leader(used, all_, d)
    return Row(
        name=dimension.name,
        hint=dimension.one_line,
        cells=tuple(_cell(used, place, d, best=place is first) for place in columns),
        differs=_apart(scores),
        id=d,
        quotes=tuple(tuple(_quotes(used, place, dimension)) for place in columns) if asked.open == d else None,
    )


def _cell(used: Instrument, place: Place, dimension: str, best: bool) -> Cell:
    card = place.result.card
    score, said = _score(place, dimension), card.source_dimensions.get("self", {}).get(dimension)
    found = _range(used, place, dimension)
    if score is None or found is None:
        return Cell(missing="Too few answers" if card.dimensions[dimension] is None else "One question only")
    low, high = found
    apart = said is not None and abs(said - score) >= SAYS
    return Cell(
        value=words.signed(score),
        chart=strip(score, low, high, said if apart else None, tone(score)),
        range=f"likely {words.signed(low)} to {words.signed(high)}",
        says=f"says {words.signed(said)}" if said is not None and apart else "",
        best=best,
        href=_answers(place, f"?dimension={dimension}"),
    )


def _answers(place: Place, which: str) -> str:
    return f"/vettings/{place.entrant.vetting.id}/answers{which}"


def _leading(place: Place, cell: Cell, which: str) -> Cell:
    """The cell as a link to the answers its number is made of; one without a number stays as it is."""
    return cell if cell.missing else replace(cell, href=_answers(place, which))


def _range(used: Instrument, place: Place, dimension: str) -> tuple[float, float] | None:
    score = _score(place, dimension)
    return None if score is None else dimension_range(used, score, place.result.card.asked(dimension))


def _score(place: Place, dimension: str) -> Fraction | None:
    return place.result.card.dimensions[dimension] if dimension in place.told else None


def _quotes(used: Instrument, place: Place, dimension: Dimension) -> list[Quote]:
    return strongest(quotes(used, place.result.card, place.entrant.responses), dimension.name, QUOTES)


def _belief(used: Instrument, columns: list[Place]) -> Iterable[Row]:
    gaps = tuple(_leading(p, _gap(p), "?show=gap") for p in columns)
    yield Row("Say–do gap", "Their own claims against what others report", gaps, _apart([p.gap for p in columns]))
    agree = tuple(_leading(p, _agreement(p), "?show=evaluators") for p in columns)
    yield Row("Evaluators agree", "Mean distance of an answer from their average, 0 to 4", agree, _unlike(agree))
    rests = tuple(_leading(p, _rests_on(p), "") for p in columns)
    yield Row("Where it comes from", "How much of the score rests on whom", rests, _unlike(rests))
    red = tuple(_leading(p, _flags(used, p), "?show=flags") for p in columns)
    yield Row("Red flags", "To look at; they never change a score", red, _unlike(red))


def _gap(place: Place) -> Cell:
    if place.gap is None:
        return Cell(missing="No own answers")
    return Cell(words.signed(place.gap), (gap_words(place.gap),))


def _agreement(place: Place) -> Cell:
    value, said = agreement.in_a_word(place.result.card)
    return Cell(f"±{value}", (said,)) if value else Cell(missing=said)


def _rests_on(place: Place) -> Cell:
    """The largest share first: 81% evaluators, then the others."""
    shares = sorted(place.result.card.rests_on.items(), key=lambda one: -one[1])
    texts = percents([share for _, share in shares])
    told = [(text, WHOSE[source]) for text, (source, _) in zip(texts, shares, strict=True)]
    (first, whose), *others = told
    return Cell(first, (whose, *(f"{share} {of}" for share, of in others)))


def _flags(used: Instrument, place: Place) -> Cell:
    card, entrant = place.result.card, place.entrant
    raised = [flag for flag in flags(used, card, entrant.responses, entrant.decided(card)) if flag.serious]
    if not raised:
        return Cell(missing="None")
    return Cell(str(place.red_flags), tuple(f"{flag.text} {flag.standing}" for flag in raised), flagged=True)


def _records(columns: list[Place]) -> Iterable[Row]:
    logs = [metrics(place.entrant.log) if place.entrant.log else None for place in columns]
    for name, hint, cell in RECORDS:
        cells = tuple(
            _leading(place, cell(log), "#records") if log else Cell(missing="No records shared")
            for place, log in zip(columns, logs, strict=True)
        )
        yield Row(name, hint, cells, _unlike(cells))


def _share(count: Count) -> Cell:
    if count.share is None:
        return Cell(missing="None due yet")
    return Cell(percent(count.share), (f"{count.k} of {words.count(count.n, 'person', 'people')}",))


def _silence(log: LogMetrics) -> Cell:
    days = log.longest_silence.median
    if days is None:
        return Cell(missing="Still running for most")
    return Cell(words.count(days, "day"), ("half waited no longer",))


RECORDS: tuple[tuple[str, str, Callable[[LogMetrics], Cell]], ...] = (
    ("Told the outcome", "Of those it is over for", lambda log: _share(log.loop)),
    ("Heard within 7 days", "Never waited longer, all the way", lambda log: _share(log.seven_day)),
    ("Longest silence", "Of each person, the middle one", _silence),
)


def _apart(values: Sequence[Fraction | None]) -> bool:
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return bool(known)
    return max(known) - min(known) >= SPREAD


def _unlike(cells: Sequence[Cell]) -> bool:
    return len({replace(cell, href="") for cell in cells}) > 1
