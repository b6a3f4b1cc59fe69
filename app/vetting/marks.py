"""A YAML file as plain values that remember their line; repeated keys, anchors and tags are refused."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

import yaml

Path = tuple[str | int, ...]
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times faster
CHARACTERS: Final = 1_000_000  # at most, in one file
DEPTH: Final = 12  # keys within keys, at most
UNREAD: Final = object()  # stands where a mistake has been reported already
WHOLE: Final = re.compile(r"[-+]?[0-9]{1,18}")
CONSTANTS: Final[dict[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
INVISIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
REMEDIES: Final = (  # what the parser says → what to do
    (
        "mapping values are not allowed",
        "Put the text in double quotes if it holds a colon; else check the indentation.",
    ),
    ("cannot start any token", "Use spaces, not tabs, and put a text that starts with a sign in double quotes."),
    ("unexpected end of stream", "A quotation mark that was opened here is missing its end."),
    ("expected ',' or ']'", "A list opened with [ needs commas between its entries and a ] at its end."),
    ("expected ',' or '}'", "A row opened with { needs commas between its entries and a } at its end."),
)
REMEDY: Final = "Check the indentation and the quotation marks of this line and the one above."


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong in a questionnaire: where it is, what is wrong and what to do. Lines count from 1."""

    file: str
    line: int
    key: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.key}: {self.what}" if self.key else f"{self.file}:{self.line}: {self.what}"
        )


@dataclass(slots=True)
class Sheet:
    """One file that was read. `value` is UNREAD if its YAML is broken."""

    name: str
    value: Any = UNREAD
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def top(self) -> "Place":
        return Place(self, (), self.value)

    def refuse(self, line: int, path: Path, what: str) -> None:
        self.mistakes.append(Mistake(self.name, line, dotted(path), what))


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a sheet and the keys that lead to it; asks nothing of the value's type."""

    sheet: Sheet
    path: Path
    value: Any

    def __getitem__(self, key: str) -> "Place":
        inside = self.value.get(key, UNREAD) if isinstance(self.value, dict) else UNREAD
        return Place(self.sheet, (*self.path, key), inside)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def names(self) -> list[str]:
        return list(self.value) if isinstance(self.value, dict) else []

    def children(self) -> list["Place"]:
        """The values of a mapping or the entries of a list."""
        if isinstance(self.value, list):
            return [Place(self.sheet, (*self.path, n), value) for n, value in enumerate(self.value)]
        return [self[key] for key in self.names()]

    def text(self) -> str | None:
        return self.value if isinstance(self.value, str) else None

    def texts(self) -> list[str]:
        return [child.value for child in self.children() if isinstance(child.value, str)]

    @property
    def line(self) -> int:
        return line_of(self.sheet.lines, self.path)

    def mistake(self, what: str) -> Mistake:
        return Mistake(self.sheet.name, self.line, dotted(self.path), what)


def dotted(path: Path) -> str:
    """A path as people read it; entries of lists count from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def meant(word: str, known: list[str]) -> str:
    """The known word that was probably meant, as a question; else all of them."""
    close = get_close_matches(word, known, 1)
    return f"Did you mean `{close[0]}`?" if close else f"Known are: {', '.join(known)}."


def read_sheet(name: str, text: str) -> Sheet:
    """One file's text as a sheet; its mistakes are kept in the sheet, never raised."""
    sheet = Sheet(name)
    if found := INVISIBLE.search(text.replace("\r\n", "\n")):
        line = text.count("\n", 0, found.start()) + 1
        sheet.refuse(line, (), f"An invisible character (U+{ord(found[0]):04X}) is in this line. Type the line again.")
    elif len(text) > CHARACTERS:
        sheet.refuse(1, (), f"The file has more than {CHARACTERS:,} characters. Split it or shorten it.")
    else:
        _compose(sheet, text)
    return sheet


def _compose(sheet: Sheet, text: str) -> None:
    try:
        sheet.value = _Composer(sheet, text).document()
    except _TooDeep as deep:
        sheet.refuse(deep.line, (), f"Keys stand more than {DEPTH} deep within each other here. Check the brackets.")
    except yaml.MarkedYAMLError as error:
        sheet.refuse(_line(error), (), _sentence(error))


def _line(error: yaml.MarkedYAMLError) -> int:
    opened = error.context_mark if "quoted scalar" in str(error.context) else None
    mark = opened or error.problem_mark
    return mark.line + 1 if mark else 1


def _sentence(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem)
    remedy = next((remedy for sign, remedy in REMEDIES if sign in problem), REMEDY)
    return f"This cannot be read as YAML ({problem}). {remedy}"


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


class _Composer:
    """Parser events → values. PyYAML's own composer forgets anchors and keeps the last of two equal keys."""

    def __init__(self, sheet: Sheet, text: str) -> None:
        self.sheet = sheet
        self.events: Iterator[Any] = yaml.parse(text, Loader=LOADER)

    def document(self) -> Any:
        next(self.events)  # the stream starts
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        value = self.node(next(self.events), ())
        next(self.events)  # the document ends
        if not isinstance(after := next(self.events), yaml.StreamEndEvent):
            self.sheet.refuse(after.start_mark.line + 1, (), "A second document starts here. Remove the line `---`.")
            return UNREAD
        return value

    def node(self, event: Any, path: Path) -> Any:
        line = event.start_mark.line + 1
        self.sheet.lines.setdefault(path, line)
        if len(path) > DEPTH:
            raise _TooDeep(line)
        if unusual := _unusual(event):
            self.sheet.refuse(line, path, unusual)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return _scalar(event)

    def sequence(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.node(event, (*path, len(values))))
        return values

    def mapping(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            self.entry(event, path, values)
        return values

    def entry(self, event: Any, path: Path, values: dict[str, Any]) -> None:
        line = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            self.node(event, path)
            self.node(next(self.events), path)
            self.sheet.refuse(line, path, "A key must be a plain word. Write `key: value`.")
            return
        here = (*path, event.value)
        if event.value in values:
            first = self.sheet.lines[here]
            self.sheet.refuse(line, here, f"`{event.value}` is here twice, first in line {first}. Keep one of them.")
            self.node(next(self.events), (*path, f"{event.value} again in line {line}"))
            return
        self.sheet.lines[here] = line
        values[event.value] = self.node(next(self.events), here)


def _unusual(event: Any) -> str | None:
    if isinstance(event, yaml.AliasEvent):
        return f"`*{event.anchor}` refers to another place. Write the text out here."
    if event.anchor:
        return (
            f"`&{event.anchor}` names this place for use elsewhere. Remove it and write the text out where it is used."
        )
    return f"The tag `{event.tag}` is not used here. Remove it." if event.tag else None


def _scalar(event: Any) -> Any:
    """YAML 1.2 for what is not quoted: whole numbers, true, false, nothing; all else, also yes and no, is text."""
    if isinstance(event, yaml.AliasEvent):
        return UNREAD
    if not event.implicit[0] or event.style in ('"', "'", "|", ">"):
        return event.value
    if event.value in CONSTANTS:
        return CONSTANTS[event.value]
    return int(event.value) if WHOLE.fullmatch(event.value) else event.value
