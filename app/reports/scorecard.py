"""One recruiter's part of a report: the scorecard as data, every number exact, every point traceable to an answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.reports.answers import FormAnswers, Names, all_answers, named
from app.reports.charts import Tone, tone
from app.reports.figures import adding_up
from app.reports.findings import FlagLine, agreement_lines, flag_lines, sentence
from app.reports.missing import missing
from app.reports.replies import Proof, Reply, ReplyLine, reply_lines
from app.vetting.answers import Response
from app.vetting.card_sentences import gap_sentence, status_sentence
from app.vetting.contributions import by_dimension
from app.vetting.instrument import Dimension, Instrument, Source
from app.vetting.log import Log, LogMetrics, metrics
from app.vetting.scorecard import Scorecard, Status, reportable
from app.vetting.uncertainty import Posterior, dimension_range


@dataclass(frozen=True, slots=True)
class View:
    """An evaluator's own view, kept apart from the score: whether they would let the recruiter speak for them."""

    who: str
    impression: str  # in the words of the form
    summary: str


@dataclass(frozen=True, slots=True)
class Vetting:
    """One recruiter in one search, as a report needs it."""

    id: str
    name: str
    firm: str
    responses: tuple[Response, ...]
    names: Names = field(default_factory=dict)  # by default as pages name them
    log: Log | None = None
    replies: tuple[Reply, ...] = ()  # the recruiter's own words about the result, printed unedited (measurement 7.2)
    proofs: tuple[Proof, ...] = ()
    looked_at: Mapping[str, str] = field(default_factory=dict)  # flag → what a named person wrote about it
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension of one recruiter; scores −100..+100, None where too little was answered.

    `alone` is False for a dimension of one question: it counts, but is not shown on its own (measurement 3).
    """

    id: str
    name: str
    score: Fraction | None
    alone: bool
    low: float
    high: float
    share: Fraction  # of the index, 0..1; 0 where it is not scored
    points: Fraction  # score × share: what it adds to the index
    tenths: Fraction  # the same in tenths, which add up to the index in tenths
    evaluators: tuple[tuple[str, Fraction], ...]  # initials, score
    reported: Fraction | None  # references and records together
    said: Fraction | None


@dataclass(frozen=True, slots=True)
class Likely:
    """Where the true score probably lies, cut to the scale, and the band that is shown (measurement 4.3, 4.6)."""

    low: float
    high: float
    shade: Tone
    band: str
    sentence: str
    borderline: str  # the second band, where it is likely enough to be named


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a recruiter stands among those compared."""

    rank: tuple[int, int]  # best and worst that cannot be ruled out
    p_best: float
    finishes: tuple[float, ...]  # share of weightings around the chosen one in which they come first, second, …

    @property
    def shown(self) -> str:
        """“1”, or “2–4” where nobody can say which."""
        best, worst = self.rank
        return str(best) if best == worst else f"{best}–{worst}"


@dataclass(frozen=True, slots=True)
class RecruiterPart:
    """Everything a report says about one recruiter. `index`, `likely` and `standing` are None together: no score."""

    id: str
    name: str
    firm: str  # empty for a recruiter without one
    status: Status
    index: Fraction | None
    likely: Likely | None
    standing: Standing | None
    status_sentence: str  # why the score is provisional
    bounds: tuple[Fraction, Fraction] | None  # worst and best case for the blanks, where blanks matter
    coverage: Fraction | None
    missing: tuple[str, ...]
    names: Names
    respondents: Mapping[Source, int]
    short: bool  # some evaluator filled in the short form
    said: Fraction | None  # the index of the recruiter's own form
    gap: Fraction | None  # says minus shown, on matched facets
    gap_sentence: str
    sentence: str  # the one of page 1; without a score, why there is none
    dimensions: tuple[DimensionLine, ...]
    looked_at: Mapping[str, str]
    flags: tuple[FlagLine, ...]
    agreement: tuple[str, ...]
    views: tuple[View, ...]
    records: LogMetrics | None
    replies: tuple[ReplyLine, ...]
    proofs: tuple[Proof, ...]
    forms: tuple[FormAnswers, ...]

    @property
    def answered_by(self) -> dict[str, int]:
        """Role → how many submitted a form; for “log”, candidates in it."""
        log = {"log": self.records.n} if self.records else {}
        return {form.kind: len(form.respondents) for form in self.forms} | log

    @property
    def red_flags(self) -> int:
        return sum(flag.serious for flag in self.flags)  # each once, however many answers raised it

    @property
    def notes(self) -> int:
        return len(self.flags) - self.red_flags


def recruiter_part(
    instrument: Instrument, vetting: Vetting, card: Scorecard, likely: Posterior | None, standing: Standing | None
) -> RecruiterPart:
    """The part of one recruiter. `likely`: the range of the score on its own; None where there is no score."""
    names = {**named(vetting.responses), **vetting.names}
    return RecruiterPart(
        id=vetting.id,
        name=vetting.name,
        firm=vetting.firm,
        status=card.status,
        index=card.index,
        likely=_likely(likely) if likely else None,
        standing=standing,
        status_sentence=status_sentence(instrument, card) if card.index is not None else "",
        bounds=_bounds(card),
        coverage=card.coverage,
        missing=tuple(missing(instrument, card, vetting.responses, names, vetting.log)),
        names=names,
        respondents=card.respondents,
        short=any(r.source == "evaluator" and r.length == "short" for r in vetting.responses),
        said=next((form.index for form in card.forms if form.source == "self"), None),
        gap=card.gap.gap if card.gap else None,
        gap_sentence=gap_sentence(card.gap, instrument.scoring) if card.gap else "",
        sentence=sentence(instrument, card, vetting.name, vetting.responses),
        dimensions=_dimensions(instrument, card, names),
        looked_at=vetting.looked_at,
        flags=flag_lines(instrument, card, names, vetting.looked_at),
        agreement=tuple(agreement_lines(instrument, card, names)),
        views=vetting.views,
        records=metrics(vetting.log) if vetting.log else None,
        replies=tuple(reply_lines(instrument, vetting.replies)),
        proofs=vetting.proofs,
        forms=all_answers(instrument, vetting.responses, names),
    )


def _likely(found: Posterior) -> Likely:
    return Likely(
        low=max(-100.0, found.low),
        high=min(100.0, found.high),
        shade=tone(found.band.from_),
        band=found.band.label,
        sentence=found.band.plain,
        borderline=found.borderline.label if found.borderline else "",
    )


def marks(names: Sequence[str]) -> list[str]:
    """The letters that stand for people on a chart: one each where they differ, else first and last, else numbered."""
    words = [[word for word in name.split() if word[:1].isalpha()] or ["?"] for name in names]
    for letters in ([w[0][0] for w in words], [w[0][0] + w[-1][0] for w in words]):
        if len({mark.upper() for mark in letters}) == len(letters):
            return [mark.upper() for mark in letters]
    return [str(number) for number in range(1, len(names) + 1)]


def reported(card: Scorecard, dimension: str) -> Fraction | None:
    """What references and records say of a dimension, by the weights they carry in it (measurement 4.4)."""
    shares = {s: share for s, share in card.scored.shares[dimension].items() if s != "evaluator"}
    total = sum(shares.values())
    return sum(share * card.means[s][dimension].value for s, share in shares.items()) / total if total else None


def _bounds(card: Scorecard) -> tuple[Fraction, Fraction] | None:
    return (card.lo, card.hi) if card.lo is not None and card.hi is not None and card.lo != card.hi else None


def _dimensions(instrument: Instrument, card: Scorecard, names: Names) -> tuple[DimensionLine, ...]:
    points = by_dimension(card.contributions)
    tenths = dict(zip(points, adding_up(list(points.values()), card.index or Fraction(0)), strict=True))
    return tuple(
        _dimension(instrument, card, dimension, names, (points.get(dimension.id), tenths.get(dimension.id)))
        for dimension in instrument.dimensions
    )


def _dimension(
    instrument: Instrument,
    card: Scorecard,
    dimension: Dimension,
    names: Names,
    points: tuple[Fraction | None, Fraction | None],
) -> DimensionLine:
    d, score = dimension.id, card.dimensions[dimension.id]
    low, high = dimension_range(instrument, score, card.asked(d)) if score is not None else (0.0, 0.0)
    total = sum((card.weights[d] for d, score in card.dimensions.items() if score is not None), Fraction(0))
    exact, tenths = points
    return DimensionLine(
        id=d,
        name=dimension.name,
        score=score,
        alone=d in reportable(instrument, card),
        low=low,
        high=high,
        share=card.weights[d] / total if score is not None and total else Fraction(0),
        points=exact or Fraction(0),
        tenths=tenths or Fraction(0),
        evaluators=tuple(_evaluators(card, d, names)),
        reported=reported(card, d),
        said=card.source_dimensions.get("self", {}).get(d),
    )


def _evaluators(card: Scorecard, dimension: str, names: Names) -> Iterator[tuple[str, Fraction]]:
    """Mark and score of each evaluator who answered enough there."""
    forms = [form for form in card.forms if form.source == "evaluator"]
    for mark, form in zip(marks([names["evaluator", form.respondent] for form in forms]), forms, strict=True):
        if (score := form.dimensions[dimension].score) is not None:
            yield mark, score
