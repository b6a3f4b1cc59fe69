"""What a person sees on a page, and what it costs the database to show it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from lxml import html  # type: ignore[import-untyped]
from sqlalchemy import event

from app.actions.demo import load_demo
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from visitor import Site

A, B, C, D, E, F = range(1, 7)  # the demo's vettings, in its order
FRAMES = ("BEGIN", "SAVEPOINT", "RELEASE")  # statements that begin and end what is done in one


def load(site: Site) -> None:
    """Bring the demo in as the program does at its first start."""
    site.portal.call(site.app.state.database.write, load_demo, demo_panel(), instrument(*DEFAULT), int(time.time()))


def tree(page: httpx.Response) -> html.HtmlElement:
    return html.fromstring(page.text)


def said(element: html.HtmlElement) -> str:
    """The text of an element as it is read: single spaces between its pieces, charts left out."""
    for chart in element.xpath(".//*[local-name()='svg']"):
        chart.drop_tree()
    return re.sub(" ([.,;:])", r"\1", " ".join(" ".join(element.itertext()).split()))


def main(page: httpx.Response) -> str:
    """The text of a whole page below its header."""
    assert page.status_code < 400, page.text[:300]
    return said(tree(page).get_element_by_id("main"))


def panel(page: httpx.Response, heading: str) -> str:
    """The text of the panel whose heading has this id."""
    return said(tree(page).xpath(f"//*[@id='{heading}']/ancestor::section[1]")[0])


def rows(page: httpx.Response, table: str) -> list[list[str]]:
    """The texts of the cells of a table, body rows only; `table` is its class."""
    found = tree(page).xpath(f"//table[contains(@class, '{table}')]/tbody/tr")
    return [[said(cell) for cell in row.xpath("./td|./th")] for row in found]


def anonymous(text: str) -> str:
    """A page without what differs between two of the same: ids, nonces and times."""
    text = re.sub(r" (hx-)?nonce=\"[^\"]*\"", "", text)
    text = re.sub(r"(vettings|searches)/\d+", r"\1/0", text)
    return re.sub(r"show(-|=|\" value=\")\d+", "show", text)


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    """Every statement the site sends while this is open, but for those that begin and end a transaction."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(FRAMES):
            sent.append(statement)

    database = site.app.state.database
    engines = {database._reader, database._writer_engine} if database.sqlite else {database._reader}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
