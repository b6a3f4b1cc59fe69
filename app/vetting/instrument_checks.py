"""What holds between the files: unique ids, every facet and article unit asked, every form's list whole."""

from collections.abc import Iterable, Iterator, Mapping

from app.vetting.frame_checks import frame_mistakes
from app.vetting.item_checks import FORMS, item_mistakes, items_in
from app.vetting.marks import Mistake, Place, meant

Asked = Mapping[str, Place]  # item id → the question, of one form


def mistakes_between(frame: Place, sheets: list[Place]) -> Iterator[Mistake]:
    """Every mistake that is not one of shape. What leans on a file that cannot be read is left for the next time."""
    whole = bool(sheets) and all(isinstance(sheet.value, dict) for sheet in sheets)
    facets = [facet for sheet in sheets for facet in sheet["facets"].children()]
    items = [item for sheet in sheets for item in items_in(sheet)]
    yield from frame_mistakes(frame, [_called(sheet) for sheet in sheets if whole])
    for sheet in sheets:
        yield from _named(sheet)
    yield from _repeated("dimension", ((sheet["id"], sheet["id"].text()) for sheet in sheets))
    yield from _repeated("facet", ((facet, str(facet.path[-1])) for facet in facets))
    yield from _repeated("item", ((item["id"], item["id"].text()) for item in items))
    for item in items:
        yield from item_mistakes(item, frame)
    yield from _article(frame["article"], facets, whole)
    for form in FORMS:
        yield from _form(form, frame["forms"][form], _asked(form, items), whole)
    short, listed = frame["short_form"]["items"], frame["forms"]["evaluator"]["items"]
    yield from _short_form(short, listed, _asked("evaluator", items), sheets if whole else [])


def _called(sheet: Place) -> str:
    """The dimension a file is called after: 3-closure.yaml → closure."""
    return sheet.sheet.name.partition("-")[2].removesuffix(".yaml")


def _named(sheet: Place) -> Iterator[Mistake]:
    if (name := sheet["id"].text()) is not None and name != _called(sheet):
        yield sheet["id"].mistake(f"The file is called {sheet.sheet.name}, and this `{name}`. Make them the same.")


def _asked(form: str, items: list[Place]) -> Asked:
    return {name: item for item in items if item.path[-1] == form and (name := item["id"].text())}


def _repeated(noun: str, named: Iterable[tuple[Place, str | None]]) -> Iterator[Mistake]:
    first: dict[str, Place] = {}
    for place, name in named:
        before = first.setdefault(name, place) if name else place
        if before is not place:
            where = f"{before.sheet.name} line {before.line}"
            yield place.mistake(f"The {noun} `{name}` is in {where} already. Give this one an id of its own.")


def _article(article: Place, facets: list[Place], whole: bool) -> Iterator[Mistake]:
    traced: set[str] = set()
    for facet in facets:
        if any(form in facet for form in FORMS):
            traced.update(facet["article"].texts())
        elif isinstance(facet.value, dict):
            yield facet.mistake(f"No form asks this facet. Add a question under one of {', '.join(FORMS)}.")
        for unit in facet["article"].children() if article.names() else []:
            if (name := unit.text()) is not None and name not in article:
                yield unit.mistake(f"The article has no unit `{name}`. {meant(name, article.names())}")
    for name in article.names() if whole else []:
        if name not in traced:
            yield article[name].mistake("No question is traced to this unit. Name it in a facet's `article`.")


def _form(form: str, sheet: Place, asked: Asked, whole: bool) -> Iterator[Mistake]:
    listed = sheet["items"]
    yield from _in_list_twice(listed)
    for entry in listed.children() if whole else ():
        if (name := entry.text()) is not None and name not in asked:
            yield entry.mistake(f"The {form} form has no question `{name}`. {meant(name, list(asked))}")
    for name, item in asked.items() if isinstance(listed.value, list) else ():
        if name not in listed.texts():
            yield item["id"].mistake(f"No form asks `{name}`. Add it to forms.{form}.items in instrument.yaml.")
    for pair in sheet["consistency_pairs"].children():
        yield from _not_in_form(pair, listed)
        if len(pair.children()) == 2 and len(set(pair.texts())) == 1:
            yield pair.mistake("A question cannot be paired with itself. Name two questions.")


def _short_form(short: Place, listed: Place, asked: Asked, sheets: list[Place]) -> Iterator[Mistake]:
    """`listed` are the questions of the evaluator form; `sheets` is empty as long as one of them cannot be read."""
    yield from _in_list_twice(short)
    yield from _not_in_form(short, listed)
    touched = {asked[name].sheet.name for name in short.texts() if name in asked}
    for sheet in sheets if short.children() else ():
        if sheet.sheet.name not in touched:
            yield short.mistake(f"The short form does not touch {_called(sheet)}. Add one of its evaluator questions.")


def _in_list_twice(listed: Place) -> Iterator[Mistake]:
    first: dict[str, Place] = {}
    for entry in listed.children():
        name = entry.text()
        if name and first.setdefault(name, entry) is not entry:
            yield entry.mistake(f"`{name}` is in this list already, in line {first[name].line}. Keep one of them.")


def _not_in_form(entries: Place, listed: Place) -> Iterator[Mistake]:
    known = listed.texts()
    for entry in entries.children() if known else ():
        if (name := entry.text()) is not None and name not in known:
            yield entry.mistake(f"The form's `items` do not hold `{name}`. {meant(name, known)}")
