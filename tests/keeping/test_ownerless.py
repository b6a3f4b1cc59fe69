"""A restore that erases again the only owner a company had then says so, and whoever runs the server names another."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.actions.change_member import change_role
from app.actions.erase_member import erase_member
from app.doctor.database import findings as examined
from app.owning import own
from app.settings import Settings
from app.store.audit_check import first_bad
from app.store.joining import member_invitation_of_token
from app.store.keys import sha256
from app.store.members import members_of
from app.verifying import CannotVerify
from backups import Elsewhere, asked, backed_up, restored
from keeping.test_erased_again import LATER, erase_as_served, seeded_with


@pytest.fixture
def ownerless(settings: Settings, tmp_path: Path, elsewhere: Elsewhere) -> tuple[Settings, list[str]]:
    """A company whose owner of then was erased after Bob had become one, as a backup of before leaves it."""
    using = settings.model_copy(update={"backup_folder": str(tmp_path / "kept")})
    of = seeded_with(using, "recruiter")
    backed_up(using, tmp_path / "kept")

    def handed_over(db: Connection) -> None:
        change_role(db, of.owner, of.member.id or 0, "owner", LATER)
        erase_member(db, of.owner, of.owner.id or 0, LATER)

    erase_as_served(using, handed_over)
    there = elsewhere("there")
    return there, restored(there, tmp_path / "kept")


def owners(db: Connection) -> list[str]:
    return [each.email for each in members_of(db, 1) if each.role == "owner"]


def test_a_company_that_is_left_without_an_owner_is_named_and_given_one(ownerless: tuple[Settings, list[str]]) -> None:
    there, said = ownerless
    line = "Halden Foods has no owner any more: the one it had when the backup was made was erased since. Name another"
    [found] = [each for each in said if each.startswith(line)]
    assert found.endswith("followthrough owner ADDRESS --company 1")
    assert any(each.says.startswith("Halden Foods has no owner. Name one: ") for each in examined(there, LATER))
    assert asked(there, owners) == []
    bob = asked(there, lambda db: next(each.email for each in members_of(db, 1)))
    assert own(there, f" {bob.upper()} ", None) == f"{bob} is an owner of Halden Foods now, and signs in as before."
    assert asked(there, owners) == [bob]
    assert asked(there, lambda db: first_bad(db, 1)) is None
    with pytest.raises(CannotVerify, match="Every company has an owner"):
        own(there, bob, None)


def test_somebody_new_is_asked_to_join_it_as_its_owner(ownerless: tuple[Settings, list[str]]) -> None:
    there, _ = ownerless
    for wrong, why in (("Ana", "is no address"), ("ana@new.example", "There is no company “7”")):
        with pytest.raises(CannotVerify, match=why):
            own(there, wrong, "7")
    link = own(there, "ana@new.example", "1").rpartition(" ")[2]
    invitation = asked(there, lambda db: member_invitation_of_token(db, sha256(link.rpartition("/join/")[2])))
    assert invitation
    assert (invitation.role, invitation.company, invitation.email) == ("owner", "Halden Foods", "ana@new.example")
    with pytest.raises(CannotVerify, match="invited already"):
        own(there, "ana@new.example", "1")
