"""One vetting, scored: what every page, report and export about a recruiter reads."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from app.vetting.combining import Means, Profile
from app.vetting.contributions import Contribution, contributions
from app.vetting.flags import RaisedFlag
from app.vetting.forms import FormScore
from app.vetting.gap import SayDo
from app.vetting.instrument import Band, Instrument, Source

Status = Literal["final", "provisional", "none"]
Bounds = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Scorecard:
    """Every score is exact and on −100..+100; None means not scored, never zero."""

    instrument: Instrument
    forms: tuple[FormScore, ...]
    means: Means
    scored: Profile
    worst: Profile  # with every missing answer at 0 points
    best: Profile  # with every missing answer at 4 points
    coverage: Fraction | None  # mean over the evaluators; None without one
    status: Status
    band: Band | None  # of the raw index; the band shown is the most probable one (measurement 4.3)
    weights: dict[str, Fraction]
    respondents: dict[Source, int]  # scored respondents; for the log, candidates
    gap: SayDo | None
    flags: tuple[RaisedFlag, ...]

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """What every answer adds to the index; the parts sum to it exactly."""
        return contributions(self.instrument, self.forms, self.means, self.scored, self.weights)

    @property
    def index(self) -> Fraction | None:
        return self.scored.index

    @property
    def lo(self) -> Fraction | None:
        """How low the index could be if every blank were the worst answer; not a confidence limit."""
        bounds = _bounds(self.index, self.worst.index, self.best.index)
        return bounds and bounds[0]

    @property
    def hi(self) -> Fraction | None:
        bounds = _bounds(self.index, self.worst.index, self.best.index)
        return bounds and bounds[1]

    @property
    def dimensions(self) -> dict[str, Fraction | None]:
        """Every dimension of the instrument, in its order."""
        return self.scored.dimensions

    @property
    def dimension_bounds(self) -> dict[str, Bounds | None]:
        worst, best = self.worst.dimensions, self.best.dimensions
        return {d: _bounds(value, worst[d], best[d]) for d, value in self.dimensions.items()}

    @property
    def source_dimensions(self) -> dict[Source, dict[str, Fraction]]:
        """What each source says; the self-report too, though it counts 0."""
        return {source: {d: mean.value for d, mean in means.items()} for source, means in self.means.items()}

    @property
    def rests_on(self) -> dict[Source, Fraction]:
        """Source → how much of the index rests on it; adding up to 1, empty without an index (measurement 4.4)."""
        parts = [(self.weights[d], shares) for d, shares in self.scored.shares.items() if shares]
        whole, found = sum((weight for weight, _ in parts), Fraction(0)), dict[Source, Fraction]()
        for weight, shares in parts if whole else ():
            for source, share in shares.items():
                found[source] = found.get(source, Fraction(0)) + share * weight / whole
        return found

    def asked(self, dimension: str) -> dict[Source, int]:
        """How many of each source were scored on one dimension; for the log, cases counted."""
        return {source: means[dimension].n for source, means in self.means.items() if dimension in means}


def reportable(instrument: Instrument, card: Scorecard) -> list[str]:
    """Scored dimensions that may be shown on their own: some form asked two or more items there (measurement 3)."""
    return [d for d, score in card.dimensions.items() if score is not None and _most_items(instrument, card, d) > 1]


def _most_items(instrument: Instrument, card: Scorecard, dimension: str) -> int:
    counts = (
        sum(instrument.item[i].dimension == dimension for i in form.points)
        for form in card.forms
        if form.source != "self"
    )
    return max(counts, default=0)


def _bounds(value: Fraction | None, worst: Fraction | None, best: Fraction | None) -> Bounds | None:
    """How much the blanks could matter, widened to include the value (measurement 4.2)."""
    known = [end for end in (value, worst, best) if end is not None]
    return (min(known), max(known)) if known else None
