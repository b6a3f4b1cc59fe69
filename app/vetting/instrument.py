"""One questionnaire: dimensions, facets, forms, items, anchors, bands, weights and constants (measurement 1 to 4)."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

Source = Literal["evaluator", "candidate", "client", "self", "log"]
FormKind = Literal["evaluator", "self", "candidate", "client"]
ItemType = Literal["bars", "choice", "frequency", "pair", "number", "checklist", "evidence"]


class Part(BaseModel):
    """A frozen piece of an instrument; a key it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Option(Part):
    """One worded answer and the points 0 to 4 it stands for."""

    points: int
    text: str
    flag: str | None = None


class FlagRule(Part):
    """A number that raises a flag: `gt` above it, `lt` below it."""

    flag: str
    gt: Fraction | None = None
    lt: Fraction | None = None


class Item(Part):
    """One question of one form. `na_when` is None where "does not apply" is not allowed."""

    id: str
    facet: str
    dimension: str
    form: FormKind
    type: ItemType
    prompt: str
    why: str
    probe: str | None = None
    weight: int = 1
    na_when: str | None = None
    map: str | None = None  # number items: the name of a number map
    evidence: bool = False  # a number that was counted in records shown to the evaluator
    options: tuple[Option, ...] = ()  # bars, choice, frequency, pair, evidence; in the file's order
    elements: tuple[str, ...] = ()  # checklist: the parts listened for
    sides: tuple[str, str] | None = None  # pair: (A long game, B)
    reverse: bool = False
    support: bool = False  # asks how the answer was backed; caps the points
    flag_if: FlagRule | None = None
    text_optional: str | None = None

    @cached_property
    def flags(self) -> dict[int | None, list[str]]:
        """Points of an option → the flags that choosing it raises."""
        raising = [option for option in self.options if option.flag]
        return {o.points: [each.flag for each in raising if each.flag and each.points == o.points] for o in raising}

    @cached_property
    def spoken(self) -> str:
        """The words the evaluator says aloud; empty where the prompt is something to do instead."""
        said = re.search("^(?:Ask|Say)[^“]*: “(.+?)”", self.prompt, re.DOTALL)
        return said.group(1) if said else ""

    @cached_property
    def instruction(self) -> str:
        """The prompt without its spoken words: what the evaluator does or enters."""
        after = self.prompt.partition(f"“{self.spoken}”")[2] if self.spoken else self.prompt
        return after.strip()


class Facet(Part):
    """What several forms observe in parallel; traced to units of the article it comes from."""

    id: str
    dimension: str
    article: tuple[str, ...]
    items: tuple[str, ...]


class Dimension(Part):
    id: str
    name: str
    one_line: str
    weight: Fraction
    facets: tuple[str, ...]


class Form(Part):
    """A set of items for one kind of respondent, in the order asked."""

    kind: FormKind
    title: str
    who: str
    intro: str
    minutes: int
    items: tuple[str, ...]
    consistency_pairs: tuple[tuple[str, str], ...] = ()
    blind_until_submitted: bool = False
    overall_impression_asked_last: bool = False


class ShortForm(Part):
    id: str
    minutes: int
    items: tuple[str, ...]
    rule: str


class NumberRow(Part):
    points: int
    le: Fraction | None = None
    ge: Fraction | None = None


class NumberMap(Part):
    """Number → points: the first row whose `le` is ≥ (or `ge` is ≤) the value wins."""

    unit: str
    rows: tuple[NumberRow, ...]
    otherwise: int


class SupportLevel(Part):
    id: str
    cap: int
    label: str


class Band(Part):
    """`from_` is the lowest index that belongs to the band."""

    id: str
    from_: Fraction
    label: str
    plain: str


class Flag(Part):
    id: str
    level: Literal["serious", "note"]
    text: str


class SourceConstants(Part):
    """Variances in index points squared (measurement 4.4)."""

    sigma2: Fraction
    kappa2: Fraction
    leniency2: Fraction = Fraction(0)
    min_n: int = 0
    dimensions: tuple[str, ...] = ()


class Scoring(Part):
    min_coverage: Fraction
    min_answers: int
    min_answers_small_form: int  # a form with under 3 items in the dimension
    overall_min_dimensions: int
    overall_min_coverage: Fraction
    overall_needs_evaluator: bool
    sources: Mapping[str, SourceConstants]
    prior_mean: Fraction
    prior_strength: Fraction
    tau2: Fraction
    sigma_nu0: Fraction
    own_noise: Fraction
    typical_gap: Fraction
    tell_gap: Fraction
    tell_probability: Fraction
    level: Fraction
    borderline_probability: Fraction
    no_number_points: int


class Instrument(Part):
    """A whole questionnaire. A version never changes once used; `hash` is of its files."""

    id: str
    version: str
    hash: str
    language: str
    title: str
    measures: str
    pole_low: str
    pole_high: str
    anchor_ladder: tuple[str, ...]
    statuses: Mapping[str, str]
    article: Mapping[str, str]
    dimensions: tuple[Dimension, ...]
    facets: tuple[Facet, ...]
    items: tuple[Item, ...]
    forms: tuple[Form, ...]
    short_form: ShortForm
    number_maps: Mapping[str, NumberMap]
    support_levels: tuple[SupportLevel, ...]
    bands: tuple[Band, ...]  # lowest first
    flags: tuple[Flag, ...]
    weight_presets: Mapping[str, Mapping[str, Fraction]]
    call_order: tuple[str, ...]  # the dimensions as they are talked over in a call (measurement 3)
    scoring: Scoring
    support_applies_to: tuple[ItemType, ...] = ("bars",)
    hide_points_from_respondents: bool = True

    @cached_property
    def item(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def caps(self) -> dict[str, int]:
        """Support level → the most points an answer backed like that is worth."""
        return {level.id: level.cap for level in self.support_levels}

    @cached_property
    def form(self) -> dict[str, Form]:
        return {form.kind: form for form in self.forms}

    @cached_property
    def dimension(self) -> dict[str, Dimension]:
        return {dimension.id: dimension for dimension in self.dimensions}

    @cached_property
    def facet(self) -> dict[str, Facet]:
        return {facet.id: facet for facet in self.facets}

    @cached_property
    def flag(self) -> dict[str, Flag]:
        return {flag.id: flag for flag in self.flags}

    @cached_property
    def weights(self) -> dict[str, Fraction]:
        return {dimension.id: dimension.weight for dimension in self.dimensions}

    def asked(self, kind: FormKind, length: str = "full") -> tuple[Item, ...]:
        """The items of a form in the order asked; `length="short"` gives the 15-minute evaluator form."""
        return self._asked["short" if kind == "evaluator" and length == "short" else kind]

    @cached_property
    def _asked(self) -> dict[str, tuple[Item, ...]]:
        asked = {str(form.kind): tuple(self.item[i] for i in form.items) for form in self.forms}
        return asked | {"short": tuple(i for i in asked.get("evaluator", ()) if i.id in self.short_form.items)}
