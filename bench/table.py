"""One figure beside its limit, as a line of the table and of results.json, with its goal where it has one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "results.json"
MARKS = {True: "met", False: "MISSED"}


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians of alternating runs in `unit`; `ratio` is ours to the other's, and has a goal where there is a bound."""

    row: str  # of the table of goals, as B′; "" for a figure without one
    what: str
    beside: str
    unit: str  # "/s" or "ms"
    ours: float
    other: float
    least: float | None = None  # that the ratio must be
    most: float | None = None  # that the ratio may be
    more: Mapping[str, float] = field(default_factory=dict)  # p50_ms, p99_ms, cpu_ms, queries, bytes, mib

    @property
    def ratio(self) -> float:
        return self.ours / self.other

    @property
    def met(self) -> bool:
        """Whether the goal is reached; there may be none."""
        return (self.least is None or self.ratio >= self.least) and (self.most is None or self.ratio <= self.most)

    @property
    def goal(self) -> str:
        """`≥ 0.35 met`, or nothing."""
        bounds = [f"≥ {self.least:g}" if self.least else "", f"≤ {self.most:g}" if self.most else ""]
        told = " ".join(bound for bound in bounds if bound)
        return f"{told} {MARKS[self.met]}" if told else ""


def figure(
    row: str, what: str, beside: str, unit: str, pairs: Iterable[tuple[float, float]], **others: object
) -> Figure:
    """The medians of what alternating runs gave: ours, then the other's."""
    ours, other = zip(*pairs, strict=True)
    return Figure(row, what, beside, unit, median(ours), median(other), **others)  # type: ignore[arg-type]


def line(one: Figure) -> str:
    """As a person reads it."""
    more = ", ".join(f"{name.replace('_', ' ')} {value:,.4g}" for name, value in one.more.items())
    numbers = f"{one.ours:>10,.2f}{one.other:>11,.2f} {one.unit:<3}{one.ratio:>8.2f}  {one.goal:<16}"
    return f"{one.row:<4}{one.what:<58}{numbers} {more}"


def heading() -> str:
    return f"{'':<4}{'':<58}{'ours':>10}{'limit':>11} {'':<3}{'ratio':>8}  {'goal':<16} more of ours"


def written(found: Iterable[Figure], path: Path = RESULTS) -> None:
    """Keep the figures; the ratios mean something on any machine, the rest does not."""
    told = [
        {"row": f.row, "what": f.what, "beside": f.beside, "unit": f.unit, "ours": _short(f.ours)}
        | {"limit": _short(f.other), "ratio": _short(f.ratio), "least": f.least, "most": f.most, "met": f.met}
        | {name: _short(value) for name, value in f.more.items()}
        for f in found
    ]
    path.write_text(json.dumps({"figures": told}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _short(value: float) -> float:
    return float(f"{value:.4g}")
