"""The shape of a dimension's file, such as 3-closure.yaml: facets, each with its parallel questions."""

from typing import Annotated, Literal

from pydantic import Field

from app.vetting.instrument import FormKind, ItemType
from app.vetting.written import FacetId, ItemId, Number, Text, WhenNot, Word, Written


class FlagIfShape(Written):
    above: Number | None = None
    below: Number | None = None
    flag: str


class ItemShape(Written):
    """One question, under its facet and form; item_checks.py says what each type needs."""

    id: ItemId
    type: ItemType
    prompt: Text
    why: Text
    does_not_apply: WhenNot
    probe: Text | None = None
    weight: Annotated[int, Field(ge=1, le=5)] = 1
    evidence: bool = False
    reverse: bool = False
    map: str | None = None
    options: dict[str, Text] = Field(default_factory=dict)
    flags: dict[str, str] = Field(default_factory=dict)
    flag_if: FlagIfShape | None = None
    elements: list[Text] = Field(default_factory=list)
    side_a: Text | None = None
    side_b: Text | None = None
    support: Literal["none"] | None = None
    text_optional: Text | None = None


class FacetShape(Written):
    article: Annotated[list[str], Field(min_length=1)]
    evaluator: ItemShape | None = None
    self: ItemShape | None = None
    candidate: ItemShape | None = None
    client: ItemShape | None = None

    def asked(self) -> dict[FormKind, ItemShape]:
        forms: dict[FormKind, ItemShape | None] = {
            "evaluator": self.evaluator,
            "self": self.self,
            "candidate": self.candidate,
            "client": self.client,
        }
        return {kind: item for kind, item in forms.items() if item}


class DimensionShape(Written):
    """N-word.yaml: one dimension and its facets, each with its parallel items."""

    id: Word
    name: Text
    one_line: Text
    facets: Annotated[dict[FacetId, FacetShape], Field(min_length=1)]
