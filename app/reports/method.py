"""How the score was made, for whoever reads the report without the product: weights, bands, sources, versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.vetting.combining import omega
from app.vetting.instrument import Instrument

FORMULA = "1.0"
NOT_VALIDATED = "Not yet validated against outcomes."

STEPS = (
    "Every question is worth 0 to 4 points. Two points are neutral; each point more or less pushes the score by 50, so "
    "an answer counts from −100 (transactional) to +100 (long game).",
    "A dimension of one form is the weighted mean of its answers. Questions that do not apply are left out. Questions "
    "not asked or not answered are left out too, but they lower the coverage and widen the worst and best case.",
    "Several people of one kind are averaged. The kinds are then combined by how far their word can be relied on; the "
    "recruiter’s own answers count nothing, so that there is nothing to gain by inflating them.",
    "The index is the weighted mean of the dimensions. The points beside each dimension add up to it exactly.",
    "The likely range holds the true score nine times in ten, if people answer as they do in published studies. It is "
    "drawn towards the middle where little is known, so the score need not lie at its centre. The band shown is the "
    "most probable one; a second band is named as borderline where it is at least a quarter probable.",
    "A flag, a gap between word and deed, or disagreement among evaluators never changes the score. A person decides.",
)


@dataclass(frozen=True, slots=True)
class WeightLine:
    """One dimension and what it counts; `share` 0..1 of the whole."""

    name: str
    one_line: str
    weight: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class BandLine:
    """One band, from `low` up to but not including `high` (the last one includes 100)."""

    label: str
    low: Fraction
    high: Fraction
    sentence: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """How much the mean of 1, 2, 3 respondents of one kind weighs; the log’s column is for 5, 10 and 20 candidates."""

    name: str
    counts: tuple[int, ...]
    weights: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """What the numbers rest on."""

    steps: tuple[str, ...]
    weights_name: str
    weights: tuple[WeightLine, ...]
    bands: tuple[BandLine, ...]
    sources: tuple[SourceLine, ...]
    instrument: str
    version: str
    hash: str
    formula: str
    validity: str


def weight(number: Fraction) -> str:
    """The weight of a source as it is printed: 0.62."""
    return f"{float(number):.2f}"


def method(instrument: Instrument, weights: Mapping[str, Fraction], weights_name: str = "") -> Method:
    """`weights`: dimension → weight as chosen; `weights_name` the preset they come from, if any."""
    total = sum(weights.values(), Fraction(0))
    edges = [*(band.from_ for band in instrument.bands[1:]), Fraction(100)]
    return Method(
        steps=STEPS,
        weights_name=weights_name,
        weights=tuple(
            WeightLine(d.name, d.one_line, weights[d.id], weights[d.id] / total if total else Fraction(0))
            for d in instrument.dimensions
        ),
        bands=tuple(BandLine(b.label, b.from_, high, b.plain) for b, high in zip(instrument.bands, edges, strict=True)),
        sources=_sources(instrument),
        instrument=instrument.id,
        version=instrument.version,
        hash=instrument.hash,
        formula=FORMULA,
        validity=NOT_VALIDATED,
    )


def _sources(instrument: Instrument) -> tuple[SourceLine, ...]:
    kinds = (("evaluator", "Evaluators"), ("candidate", "Candidate references"), ("client", "Client references"))
    constants = instrument.scoring.sources
    people = [SourceLine(name, (1, 2, 3), tuple(omega(constants[s], n) for n in (1, 2, 3))) for s, name in kinds]
    if "log" not in constants:
        return tuple(people)
    counts = (5, 10, 20)
    return (*people, SourceLine("Candidates in the log", counts, tuple(omega(constants["log"], n) for n in counts)))
