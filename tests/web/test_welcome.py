"""The first run: a company and its owner, with a password that is only kept as a hash."""

import pytest
from sqlalchemy import select

from app.store.tables import accounts, audit
from visitor import Site, Visitor

GIVEN = {
    "company": "Meridian Freight",
    "name": "Alice Moreau",
    "email": "Alice@Meridian.example",
    "password": "a quiet long secret",
}


def test_it_shows_the_form_before_the_first_run(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert page.url.path == "/welcome"
    assert "Set up your company" in page.text


def test_it_works_and_goes_on_to_the_first_search(site: Site, visitor: Visitor) -> None:
    page = visitor.post("/welcome", GIVEN)
    assert page.url.path == "/searches/new"
    assert "Start with the role you are hiring for" in page.text
    row = site.portal.call(site.app.state.database.read, lambda db: db.execute(select(accounts)).one())
    assert row.email == "alice@meridian.example"
    assert row.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    done = site.portal.call(site.app.state.database.read, lambda db: db.execute(select(audit.c.action)).scalars().all())
    assert done == ["company:found", "session:begin"]


def test_it_rejects_what_is_missing_all_at_once_and_keeps_what_was_typed(visitor: Visitor) -> None:
    page = visitor.post("/welcome", {"company": " ", "name": "Alice", "email": "nowhere", "password": "short"})
    assert page.status_code == 422
    assert "Three things to put right" in page.text
    assert 'value="Alice"' in page.text
    assert "short" not in page.text
    for sentence in ("Enter the name of your company.", "Enter your work email", "Choose a password of 8 characters"):
        assert sentence in page.text


def test_it_rejects_a_second_company(site: Site, visitor: Visitor) -> None:
    visitor.post("/welcome", GIVEN)
    page = site.visitor().post("/welcome", GIVEN | {"company": "Rival", "email": "eve@rival.example"})
    assert page.status_code == 409
    assert "Meridian Freight is set up here already." in page.text


def test_it_rejects_fields_the_form_does_not_have(visitor: Visitor) -> None:
    page = visitor.post("/welcome", GIVEN | {"role": "owner", "id": "1"})
    assert page.status_code == 422
    assert "“role” cannot be taken" in page.text


def test_it_is_over_once_there_is_a_company(site: Site, visitor: Visitor) -> None:
    visitor.post("/welcome", GIVEN)
    assert site.visitor().get("/welcome").url.path == "/sign-in"
    assert site.visitor().post("/welcome", GIVEN | {"password": "short"}).url.path == "/sign-in"


@pytest.mark.parametrize(
    ("field", "sentence"), [("company", "Enter the name of your company."), ("name", "Enter your name.")]
)
@pytest.mark.parametrize("blank", ["\u200b", "\u3164", "\u2800 \u2060"])
def test_it_rejects_a_name_nobody_can_see(visitor: Visitor, field: str, sentence: str, blank: str) -> None:
    page = visitor.post("/welcome", GIVEN | {field: blank})
    assert page.status_code == 422
    assert sentence in page.text
