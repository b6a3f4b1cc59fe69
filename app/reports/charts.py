"""Charts as display lists: laid out once, drawn as inline SVG on the pages and by Typst in the PDF (design 5).

Across, everything is in percent of whatever width there is, so that a chart follows its column and its text never
scales; down, in pixels. Scores are index points, −100..+100. A part never says its colour, only its class: the page's
CSS or the Typst template decides.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction
from html import escape
from typing import Any, ClassVar, Literal

from app.reports.initials import nudges
from app.vetting.sentences import signed as signed  # pages import it from here

Number = Fraction | float
Tone = Literal["T2", "T1", "M", "L1", "L2"]
Anchor = Literal["start", "middle", "end"]

EDGES = (-60, -20, 20, 60)  # where one band ends and the next begins (measurement 4.3)
TONES: tuple[Tone, ...] = ("T2", "T1", "M", "L1", "L2")
APART = 10  # index points from which a ring is drawn and joined to its dot; in a cell, twice that


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar with rounded corners. `x` and `width` in percent; `y`, `height` and `radius` in pixels."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    cls: str
    kind: ClassVar = "rect"


@dataclass(frozen=True, slots=True)
class Line:
    """`x1` and `x2` in percent; `y1` and `y2` in pixels."""

    x1: float
    y1: float
    x2: float
    y2: float
    cls: str
    kind: ClassVar = "line"


@dataclass(frozen=True, slots=True)
class Circle:
    """`x` in percent; `y` and the radius `r` in pixels."""

    x: float
    y: float
    r: float
    cls: str
    kind: ClassVar = "circle"


@dataclass(frozen=True, slots=True)
class Diamond:
    """A square on its corner: `x` in percent; `y` and the half-diagonal `r` in pixels."""

    x: float
    y: float
    r: float
    cls: str
    kind: ClassVar = "diamond"


@dataclass(frozen=True, slots=True)
class Text:
    """`x` in percent, moved by `dx` pixels; `y` is the baseline in pixels."""

    x: float
    y: float
    dx: float
    anchor: Anchor
    cls: str
    text: str
    kind: ClassVar = "text"


Part = Rect | Line | Circle | Diamond | Text


@dataclass(frozen=True, slots=True)
class Chart:
    """A display list, painted in order, `height` pixels high."""

    height: int
    parts: tuple[Part, ...]


def tone(score: Number) -> Tone:
    """The colour class of a score; on an edge it belongs to the band above. Of a band: `tone(band.from_)`.

    The cuts are fixed, not an instrument's: five colours for the five steps of the ladder, a fifth of the scale each,
    so that one colour always means the same place.
    """
    return TONES[sum(score >= edge for edge in EDGES)]


def across(score: Number) -> float:
    """Where a score lies, in percent of the width; what lies outside the scale is drawn at its end."""
    return min(100.0, max(0.0, (float(score) + 100) / 2))


def axis(score: Number, low: Number, high: Number, said: Number | None = None, shade: Tone | None = None) -> Chart:
    """One recruiter on the whole scale: likely range, a dot for the score, a ring for what they say of themselves."""
    grid = (Line(across(edge), 0, across(edge), 30, "grid") for edge in EDGES)
    return Chart(30, (*grid, *_ring(15, score, said, 5.5, APART, _dot(15, score, low, high, 6, 8, shade))))


def strip(score: Number, low: Number, high: Number, said: Number | None = None, shade: Tone | None = None) -> Chart:
    """The same, small, for a table cell; only the middle of the scale is marked."""
    middle = Line(50, 3, 50, 13, "mid")
    return Chart(16, (middle, *_ring(8, score, said, 4, 2 * APART, _dot(8, score, low, high, 4, 6, shade))))


def axis_head(room: int = 240) -> Chart:
    """The poles and the ticks over a column of axes at least `room` pixels wide; ticks too crowded are left out."""
    poles = (Text(0, 11, 0, "start", "", "Transactional"), Text(100, 11, 0, "end", "", "Long game"))
    return Chart(30, (*poles, *(_tick(tick) for tick in _uncrowded((-100, *EDGES, 100), room))))


def who(
    low: Number,
    high: Number,
    evaluators: Sequence[tuple[str, Number]],
    references: Number | None,
    said: Number | None,
    shade: Tone,
    room: int = 230,
) -> Chart:
    """Who says what: evaluators' initials above the line, a diamond for references and records, a ring for oneself."""
    parts: list[Part] = [Line(0, 24, 100, 24, "ax"), Line(50, 19, 50, 29, "mid"), _range(24, low, high, 4, shade)]
    places = [across(score) for _, score in evaluators]
    moved = nudges([mark for mark, _ in evaluators], places, room)
    for (mark, _), x, dx in zip(evaluators, places, moved, strict=True):
        parts += [Text(x, 11, dx, "middle", "initial", mark), Line(x, 14, x, 20, "mid")]
    if said is not None:
        parts.append(Circle(across(said), 24, 4.5, "said"))
    if references is not None:
        parts.append(Diamond(across(references), 24, 5.5, "shown ink"))
    return Chart(34, tuple(parts))


def contrib(points: Number, largest: Number) -> Chart:
    """What a dimension takes away or adds: a bar left or right of 0. `largest` fills its half, so that bars compare."""
    length = max(0.5, min(50.0, abs(float(points)) / float(largest) * 50)) if largest else 0.5
    bar = Rect(50, 4, length, 10, 2, "L1") if points >= 0 else Rect(50 - length, 4, length, 10, 2, "T1")
    return Chart(18, (Line(50, 0, 50, 18, "mid"), bar))


def _dot(
    y: int, score: Number, low: Number, high: Number, half: float, r: float, shade: Tone | None
) -> tuple[Part, Part, Part]:
    """The line, the likely range `half` pixels to either side of it, and the dot of radius `r`."""
    shade = shade or tone(score)
    return Line(0, y, 100, y, "ax"), _range(y, low, high, half, shade), Circle(across(score), y, r, f"dot {shade}")


def _ring(
    y: int, score: Number, said: Number | None, r: float, apart: int, under: tuple[Part, Part, Part]
) -> tuple[Part, ...]:
    """What is drawn `under` a dot, then the ring of an own claim at least `apart` points away, then the dot."""
    if said is None or abs(float(said) - float(score)) < apart:
        return under
    line, band, dot = under
    return line, band, Line(across(score), y, across(said), y, "gapline"), Circle(across(said), y, r, "said"), dot


def _range(y: int, low: Number, high: Number, half: float, shade: Tone) -> Rect:
    return Rect(across(low), y - half, across(high) - across(low), 2 * half, half, f"iv {shade}")


def _tick(score: int) -> Text:
    anchor: Anchor = "start" if score == -100 else "end" if score == 100 else "middle"
    return Text(across(score), 27, 0, anchor, "", signed(score))


def _uncrowded(ticks: Sequence[int], room: int, each: int = 36) -> list[int]:
    """The two ends, and of the rest each with `each` pixels to the one kept before it and to the last."""
    kept = [ticks[0]]
    for tick in ticks[1:-1]:
        if min(tick - kept[-1], ticks[-1] - tick) * room >= 200 * each:
            kept.append(tick)
    return [*kept, ticks[-1]]


def display_list(chart: Chart) -> dict[str, Any]:
    """The chart for Typst: its height, and `[kind, *fields]` for each part with coordinates to two decimals."""
    parts = [[p.kind, *(v if isinstance(v, str) else round(v, 2) for v in astuple(p))] for p in chart.parts]
    return {"height": chart.height, "parts": parts}


def svg(chart: Chart, ident: str = "", title: str = "", words: str = "") -> str:
    """Inline SVG, its text escaped.

    With `ident`, unique on the page, it is a picture with a title and a description; without, it is hidden from
    assistive technology, because a sentence stands beside it.
    """
    drawn = "".join(_drawn(part) for part in chart.parts)
    if not ident:
        return f'<svg class="plot" width="100%" height="{chart.height}" aria-hidden="true">{drawn}</svg>'
    i = escape(ident)
    told = f'<title id="{i}-t">{escape(title)}</title><desc id="{i}-d">{escape(words)}</desc>'
    role = f'role="img" aria-labelledby="{i}-t" aria-describedby="{i}-d"'
    return f'<svg class="plot" width="100%" height="{chart.height}" {role}>{told}{drawn}</svg>'


def _drawn(part: Part) -> str:
    match part:
        case Rect(x, y, width, height, radius, cls):
            at = f'x="{_n(x)}%" y="{_n(y)}" width="{_n(width)}%" height="{_n(height)}" rx="{_n(radius)}"'
            return f'<rect class="{cls}" {at}/>'
        case Line(x1, y1, x2, y2, cls):
            return f'<line class="{cls}" x1="{_n(x1)}%" x2="{_n(x2)}%" y1="{_n(y1)}" y2="{_n(y2)}"/>'
        case Circle(x, y, r, cls):
            return f'<circle class="{cls}" cx="{_n(x)}%" cy="{_n(y)}" r="{_n(r)}"/>'
        case Diamond(x, y, r, cls):
            path = f"M0-{_n(r)} {_n(r)} 0 0 {_n(r)}-{_n(r)} 0z"
            return f'<svg x="{_n(x)}%" y="{_n(y)}" overflow="visible"><path class="{cls}" d="{path}"/></svg>'
        case Text(x, y, dx, anchor, cls, text):
            attributes = (f' class="{cls}"' if cls else "") + (f' dx="{_n(dx)}"' if round(dx, 2) else "")
            at = f'x="{_n(x)}%" y="{_n(y)}" text-anchor="{anchor}"'
            return f"<text{attributes} {at}>{escape(text)}</text>"


def _n(value: float) -> str:
    """A coordinate to two decimals, without trailing zeros."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
