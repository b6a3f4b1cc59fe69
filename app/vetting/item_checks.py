"""What each type of question needs beside its shape: options, sides, elements, a number map, a probe."""

from collections.abc import Iterator

from app.vetting.marks import Mistake, Place, meant

FORMS = ("evaluator", "self", "candidate", "client")
LADDER = ("0", "1", "2", "3", "4")
PAIR = ("4", "3", "1", "0")  # no middle (measurement 2.1)
ELEMENTS = 4
NEEDS = {  # type of question → the keys it needs beside those that all have
    "bars": ("options",),
    "choice": ("options",),
    "evidence": ("options",),
    "frequency": (),
    "pair": ("side_a", "side_b"),
    "number": ("map",),
    "checklist": ("elements",),
}
MAY = {"bars": ("flags", "support"), "choice": ("flags",), "evidence": ("flags",), "number": ("flag_if", "evidence")}
SPECIAL = ("options", "side_a", "side_b", "map", "elements", "flags", "support", "flag_if", "evidence")


def items_in(sheet: Place) -> list[Place]:
    """Every question of a dimension's file, facet by facet."""
    return [facet[form] for facet in sheet["facets"].children() for form in FORMS if form in facet]


def item_mistakes(item: Place, frame: Place) -> Iterator[Mistake]:
    """The mistakes within one question; `frame` is instrument.yaml."""
    kind = item["type"].text()
    if kind in NEEDS:
        yield from _keys(item, kind)
    if "options" in item and "options" in NEEDS.get(kind or "", ()):
        yield from ladder_mistakes(item["options"], LADDER)
    yield from _elements(item)
    yield from _probe(item)
    yield from _number_map(item, frame)
    yield from _flags(item, frame)


def ladder_mistakes(options: Place, points: tuple[str, ...]) -> Iterator[Mistake]:
    """Each of the points exactly once; that none is here twice was seen when the file was read."""
    for option in options.names():
        if option not in points:
            yield options[option].mistake(f"`{option}` is not one of the points here. Use {', '.join(points)}.")
    for point in points:
        if isinstance(options.value, dict) and point not in options:
            yield options.mistake(f'No answer is worth {point}. Add a line `{point}: "…"`.')


def _keys(item: Place, kind: str) -> Iterator[Mistake]:
    for key in NEEDS[kind]:
        if key not in item:
            yield item.mistake(f"A question of type {kind} needs `{key}`. Add it.")
    for key in SPECIAL:
        if key in item and key not in (*NEEDS[kind], *MAY.get(kind, ())):
            yield item[key].mistake(f"A question of type {kind} has no `{key}`. Remove it, or change the type.")


def _elements(item: Place) -> Iterator[Mistake]:
    heard = item["elements"]
    if isinstance(heard.value, list) and len(heard.value) != ELEMENTS:
        yield heard.mistake(f"A checklist has {ELEMENTS} parts, and {len(heard.value)} are here. Make it {ELEMENTS}.")


def _probe(item: Place) -> Iterator[Mistake]:
    if item.path[-1] == "evaluator" and "probe" not in item:
        yield item.mistake("An evaluator's question needs `probe`, the one follow-up asked of everyone. Add it.")
    if item.path[-1] != "evaluator" and "support" in item:
        yield item["support"].mistake("Only evaluators say how an answer was backed. Remove it.")


def _number_map(item: Place, frame: Place) -> Iterator[Mistake]:
    maps = frame["number_maps"].names()
    name = item["map"].text()
    if name is not None and maps and name not in maps:
        yield item["map"].mistake(f"No number map is called `{name}`. {meant(name, maps)}")


def _flags(item: Place, frame: Place) -> Iterator[Mistake]:
    known = frame["flags"].names()
    for point in item["flags"].names():
        if point not in LADDER:
            yield item["flags"][point].mistake(f"`{point}` is not one of the points. Use one of 0 to 4.")
    for place in [*item["flags"].children(), item["flag_if"]["flag"]]:
        name = place.text()
        if name is not None and known and name not in known:
            yield place.mistake(f"No flag is called `{name}`. {meant(name, known)}")
    rule = item["flag_if"]
    if isinstance(rule.value, dict) and ("above" in rule) == ("below" in rule):
        yield rule.mistake("A flag is raised above a number or below one. Keep `above` or `below`.")
