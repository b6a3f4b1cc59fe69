"""A search rests on the questionnaire it was opened with, by hash."""

import pytest
from sqlalchemy import Connection, update

from app.actions.open_search import open_search
from app.refusals import Conflict
from app.store.instruments import DEFAULT, instrument
from app.store.members import Member
from app.store.recruiters import vetting_for, vetting_to_change, vettings_in
from app.store.searches import search_for, search_to_change, searches_of
from app.store.tables import searches
from people import NOW, OURS, member

SENTENCE = (
    "This search was opened with a questionnaire whose files have changed since. "
    "Put the files of lgv-external {} back as they were."
)


@pytest.fixture
def alice(db: Connection) -> Member:
    """With search 1, vetting 1."""
    alice = member(db, OURS, "Alice Moreau", "owner")
    open_search(db, alice, "Role", [("Ana", "")], "short", instrument(*DEFAULT), NOW)
    return alice


def test_the_search_opens_while_the_questionnaire_is_the_same(db: Connection, alice: Member) -> None:
    assert [vetting.id for vetting in vettings_in(db, search_for(db, alice, 1))] == [1]
    assert vetting_for(db, alice, 1).search == search_for(db, alice, 1)


@pytest.mark.parametrize(
    ("column", "value", "version"),
    [("instrument_hash", "0" * 64, "1.0.0"), ("instrument_version", "0.9.0", "0.9.0")],
    ids=["changed", "gone"],
)
def test_a_search_whose_questionnaire_changed_or_is_gone_is_refused(
    db: Connection, alice: Member, column: str, value: str, version: str
) -> None:
    db.execute(update(searches).values({column: value}))
    for fetch in (search_for, search_to_change, vetting_for, vetting_to_change):
        with pytest.raises(Conflict) as refused:
            fetch(db, alice, 1)
        assert refused.value.sentence == SENTENCE.format(version)
    assert len(searches_of(db, alice)) == 1
