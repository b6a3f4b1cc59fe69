"""What the address of a comparison asks for: weights to try, whom to set side by side, and which rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from urllib.parse import urlencode

from app.refusals import Mistakes
from app.vetting.instrument import Instrument

HEAVIEST = 5
WORDS = ("Ignore", "Minor", "Some", "Important", "Very important", "Decisive")
PREFIX = "w."
PRESETS = {"candidate_first": "Candidates first"}  # where the id itself does not say it


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of a comparison; every link and form of the page carries the rest of it along."""

    search_id: int
    weights: Mapping[str, int]  # dimension → 0..5, only those the address names
    show: tuple[int, ...] = ()  # vetting ids, as chosen
    differ: bool = False  # only the rows in which they differ
    open: str = ""  # the dimension whose quotes are shown

    def address(self, open: str | None = None, differ: bool | None = None) -> str:
        """The same view with one thing changed."""
        asked = replace(
            self, open=self.open if open is None else open, differ=self.differ if differ is None else differ
        )
        query = urlencode([*asked.weighed(), *asked.shown(), *asked.rows()])
        return f"/searches/{self.search_id}/compare" + (f"?{query}" if query else "")

    def weighed(self) -> list[tuple[str, str]]:
        return [(PREFIX + d, str(weight)) for d, weight in self.weights.items()]

    def shown(self) -> list[tuple[str, str]]:
        return [("show", str(vetting_id)) for vetting_id in self.show]

    def rows(self) -> list[tuple[str, str]]:
        return [*([("differ", "1")] if self.differ else []), *([("open", self.open)] if self.open else [])]


@dataclass(frozen=True, slots=True)
class Slider:
    """One dimension under “What matters to you”; `changed` from what the search has set."""

    id: str
    name: str
    weight: int
    changed: bool

    @property
    def word(self) -> str:
        return WORDS[self.weight]


@dataclass(frozen=True, slots=True)
class Preset:
    """Weights the questionnaire offers under a name; `chosen` where every slider stands as it says."""

    name: str
    address: str
    chosen: bool


def asked_for(used: Instrument, search_id: int, query: Iterable[tuple[str, str]]) -> Asked:
    """The view an address names. Raises Mistakes for a weight that is none."""
    weights: dict[str, int] = {}
    show: list[int] = []
    last: dict[str, str] = {}
    for name, value in query:
        if name.startswith(PREFIX):
            weights[name.removeprefix(PREFIX)] = _weight(used, name.removeprefix(PREFIX), value)
        elif name == "show" and value.isascii() and value.isdecimal():
            show.append(int(value[:18]))
        else:
            last[name] = value
    opened = last.get("open", "")
    return Asked(
        search_id,
        weights,
        tuple(dict.fromkeys(show)),
        last.get("differ") == "1",
        opened if opened in used.dimension else "",
    )


def sliders(used: Instrument, own: Mapping[str, Fraction], asked: Asked) -> list[Slider]:
    """Where each slider stands: as asked for, else as the search has it."""
    lines = []
    for dimension in used.dimensions:
        before = min(HEAVIEST, round(own.get(dimension.id, dimension.weight)))
        weight = asked.weights.get(dimension.id, before)
        lines.append(Slider(dimension.id, dimension.name, weight, weight != before))
    return lines


def presets(used: Instrument, lines: Iterable[Slider], asked: Asked) -> list[Preset]:
    """Those of the questionnaire, each a link that keeps the rest of the view."""
    standing = {line.id: line.weight for line in lines}
    offered = {
        PRESETS.get(id, id.replace("_", " ").capitalize()): {d: int(weight) for d, weight in weights.items()}
        for id, weights in used.weight_presets.items()
    }
    return [
        Preset(name, replace(asked, weights=weights).address(), weights == standing)
        for name, weights in offered.items()
    ]


def _weight(used: Instrument, dimension: str, value: str) -> int:
    if dimension not in used.dimension:
        raise Mistakes({PREFIX + dimension[:40]: "The address weighs a dimension this questionnaire does not have."})
    if value not in {str(weight) for weight in range(HEAVIEST + 1)}:
        name = used.dimension[dimension].name
        raise Mistakes({PREFIX + dimension: f"“{name}” can weigh 0 to {HEAVIEST}, in whole steps. Move its slider."})
    return int(value)
