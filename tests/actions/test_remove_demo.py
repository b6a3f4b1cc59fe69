"""Removing the demo: decided and written down in the action itself, on both engines."""

import pytest
from sqlalchemy import Connection, select

from app.actions.demo import load_demo, remove_demo
from app.refusals import NotAllowed
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from app.store.members import VISITOR, Role
from app.store.searches import Search, demo_search
from app.store.tables import audit
from people import NOW, OURS, member


@pytest.fixture
def loaded(db: Connection) -> Search:
    return load_demo(db, demo_panel(), instrument(*DEFAULT), NOW)


def removals(db: Connection) -> list[tuple[int, int | None, int, str]]:
    query = select(audit.c.company_id, audit.c.member_id, audit.c.at, audit.c.subject)
    return [tuple(row) for row in db.execute(query.where(audit.c.action == "demo:remove"))]


def test_before_the_first_run_anybody_removes_it_and_the_demo_s_own_trail_says_so(
    db: Connection, loaded: Search
) -> None:
    remove_demo(db, VISITOR, NOW)
    assert demo_search(db) is None
    assert removals(db) == [(loaded.company_id, None, NOW, f"search {loaded.id}")]


@pytest.mark.parametrize("role", ["manager", "evaluator", "viewer"])
def test_once_there_is_a_company_only_its_owner_does(db: Connection, loaded: Search, role: Role) -> None:
    other = member(db, OURS, "Carol Weiss", role)
    for asking in (VISITOR, other):
        with pytest.raises(NotAllowed):
            remove_demo(db, asking, NOW)
    assert demo_search(db) == loaded
    owner = member(db, OURS, "Alice Moreau", "owner")
    remove_demo(db, owner, NOW)
    assert demo_search(db) is None
    assert removals(db) == [(owner.company_id, owner.id, NOW, f"search {loaded.id}")]


def test_removing_what_is_gone_writes_nothing(db: Connection, loaded: Search) -> None:
    assert loaded
    remove_demo(db, VISITOR, NOW)
    remove_demo(db, VISITOR, NOW)
    assert len(removals(db)) == 1
