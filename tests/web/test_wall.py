"""PostgreSQL alone keeps companies apart: without the product's own choice of company nothing crosses either (T3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    Connection,
    Insert,
    delete,
    event,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.sql.visitors import replacement_traverse
from sqlmodel import SQLModel

import machine
from actors import ACTORS, TARGETS, Doors, expected, outcome
from app.store.members import Member
from app.store.tables import audit, companies
from changes import ready, sender
from household import Household
from policy import POLICY, SENT
from scoped import TENANTS
from test_doors import leaked
from world import world_on

pytestmark = pytest.mark.postgresql

SEEN = [name for name in POLICY if name.startswith("GET ")]
KEYS = {**dict.fromkeys(sorted(TENANTS), "company_id"), "company": "id"}
LACKING: dict[str, dict[str, Any]] = {  # what a household has none of
    "erasure": {"digest": "x", "kind": "member", "row": 1, "at": 0},
    "weighting": {"search_id": 1, "name": "x", "weights": {}, "made_at": 0},
}
OURS = [actor for actor in ACTORS if actor.house == "ours" or actor.name == "visitor"]


@pytest.fixture(scope="module")
def doors(postgresql: machine.PostgreSQL) -> Iterator[Doors]:
    with world_on(postgresql, "wall", sign_up="open") as made:
        yield Doors(made)


@pytest.fixture
def unfiltered(doors: Doors) -> Iterator[list[str]]:
    """The site without its first wall: no statement chooses by company any more; each choice left out is kept."""
    engine, without = doors.world.site.app.state.database._reader, list[str]()

    def forgotten(element: Any, **_: object) -> Any:
        """Nothing, in place of a condition that names a company."""
        if not isinstance(element, BinaryExpression) or not isinstance(element.right, BindParameter):
            return None
        if getattr(element.left, "name", "") != "company_id" and element.left is not companies.c.id:
            return None
        without.append(str(element.left))
        return true()

    def rewritten(_db: Connection, said: Any, many: Any, params: Any, _options: Any) -> tuple[Any, Any, Any]:
        return said if isinstance(said, Insert) else replacement_traverse(said, {}, forgotten), many, params

    event.listen(engine, "before_execute", rewritten, retval=True)
    yield without
    event.remove(engine, "before_execute", rewritten)


def met(doors: Doors, name: str) -> Iterator[str]:
    """Whatever somebody of ours finds behind a door otherwise than the policy says, or reads of theirs."""
    for actor in OURS:
        for target in TARGETS:
            path = doors.address(doors.world.routes[name], actor, target)
            if path is None or (POLICY[name] == "link" and target == "other"):
                continue
            page, wanted = doors.browsers[actor.name].get(path, follow=False), expected(POLICY[name], actor, target)
            where = f"{actor.name}, {target}: GET {path}"
            if outcome(page) != wanted:
                yield f"{where}: {outcome(page)} instead of {wanted}"
            yield from (f"{where}: shows {word}" for word in leaked(doors, page, actor, target, wanted))


@pytest.mark.parametrize("name", SEEN)
def test_every_page_is_the_same_behind_the_wall(doors: Doors, name: str) -> None:
    assert [*met(doors, name)] == []


@pytest.mark.parametrize("name", SENT)
def test_every_form_is_taken_behind_the_wall(doors: Doors, name: str) -> None:
    browser, path, sent = ready(doors, name)
    answer = browser.post(path, follow=False, **sent)
    doors.world.restore()
    assert answer.status_code < 400, answer.text


def test_no_page_shows_anything_of_another_company_without_the_first_wall(doors: Doors, unfiltered: list[str]) -> None:
    shown = [found for name in SEEN for found in met(doors, name) if "shows" in found or ", other:" in found]
    assert shown == [], "\n".join(shown)
    assert unfiltered


def test_no_form_changes_anything_of_another_company_without_the_first_wall(
    doors: Doors, unfiltered: list[str]
) -> None:
    before, told = theirs(doors), dict[str, int]()
    for name in SENT:
        path = doors.address(doors.world.routes[name], sender(name), "other")
        if path and POLICY[name] != "link":
            told[name] = doors.browser(sender(name)).post(path, SENT[name], follow=False).status_code
    after = theirs(doors)
    doors.world.restore()
    assert after == before
    assert set(told.values()) == {404}, f"not everybody was told that nothing is there: {told}"
    assert unfiltered


def theirs(doors: Doors) -> dict[str, list[dict[str, Any]]]:
    """Every row of the other company."""
    world = doors.world
    return {name: [row for row in world.rows(name) if row[key] == world.theirs.id] for name, key in KEYS.items()}


@pytest.mark.parametrize("name", KEYS)
def test_no_row_of_another_company_can_be_read_changed_taken_away_or_written(doors: Doors, name: str) -> None:
    ours, wanted = doors.world.ours, doors.world.theirs.id
    table, reached = SQLModel.metadata.tables[name], []
    key = table.c[KEYS[name]]
    for said in (select(key), update(table).values({key.name: key}), delete(table)):
        reached.append(doors.world.site.portal.call(in_company, doors, ours, said.where(key == wanted)))
    assert reached == [0, 0, 0]
    row = (theirs(doors)[name] or [LACKING[name] | {"company_id": wanted}])[0]
    with pytest.raises(ProgrammingError, match="row-level security"):
        doors.world.site.portal.call(in_company, doors, ours, insert(table).values(**row))


async def in_company(doors: Doors, who: Household, said: Any) -> int:
    """How many rows a statement reaches in a transaction that acts for a company."""

    def reached(db: Connection, asker: Member) -> int:
        found = db.execute(said)
        return len(found.all()) if found.returns_rows else found.rowcount

    made: int = await doors.world.site.app.state.database.write(reached, who.people["alice"])
    return made


def test_who_says_no_company_finds_the_demo_and_nothing_else(doors: Doors) -> None:
    count = lambda db, name: len(db.execute(select(SQLModel.metadata.tables[name])).all())  # noqa: E731 - asked twice
    database = doors.world.site.app.state.database
    found = {name: doors.world.site.portal.call(database.read, count, name) for name in KEYS}
    shown = {name for name, many in found.items() if many}
    assert shown == {"company", "search", "recruiter", "vetting", "log", "response", "answer"}
    assert found["company"] == 1


def test_an_ordinary_role_cannot_change_the_trail(doors: Doors) -> None:
    for said in (update(audit).values(subject="nothing"), delete(audit)):
        with pytest.raises(ProgrammingError, match="only ever added to"):
            doors.world.site.portal.call(in_company, doors, doors.world.ours, said)
