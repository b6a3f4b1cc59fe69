"""All questions on one page: saved one by one by a script, or together by a plain form that erases nothing unnamed."""

from typing import Any

import httpx
import pytest

from journey import SHORT, answer, fill, open_search, submit, vettings
from people import alice, mallory
from shown import tree
from visitor import Site, Visitor


@pytest.fixture
def owner(site: Site) -> Visitor:
    return alice(site)


@pytest.fixture
def vetting(owner: Visitor) -> int:
    return vettings(owner, open_search(owner))[0]


def form(page: httpx.Response) -> Any:
    return tree(page).get_element_by_id("all")


def send(owner: Visitor, page: httpx.Response, **changes: str | list[str]) -> httpx.Response:
    """The page's own form with everything it holds, as a browser without scripts sends it."""
    return owner.submit(page, "all", **{name.replace("_", "-", 1): value for name, value in changes.items()})


def shown(owner: Visitor, vetting: int) -> dict[str, str]:
    """What the page shows as given: name of the field → its value, blanks left out."""
    values = form(owner.get(f"/vettings/{vetting}/form")).form_values()
    return {name: value for name, value in values if value and not name.endswith(("seen", "whole", "device", "who"))}


def test_it_asks_every_question_with_the_numbers_of_the_guide_and_the_own_view_last(
    owner: Visitor, vetting: int
) -> None:
    page = owner.get(f"/vettings/{vetting}/form").text
    asked = [page.index(f'data-item="{item}"') for item in SHORT]
    assert asked == sorted(asked)
    assert [f"Question {number} of 10" in page for number in range(1, 11)] == [True] * 10
    assert page.index('data-item="view"') > asked[-1]
    assert "Entered from notes" in page


def test_a_plain_form_saves_everything_it_holds(owner: Visitor, vetting: int) -> None:
    given: dict[str, str | list[str]] = {
        "EV06_number": "2",
        "EV21_tick": ["0", "2"],
        "EV12_value": "3",
        "EV12_support": "specific",
        "EV12_note": "Rang on Friday.",
        "view_impression": "yes",
        "view_summary": "Kept people posted.",
        "view_from_notes": "yes",
    }
    page = send(owner, owner.get(f"/vettings/{vetting}/form"), **given)
    assert page.url.path == f"/vettings/{vetting}/form"
    assert "Saved. 3 of 10 answered." in page.text
    assert shown(owner, vetting) == {
        **{name.replace("_", "-", 1): value for name, value in given.items() if name != "EV21_tick"},
        "EV21-tick": "2",
    }
    assert 'id="EV21-tick-0" value="0" checked' in page.text
    assert "Kept people posted." in owner.get(f"/vettings/{vetting}/review").text


def test_it_goes_on_to_the_review(owner: Visitor, vetting: int) -> None:
    page = send(owner, owner.get(f"/vettings/{vetting}/form"), EV06_value="not_asked", go="review")
    assert page.url.path == f"/vettings/{vetting}/review"
    assert "1 not asked" in page.text


@pytest.mark.parametrize("sent", [{}, {"EV06-value": "not_asked"}, {"whole": "yes"}, {"view-summary": "Later."}])
def test_a_post_erases_nothing_it_does_not_name(owner: Visitor, vetting: int, sent: dict[str, str]) -> None:
    answer(owner, vetting, "EV12", value="3", support="specific", note="Rang on Friday.", flagged="yes")
    owner.post(f"/vettings/{vetting}/form", {"view-impression": "no", "view-from_notes": "yes"})
    before = shown(owner, vetting)
    assert owner.post(f"/vettings/{vetting}/form", sent, follow=False).status_code == 303
    after = shown(owner, vetting)
    assert after == before | {name: value for name, value in sent.items() if name != "whole"}


def test_what_the_page_shows_as_cleared_is_cleared(owner: Visitor, vetting: int) -> None:
    answer(owner, vetting, "EV12", value="3", support="specific", note="Rang on Friday.", flagged="yes")
    page = owner.get(f"/vettings/{vetting}/form")
    cleared = page.text.replace('name="EV12-flagged" value="yes" checked', 'name="EV12-flagged" value="yes"')
    send(owner, httpx.Response(200, text=cleared, request=page.request), EV12_note="")
    assert shown(owner, vetting) == {"EV12-value": "3", "EV12-support": "specific"}


def test_what_cannot_be_taken_is_shown_again_by_number_and_the_rest_is_saved(owner: Visitor, vetting: int) -> None:
    answer(owner, vetting, "EV07", number="7")
    changes = {"EV06_number": "soon", "EV07_number": "8", "view_summary": "x" * 1001}
    page = send(owner, owner.get(f"/vettings/{vetting}/form"), **changes)
    assert page.status_code == 422
    assert 'href="#EV06-number">Question 1: Enter a number in digits, like 3 or 1.5.' in page.text
    assert 'href="#view-summary">Your own view: Say why in one or two sentences' in page.text
    assert 'value="soon"' in page.text
    assert "x" * 1001 in page.text
    assert shown(owner, vetting) == {"EV07-number": "8"}


def test_a_page_that_changed_nothing_meets_nothing(owner: Visitor, vetting: int) -> None:
    """Another tab goes on meanwhile: what the older page sends back as it showed it is left alone."""
    older = owner.get(f"/vettings/{vetting}/form")
    answer(owner, vetting, "EV12", value="3", support="specific")
    owner.post(f"/vettings/{vetting}/form", {"view-impression": "no"})
    page = send(owner, older, EV06_number="2")
    assert page.status_code == 200
    given = {"EV12-value": "3", "EV12-support": "specific", "view-impression": "no"}
    assert shown(owner, vetting) == {"EV06-number": "2", **given}


def met(owner: Visitor, vetting: int) -> httpx.Response:
    """The answer to a page whose question 4 and own view were changed in another tab meanwhile."""
    older = owner.get(f"/vettings/{vetting}/form")
    answer(owner, vetting, "EV12", value="3", support="specific", note="The other.")
    owner.post(f"/vettings/{vetting}/form", {"view-impression": "no", "view-summary": "The other view."})
    return send(owner, older, EV12_value="0", EV12_support="general", view_impression="yes", EV06_number="2")


def test_both_are_shown_where_one_answer_met_another(owner: Visitor, vetting: int) -> None:
    page = met(owner, vetting)
    assert page.status_code == 409
    assert "Question 4: This was changed elsewhere meanwhile." in page.text
    assert "Your own view: This was changed elsewhere meanwhile." in page.text
    for part in ("Got a call or a personal note within a week.", "The other.", "The other view."):
        assert part in page.text
    assert 'id="EV12-value-0" value="0" checked' in page.text
    kept = {"EV12-value": "3", "EV12-support": "specific", "EV12-note": "The other.", "EV06-number": "2"}
    view = {"view-impression": "no", "view-summary": "The other view."}
    assert shown(owner, vetting) == kept | view


def test_sending_it_again_keeps_mine_and_a_tick_keeps_the_other(owner: Visitor, vetting: int) -> None:
    page = send(owner, met(owner, vetting), view_keep="other")
    assert page.status_code == 200
    assert shown(owner, vetting) == {
        "EV06-number": "2",
        "EV12-value": "0",
        "EV12-support": "general",
        "view-impression": "no",
        "view-summary": "The other view.",
    }


def test_a_page_sent_again_after_going_back_meets_itself_only(owner: Visitor, vetting: int) -> None:
    page = owner.get(f"/vettings/{vetting}/form")
    send(owner, page, EV06_number="2", view_impression="no")
    assert send(owner, page, EV06_number="3", view_impression="yes").status_code == 200
    assert send(owner, page).status_code == 200
    assert shown(owner, vetting) == {}


def test_it_rejects_a_field_it_does_not_have_and_keeps_nothing_of_the_post(owner: Visitor, vetting: int) -> None:
    page = owner.post(f"/vettings/{vetting}/form", {"EV06-number": "2", "EV02-value": "3"})
    assert page.status_code == 422
    assert "This form has no field “EV02-value”." in page.text
    assert shown(owner, vetting) == {}


def test_the_form_of_somebody_else_is_not_written_into(owner: Visitor, vetting: int) -> None:
    page = owner.get(f"/vettings/{vetting}/form")
    refused = send(owner, page, EV06_number="2", who="999")
    assert refused.status_code == 409
    assert shown(owner, vetting) == {}


def test_it_is_locked_once_submitted(owner: Visitor, vetting: int) -> None:
    page = owner.get(f"/vettings/{vetting}/form")
    fill(owner, vetting)
    submit(owner, vetting)
    assert send(owner, page, EV06_number="9").status_code == 409
    locked = owner.get(f"/vettings/{vetting}/form")
    assert '<fieldset class="bare" role="none" disabled>' in locked.text
    assert "data-save=" not in locked.text
    assert f'href="/vettings/{vetting}/receipt"' in locked.text


def test_what_was_typed_is_shown_as_text(owner: Visitor, vetting: int) -> None:
    page = send(owner, owner.get(f"/vettings/{vetting}/form"), view_summary="</textarea><script>alert(1)</script>")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_another_company_finds_nothing(site: Site, owner: Visitor, vetting: int) -> None:
    other = mallory(site)
    assert other.get(f"/vettings/{vetting}/form").status_code == 404
    assert other.post(f"/vettings/{vetting}/form", {"EV06-number": "2"}).status_code == 404
