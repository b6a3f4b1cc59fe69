"""The index of a questionnaire's questions as Markdown: by facet across the forms, and by unit of the article."""

from collections.abc import Iterator

from app.vetting.instrument import Facet, Instrument


def item_index(instrument: Instrument) -> str:
    """Two tables, ending in a line break; `questionnaires/README.md` holds them and a test compares."""
    return "\n".join([*_by_facet(instrument), "", *_by_unit(instrument), ""])


def units_asked(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Article unit → the ids of the items traced to it, in the order of the forms (measurement 1.5)."""
    return {
        unit: tuple(item.id for item in instrument.items if unit in instrument.facet[item.facet].article)
        for unit in instrument.article
    }


def _by_facet(instrument: Instrument) -> Iterator[str]:
    kinds = [form.kind for form in instrument.forms]
    yield _row(["facet", "article", *kinds])
    yield _row(["---"] * (2 + len(kinds)))
    for facet in instrument.facets:
        yield _row([f"`{facet.id}`", " ".join(facet.article), *(_asked(instrument, facet, kind) for kind in kinds)])


def _asked(instrument: Instrument, facet: Facet, kind: str) -> str:
    items = [instrument.item[name] for name in facet.items]
    return ", ".join(f"{item.id} {item.type}" for item in items if item.form == kind) or "–"


def _by_unit(instrument: Instrument) -> Iterator[str]:
    yield _row(["unit of the article", "questions"])
    yield _row(["---", "---"])
    for unit, items in units_asked(instrument).items():
        yield _row([f"**{unit}** {instrument.article[unit]}", ", ".join(items)])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
