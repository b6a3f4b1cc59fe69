"""What no page of ours sends: other columns, the same field twice, ids elsewhere, numbers too large (safety 8, 10)."""

import re
from typing import Any

import httpx
import pytest

from actors import ACTORS, Doors
from app.store import tables
from policy import POLICY, SENT

COLUMNS = {column.name for table in tables.companies.metadata.tables.values() for column in table.columns}
CANARY = 918_273_645  # stands for an id, a moment or a text that nobody typed
TELLING = {"role": "owner", "state": "submitted", "restricted": "yes", "evaluates": "yes", "company_id": "2"}
FORMS = [name for name in SENT if POLICY[name] not in ("anybody", "owners", "link")]
INSIDE = [name for name in POLICY if "{" in name and POLICY[name] not in ("anybody", "owners", "link")]
BY_THE_CLOCK = re.compile("(^|_)at$|^hash$|^message_id$")
HUGE = str(2**63)
NUMBERLESS = (HUGE, str(2**64), "-1", "0", "null", "1e3", "٣", "%2e%2e")


def sender(doors: Doors, name: str) -> tuple[Any, str]:
    """Somebody of ours whom the policy lets in, and the address of what is theirs."""
    who = POLICY[name]
    actor = next(
        each
        for each in ACTORS
        if each.house == "ours" and (bool(each.reply) if who == "replying" else each.role == "owner")
    )
    if who == "carol":
        actor = next(each for each in ACTORS if each.person == "carol")
    path = doors.address(doors.world.routes[name], actor, "own")
    assert path
    return doors.browsers[actor.name], path


def sent(doors: Doors, name: str, fields: dict[str, Any]) -> httpx.Response:
    browser, path = sender(doors, name)
    kept = list(browser.client.cookies.jar)
    page: httpx.Response = browser.ask("POST", path, follow=False, data=fields)
    browser.client.cookies.clear()
    for cookie in kept:
        browser.client.cookies.jar.set_cookie(cookie)
    return page


Cells = dict[object, object]


def cells(doors: Doors) -> dict[str, Cells]:
    """Table → its cells by row and column, without those that the clock fills in."""
    found: dict[str, Cells] = {}
    for table in tables.companies.metadata.tables:
        kept: Cells = found.setdefault(table, {})
        rows = doors.world.rows(table)
        clocks = {column for column in (rows[0] if rows else ()) if BY_THE_CLOCK.search(column)}
        for number, row in enumerate(rows):
            key = row.get("id", f"row {number}")
            kept |= {(key, name): value for name, value in row.items() if name not in clocks or value == CANARY}
    return found


def apart(one: dict[str, Cells], other: dict[str, Cells]) -> set[object]:
    """The cells that differ."""
    differ = [(table, one[table], other[table]) for table in one if one[table] != other[table]]
    return {(table, key) for table, a, b in differ for key in a.keys() | b.keys() if a.get(key) != b.get(key)}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_changes_no_column_it_does_not_have(doors: Doors, name: str) -> None:
    """Every column of every table is added to every form: it is refused, or does what it would have done alone."""
    foreign = {column: str(CANARY) for column in COLUMNS - SENT[name].keys()} | {
        column: value for column, value in TELLING.items() if column not in SENT[name]
    }
    plain = after(doors, name, {})
    extra = after(doors, name, foreign)
    twice = after(doors, name, {})  # last, so that a second that passes meanwhile passes for these two as well
    assert str(CANARY) not in str(extra)
    if extra[0] == plain[0]:  # taken, as a button takes it that reads no fields
        assert apart(plain[1], extra[1]) <= apart(plain[1], twice[1])
    else:
        assert (extra[0], extra[2]) == (422, False)


def after(doors: Doors, name: str, more: dict[str, str]) -> tuple[int, dict[str, Cells], bool]:
    """The status, every cell of the database afterwards, and whether it changed."""
    page = sent(doors, name, {**SENT[name], **more})
    found = cells(doors)
    changed = doors.world.changed()
    doors.world.restore()
    return page.status_code, found, changed


@pytest.mark.parametrize("name", [name for name in FORMS if SENT[name]])
def test_a_field_sent_twice_breaks_nothing(doors: Doors, name: str) -> None:
    for second in ("", "\x00", HUGE, "null", "[]", "ä" * 300):
        fields = {field: [value, second] if isinstance(value, str) else value for field, value in SENT[name].items()}
        assert sent(doors, name, fields).status_code < 500
        doors.world.restore()


@pytest.mark.parametrize("name", INSIDE)
def test_an_id_that_is_none_is_not_here(doors: Doors, name: str) -> None:
    """Too large, negative, null, in other digits, or a way around: the same refusal as for what never was."""
    browser, path = sender(doors, name)
    number = next((part for part in path.split("/") if part.isdigit()), None)
    assert number
    for wrong in (*NUMBERLESS, f"{number}%00", f"{number};1", f"+{number}x"):
        page = browser.ask(name.split(" ")[0], path.replace(f"/{number}", f"/{wrong}", 1), follow=False)
        assert page.status_code in (404, 405), (wrong, page.status_code)
        assert not doors.world.changed()


@pytest.mark.parametrize("name", FORMS)
def test_an_id_in_the_body_is_not_the_one_in_the_address(doors: Doors, name: str) -> None:
    """Another company's id beside a form of ours changes nothing of theirs."""
    theirs = {key: str(value) for key, value in doors.world.theirs.ids.items() if " " not in key}
    before = of_theirs(doors)
    page = sent(doors, name, {**SENT[name], **theirs})
    assert page.status_code < 500
    assert doors.world.theirs.word not in page.text
    assert of_theirs(doors) == before
    doors.world.restore()


def of_theirs(doors: Doors) -> list[object]:
    return [
        (table, row)
        for table in tables.companies.metadata.tables
        for row in doors.world.rows(table)
        if row.get("company_id") == doors.world.theirs.id
    ]
