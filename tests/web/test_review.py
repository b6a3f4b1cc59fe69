"""Check your answers: what is missing, the own view kept apart, and a submit that is final."""

import pytest

from journey import fill, leave_blank, open_search, submit, vettings
from people import alice
from shown import tree
from visitor import Site, Visitor


@pytest.fixture
def owner(site: Site) -> Visitor:
    return alice(site)


@pytest.fixture
def vetting(owner: Visitor) -> int:
    return vettings(owner, open_search(owner))[0]


def test_it_shows_every_answer_in_words_with_a_link_to_change_it(owner: Visitor, vetting: int) -> None:
    fill(owner, vetting, 3, EV12={"value": "3", "support": "specific", "note": "Rang on Tuesday."})
    page = owner.get(f"/vettings/{vetting}/review").text
    assert "10 answered, 0 not asked, 0 not applying, 0 missing" in page
    assert "Got a call or a personal note within a week." in page
    assert "Rang on Tuesday." in page
    assert "10 days" in page
    assert page.count(">Change<") == 10


def test_points_are_told_apart_from_a_number_that_was_given(owner: Visitor, vetting: int) -> None:
    fill(owner, vetting, 3, EV07={"number": "1"}, EV12={"value": "not_asked"})
    page = tree(owner.get(f"/vettings/{vetting}/review"))
    given = {row.get("id"): " ".join(row[1].text_content().split()) for row in page.xpath("//dl[@class='sum']/div")}
    marked = [tag.text_content() for tag in page.xpath("//dl[@class='sum']//span[@class='tag num']")]
    assert len(marked) == len(given) - 1
    assert {*marked} == {"3 points", "4 points"}
    assert given["EV07"] == "4 points 1 day"
    assert given["EV12"] == "Not asked"


def test_it_says_what_is_missing_by_question_and_keeps_what_was_typed(owner: Visitor, vetting: int) -> None:
    fill(owner, vetting, 3, EV12={"note": "later"}, EV06={"note": "later"})
    assert owner.post(f"/vettings/{vetting}/answer/EV12", {"value": "3"}).status_code == 422
    page = owner.post(f"/vettings/{vetting}/review", {"summary": "Typed already."})
    assert page.status_code == 422
    assert "Three things are missing" in page.text
    assert "Answer question 1, or mark it as not asked" in page.text
    assert "Say how you know" in page.text
    assert "Choose whether you would let them speak for you." in page.text
    assert "Typed already." in page.text


def test_submitting_opens_the_score_and_is_final(owner: Visitor, vetting: int) -> None:
    fill(owner, vetting, 4)
    page = owner.post(f"/vettings/{vetting}/review", {"impression": "yes", "summary": "Cases for everything."})
    assert page.url.path == f"/vettings/{vetting}/score"
    assert "Submitted. Your answers no longer change." in page.text
    again = owner.post(f"/vettings/{vetting}/review", {"impression": "no", "summary": "Changed my mind."})
    assert again.status_code == 409
    assert owner.get(f"/vettings/{vetting}/review").url.path == f"/vettings/{vetting}/score"


def test_a_form_never_begun_cannot_be_submitted(owner: Visitor, vetting: int) -> None:
    page = owner.post(f"/vettings/{vetting}/review", {"impression": "yes", "summary": "Nothing heard."})
    assert page.status_code == 422
    assert "Ten things are missing" in page.text


def test_a_form_of_blanks_gives_no_score_and_never_zero(owner: Visitor, vetting: int) -> None:
    leave_blank(owner, vetting)
    submit(owner, vetting)
    page = owner.get(f"/vettings/{vetting}/score").text
    assert "No score" in page


def test_the_own_view_is_kept_as_it_is_typed(owner: Visitor, vetting: int) -> None:
    headers = {"Followthrough-Save": "1"}
    typed = {"impression": "no", "summary": "Every example was about the placement."}
    kept = owner.ask("POST", f"/vettings/{vetting}/review", data=typed, headers=headers)
    assert 'data-sequence="0"' in kept.text
    page = owner.get(f"/vettings/{vetting}/review").text
    assert 'value="no" checked' in page
    assert "Every example was about the placement." in page
    assert "10 missing" in page


def test_a_view_that_meets_another_is_shown_beside_it(owner: Visitor, vetting: int) -> None:
    headers = {"Followthrough-Save": "1"}
    mine = {"impression": "no", "summary": "Mine.", "whole": "yes", "seen": "0", "device": "one", "sequence": "1"}
    other = {
        "impression": "yes",
        "summary": "The other.",
        "whole": "yes",
        "seen": "0",
        "device": "two",
        "sequence": "1",
    }
    owner.ask("POST", f"/vettings/{vetting}/review", data=other, headers=headers)
    page = owner.ask("POST", f"/vettings/{vetting}/review", data=mine, headers=headers)
    assert page.status_code == 409
    assert page.headers["followthrough-state"] == "changed"
    for part in ("Your own view was changed elsewhere", "Mine.", "The other.", 'data-version="1"'):
        assert part in page.text
    kept = owner.get(f"/vettings/{vetting}/review").text
    assert "The other." in kept
    assert 'name="seen" value="1"' in kept
    again = owner.ask(
        "POST", f"/vettings/{vetting}/review", data=mine | {"seen": "1", "sequence": "2"}, headers=headers
    )
    assert 'data-version="2"' in again.text
    assert "Mine." in owner.get(f"/vettings/{vetting}/review").text


def test_a_post_of_the_view_erases_nothing_it_does_not_name(owner: Visitor, vetting: int) -> None:
    headers = {"Followthrough-Save": "1"}
    for part in ({"impression": "no"}, {"summary": "Every example was the placement."}, {"from_notes": "yes"}, {}):
        owner.ask("POST", f"/vettings/{vetting}/review", data=part, headers=headers)
    page = owner.get(f"/vettings/{vetting}/review").text
    for kept in ('value="no" checked', "Every example was the placement.", 'name="from_notes" value="yes" checked'):
        assert kept in page


def test_change_comes_back_to_the_review(owner: Visitor, vetting: int) -> None:
    fill(owner, vetting)
    assert f'href="/vettings/{vetting}/answer/EV06?back=review"' in owner.get(f"/vettings/{vetting}/review").text
    page = owner.get(f"/vettings/{vetting}/answer/EV06?back=review").text
    assert 'name="back" value="review"' in page
    assert "Back to the review" in page
    answer = owner.post(f"/vettings/{vetting}/answer/EV06", {"number": "3", "back": "review"}, follow=False)
    assert answer.headers["location"] == f"/vettings/{vetting}/review#EV06"
