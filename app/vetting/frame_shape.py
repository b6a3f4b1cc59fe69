"""The shape of instrument.yaml: everything of a questionnaire that is not a question."""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from app.vetting.instrument import FormKind, ItemType, Source
from app.vetting.written import (
    Count,
    FlagId,
    InstrumentId,
    Language,
    Minutes,
    Number,
    Points,
    Share,
    Spread,
    Text,
    UnitId,
    Variance,
    Version,
    Weight,
    Word,
    Written,
)

BandId = Literal["transactional", "mostly_transactional", "mixed", "mostly_long_game", "long_game"]  # each has a colour
SupportId = Literal["general", "specific", "shown"]
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]


class AboutShape(Written):
    id: InstrumentId
    version: Version
    language: Language
    title: Text
    measures: Text
    pole_low: Text
    pole_high: Text


class PointScale(Written):
    """The score is worked out on this scale and no other (measurement 4.1)."""

    min: Literal[0]
    max: Literal[4]
    neutral: Literal[2]


class IndexScale(Written):
    min: Literal[-100]
    max: Literal[100]
    neutral: Literal[0]
    per_point: Literal[50]


class ScaleShape(Written):
    points: PointScale
    index: IndexScale
    hide_points_from_respondents: bool
    anchor_ladder: dict[str, Text]


class StatusesShape(Written):
    answered: Text
    na: Text
    not_asked: Text
    declined: Text


class SupportLevelShape(Written):
    cap: Points
    label: Text


class SupportShape(Written):
    applies_to: list[ItemType]
    levels: Annotated[dict[SupportId, SupportLevelShape], Field(min_length=3)]


class FormRules(Written):
    blind_until_submitted: bool = False
    overall_impression_asked_last: bool = False


class FormShape(Written):
    title: Text
    who: Text
    intro: Text
    minutes: Minutes
    rules: FormRules = FormRules()
    items: Annotated[list[str], Field(min_length=1)]
    consistency_pairs: list[Pair] = Field(default_factory=list)


class FormsShape(Written):
    evaluator: FormShape
    self: FormShape
    candidate: FormShape
    client: FormShape

    def by_kind(self) -> dict[FormKind, FormShape]:
        return {"evaluator": self.evaluator, "self": self.self, "candidate": self.candidate, "client": self.client}


class ShortFormShape(Written):
    id: InstrumentId
    minutes: Minutes
    items: Annotated[list[str], Field(min_length=1)]
    rule: Text


class SharedOptionsShape(Written):
    frequency: dict[str, Text]
    pair: dict[str, Text]


class NumberRowShape(Written):
    points: Points
    at_most: Number | None = None
    at_least: Number | None = None


class NumberMapShape(Written):
    unit: Text
    rows: Annotated[list[NumberRowShape], Field(min_length=1)]
    otherwise: Points


class FlagShape(Written):
    level: Literal["serious", "note"]
    text: Text


class BandShape(Written):
    from_: Annotated[Number, Field(alias="from", ge=-100, le=100)]
    label: Text
    plain: Text


class DimensionRule(Written):
    min_coverage: Share
    min_answers: Count
    min_answers_if_form_has_under_3_items: Count


class OverallRule(Written):
    min_dimensions: Count
    min_coverage: Share
    needs_evaluator: bool


class SourceShape(Written):
    sigma2: Spread
    kappa2: Variance
    leniency2: Variance = Fraction(0)


class LogShape(SourceShape):
    min_n: Count
    dimensions: Annotated[list[str], Field(min_length=1)]


class SourcesShape(Written):
    evaluator: SourceShape
    candidate: SourceShape
    client: SourceShape
    log: LogShape
    self: Literal["excluded"]

    def counted(self) -> dict[Source, SourceShape]:
        return {"evaluator": self.evaluator, "candidate": self.candidate, "client": self.client, "log": self.log}


class PriorShape(Written):
    mean: Number
    strength: Variance
    tau2: Spread


class SigmaUpdate(Written):
    nu0: Variance


class SayDoShape(Written):
    own_noise: Variance
    typical_gap: Number
    tell_gap: Number
    tell_probability: Share


class ScoringShape(Written):
    dimension_rule: DimensionRule
    overall_rule: OverallRule
    sources: SourcesShape
    prior: PriorShape
    sigma_update: SigmaUpdate
    say_do: SayDoShape
    level: Share
    borderline_probability: Share
    no_number_points: Points


class FrameShape(Written):
    """The whole file."""

    instrument: AboutShape
    scale: ScaleShape
    statuses: StatusesShape
    support: SupportShape
    article: Annotated[dict[UnitId, Text], Field(min_length=1)]
    forms: FormsShape
    short_form: ShortFormShape
    shared_options: SharedOptionsShape
    number_maps: dict[Word, NumberMapShape]
    flags: dict[FlagId, FlagShape]
    bands: Annotated[dict[BandId, BandShape], Field(min_length=5)]
    weights: dict[str, Weight]
    weight_presets: dict[Word, dict[str, Weight]]
    call_order: list[str]
    scoring: ScoringShape
