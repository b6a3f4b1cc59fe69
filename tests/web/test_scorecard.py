"""The scorecard as a PDF: what the page says, and nothing before whoever asks may see the answers."""

import io
import re
import time

import pikepdf
import pytest
from sqlalchemy import Connection

from app.actions.expire import expire_due
from app.store.tables import responses
from journey import fill, open_search, submit, vettings
from people import alice, bob, mallory
from visitor import Site, Visitor


@pytest.fixture
def owner(site: Site) -> Visitor:
    return alice(site)


def rated(owner: Visitor) -> list[int]:
    """Two recruiters that the owner has rated."""
    found = vettings(owner, open_search(owner))
    for vetting in found:
        fill(owner, vetting)
        submit(owner, vetting)
    return found


def test_the_page_hands_it_over_under_a_name_that_says_whose_it_is(owner: Visitor) -> None:
    first, _ = rated(owner)
    assert f'href="/vettings/{first}/scorecard.pdf"' in owner.get(f"/vettings/{first}/score").text
    made = owner.get(f"/vettings/{first}/scorecard.pdf")
    assert (made.status_code, made.headers["content-type"]) == (200, "application/pdf")
    name = r'filename="Scorecard - Ana Ferreira - \d{4}-\d\d-\d\d\.pdf"'
    assert re.search(name, made.headers["content-disposition"])
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert str(pdf.docinfo.Title).startswith("Scorecard of Ana Ferreira: ")
        assert b"Tom Okafor" not in pdf.attachments["followthrough-report.json"].get_file().read_bytes()


def test_it_comes_on_letter_and_on_no_other_paper(owner: Visitor) -> None:
    first, _ = rated(owner)
    made = owner.get(f"/vettings/{first}/scorecard.pdf?paper=letter")
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert list(pdf.pages[0].MediaBox) == [0, 0, 612, 792]
    assert owner.get(f"/vettings/{first}/scorecard.pdf?paper=a5").status_code == 404


def test_it_is_not_there_before_ones_own_form_is_in(site: Site, owner: Visitor) -> None:
    first, _ = rated(owner)
    other = bob(site)
    refused = other.get(f"/vettings/{first}/scorecard.pdf")
    assert refused.status_code == 409
    assert "Hidden until your own form is in." in refused.text
    assert "scorecard.pdf" not in other.get(f"/vettings/{first}/score").text


def test_it_is_not_there_before_anybody_has_answered(owner: Visitor) -> None:
    first, _ = vettings(owner, open_search(owner))
    refused = owner.get(f"/vettings/{first}/scorecard.pdf")
    assert refused.status_code == 409
    assert "Nobody has answered yet." in refused.text
    assert "scorecard.pdf" not in owner.get(f"/vettings/{first}/score").text


def test_an_expired_score_leaves_in_no_report(site: Site, owner: Visitor) -> None:
    first, _ = rated(owner)

    def grow_old(db: Connection) -> None:
        db.execute(responses.update().values(submitted_at=int(time.time()) - 400 * 86_400))
        expire_due(db, int(time.time()))

    site.portal.call(site.app.state.database.write, grow_old)
    refused = owner.get(f"/vettings/{first}/scorecard.pdf")
    assert refused.status_code == 409
    assert "This score is older than twelve months, so it leaves in no report." in refused.text
    assert "scorecard.pdf" not in owner.get(f"/vettings/{first}/score").text


def test_it_rejects_another_company(site: Site, owner: Visitor) -> None:
    first, _ = rated(owner)
    assert mallory(site).get(f"/vettings/{first}/scorecard.pdf").status_code == 404
