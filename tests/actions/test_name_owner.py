"""Whoever runs the server names an owner of a company that has none, and of no other."""

import pytest
from sqlalchemy import Connection

from app.actions.name_owner import name_owner
from app.refusals import Conflict
from app.store.members import members_of
from people import NOW, OURS, member


def test_nobody_is_named_over_the_head_of_an_owner(db: Connection) -> None:
    alice, bob = member(db, OURS, "Alice Moreau", "owner"), member(db, OURS, "Bob Tanaka", "evaluator")
    with pytest.raises(Conflict, match="has an owner: Alice Moreau"):
        name_owner(db, alice.company_id, alice.company, bob.email, 20, NOW)
    assert [each.role for each in members_of(db, alice.company_id)] == ["owner", "evaluator"]
