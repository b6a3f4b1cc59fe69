"""The evaluator's form: four kinds of question, each answer saved as it is given, with and without htmx."""

import pytest

from journey import SHORT, answer, fill, open_search, submit, vettings
from people import OURS, alice, bob, mallory, somebody
from shown import main
from visitor import Site, Visitor


@pytest.fixture
def owner(site: Site) -> Visitor:
    return alice(site)


@pytest.fixture
def vetting(owner: Visitor) -> int:
    return vettings(owner, open_search(owner))[0]


def saved(owner: Visitor, vetting: int, item: str, **fields: str | list[str]) -> str:
    """What a script gets back for a change."""
    page = owner.ask("POST", f"/vettings/{vetting}/answer/{item}", data=fields, headers={"Followthrough-Save": "1"})
    return page.text


def test_it_opens_at_the_first_question_of_a_call(owner: Visitor, vetting: int) -> None:
    page = owner.get(f"/vettings/{vetting}/answer")
    assert page.url.path.endswith("/answer/EV06")
    assert "Regular contact, question 1 of 10" in page.text
    assert "0 of 10 answered" in page.text
    assert "Blind until you submit" in page.text


def test_whoever_comes_back_is_greeted_once_with_what_they_had_answered(owner: Visitor, vetting: int) -> None:
    saved(owner, vetting, "EV12", value="3", support="general")
    page = owner.get(f"/vettings/{vetting}/answer")
    assert "Welcome back. You had answered 1 of 10." in main(page)
    assert "Welcome back" not in main(owner.get(str(page.url.path)))


def test_it_shows_the_spoken_words_in_quotes_and_the_anchors_from_0_to_4(owner: Visitor, vetting: int) -> None:
    page = owner.get(f"/vettings/{vetting}/answer/EV12").text
    assert "“Someone else got the job. How did the runner-up learn it, from whom, and when?”" in page
    anchors = [
        "Was not told",
        "Was told after asking",
        "Got a standard message",
        "Got a call or a personal",
        "two working days",
    ]
    places = [page.index(anchor) for anchor in anchors]
    assert places == sorted(places)
    assert "Only if no search has ended with a runner-up" in page


def test_it_saves_a_ladder_with_support_note_and_flag(owner: Visitor, vetting: int) -> None:
    fields = {"value": "3", "support": "specific", "note": "Called on Friday.", "flagged": "yes"}
    answer(owner, vetting, "EV12", **fields)
    page = owner.get(f"/vettings/{vetting}/answer/EV12").text
    assert 'id="value-3" value="3" checked' in page
    assert 'id="support-specific" value="specific" checked' in page
    assert "Called on Friday." in page
    assert 'name="flagged" value="yes" checked' in page
    assert "1 of 10 answered" in page


@pytest.mark.parametrize(
    ("given", "shown"), [("7", 'value="7"'), ("1.5", 'value="1.5"'), ("1,5", 'value="1.5"'), ("0", 'value="0"')]
)
def test_it_saves_a_number(owner: Visitor, vetting: int, given: str, shown: str) -> None:
    answer(owner, vetting, "EV07", number=given)
    assert f'inputmode="decimal" autocomplete="off" {shown}' in owner.get(f"/vettings/{vetting}/answer/EV07").text


def test_it_saves_that_no_number_was_given(owner: Visitor, vetting: int) -> None:
    answer(owner, vetting, "EV07", value="no_number")
    assert 'value="no_number" checked' in owner.get(f"/vettings/{vetting}/answer/EV07").text


def test_it_saves_parts_heard_and_that_none_was(owner: Visitor, vetting: int) -> None:
    answer(owner, vetting, "EV21", tick=["0", "2"])
    page = owner.get(f"/vettings/{vetting}/answer/EV21").text
    assert 'id="tick-0" value="0" checked' in page
    assert 'id="tick-1" value="1" checked' not in page
    answer(owner, vetting, "EV21", value="none")
    page = owner.get(f"/vettings/{vetting}/answer/EV21").text
    assert 'value="none" checked' in page
    assert 'id="tick-0" value="0" checked' not in page


def test_not_asked_counts_as_done_and_does_not_apply_needs_a_reason(owner: Visitor, vetting: int) -> None:
    answer(owner, vetting, "EV06", value="not_asked")
    lacking = owner.post(f"/vettings/{vetting}/answer/EV12", {"value": "na"})
    assert lacking.status_code == 422
    assert "It is saved. Say why it does not apply." in lacking.text
    assert "1 of 10 answered" in owner.get(f"/vettings/{vetting}/answer/EV06").text
    answer(owner, vetting, "EV12", value="na", reason="No search has ended yet.")
    assert "2 of 10 answered" in owner.get(f"/vettings/{vetting}/answer/EV06").text


@pytest.mark.parametrize(
    ("item", "fields", "sentence"),
    [
        ("EV01", {"value": "5"}, "Choose one of the lines"),
        ("EV01", {"value": "na", "reason": "x"}, "This question always applies"),
        ("EV01", {"value": "1", "support": "rumour"}, "Choose how it was backed"),
        ("EV29", {"value": "1", "support": "shown"}, "Choose how it was backed"),
        ("EV07", {"number": "a week"}, "Enter a number in digits"),
        ("EV07", {"number": "-1"}, "Enter a number in digits"),
        ("EV07", {"number": "7", "value": "no_number"}, "Clear one of the two"),
        ("EV10", {"number": "11"}, "10"),
        ("EV10", {"number": "2.5"}, "whole"),
        ("EV21", {"tick": ["4"]}, "Tick only the parts on the list"),
        ("EV21", {"tick": ["1"], "value": "none"}, "Clear one of the two"),
        ("EV01", {"value": "1", "points": "4"}, "no field “points”"),
        ("EV01", {"note": "x" * 10_001}, "Shorten this"),
    ],
)
def test_it_rejects_what_the_question_cannot_take_and_keeps_what_was_there(
    owner: Visitor, vetting: int, item: str, fields: dict[str, str | list[str]], sentence: str
) -> None:
    page = owner.post(f"/vettings/{vetting}/answer/{item}", fields)
    assert page.status_code == 422
    assert sentence in page.text
    assert "0 of 10 answered" in owner.get(f"/vettings/{vetting}/answer/{item}").text


def test_a_script_gets_the_saved_state_and_the_outline(owner: Visitor, vetting: int) -> None:
    fragment = saved(owner, vetting, "EV12", value="2", support="specific")
    assert 'data-item="EV12" data-version="1"' in fragment
    assert 'data-into="outline"' in fragment
    assert "1 of 10 answered" in fragment
    assert "<html" not in fragment


def test_a_script_is_told_when_an_answer_was_not_saved(owner: Visitor, vetting: int) -> None:
    fragment = saved(owner, vetting, "EV07", number="soon")
    assert fragment.startswith("Enter a number in digits")


@pytest.mark.parametrize("later", [{}, {"value": "2"}, {"note": "Heard later."}, {"support": "shown"}])
def test_a_post_erases_nothing_it_does_not_name(owner: Visitor, vetting: int, later: dict[str, str]) -> None:
    first = {"value": "3", "support": "specific", "note": "Rang on Friday.", "flagged": "yes"}
    answer(owner, vetting, "EV12", **first)
    answer(owner, vetting, "EV12", **later)
    page = owner.get(f"/vettings/{vetting}/answer/EV12").text
    now = first | later
    assert f'id="value-{now["value"]}" value="{now["value"]}" checked' in page
    assert f'value="{now["support"]}" checked' in page
    assert now["note"] in page
    assert 'name="flagged" value="yes" checked' in page


def test_what_the_page_shows_as_cleared_is_cleared(owner: Visitor, vetting: int) -> None:
    answer(owner, vetting, "EV21", tick=["0"], note="One part.", flagged="yes")
    answer(owner, vetting, "EV21", whole="yes", note="One part.")
    page = owner.get(f"/vettings/{vetting}/answer/EV21").text
    assert 'id="tick-0" value="0" checked' not in page
    assert 'name="flagged" value="yes" checked' not in page
    assert "One part." in page
    answer(owner, vetting, "EV07", number="7")
    answer(owner, vetting, "EV07", whole="yes", number="")
    assert 'value="7"' not in owner.get(f"/vettings/{vetting}/answer/EV07").text
    assert "0 of 10 answered" in owner.get(f"/vettings/{vetting}/answer/EV07").text


def test_a_form_that_would_not_be_blind_is_not_begun(site: Site, owner: Visitor, vetting: int) -> None:
    fill(owner, vetting)
    submit(owner, vetting)
    manager = somebody(site, OURS, "Max Okoye", "manager")
    page = manager.post(f"/vettings/{vetting}/answer/EV12", {"value": "4", "support": "shown"})
    assert page.status_code == 409
    assert "would not be blind" in page.text
    evaluator = bob(site)
    answer(evaluator, vetting, "EV12", value="4", support="shown")


def test_next_leads_through_the_whole_form_to_the_review(owner: Visitor, vetting: int) -> None:
    at = owner.get(f"/vettings/{vetting}/answer").url.path
    seen = []
    while "/answer/" in at:
        seen.append(at.rsplit("/", 1)[1])
        at = owner.post(at, {"value": "not_asked"}, follow=False).headers["location"]
    assert tuple(seen) == SHORT
    assert at == f"/vettings/{vetting}/review"


def test_it_is_locked_once_submitted(owner: Visitor, vetting: int) -> None:
    fill(owner, vetting)
    submit(owner, vetting)
    page = owner.post(f"/vettings/{vetting}/answer/EV12", {"value": "0", "support": "general"})
    assert page.status_code == 409
    locked = owner.get(f"/vettings/{vetting}/answer/EV12")
    assert "Ask an owner or a manager to reopen it." in locked.text
    assert '<fieldset class="bare" role="none" disabled>' in locked.text
    assert owner.get(f"/vettings/{vetting}/answer").url.path == f"/vettings/{vetting}/score"


def test_a_question_of_another_form_or_of_nobody_is_not_here(owner: Visitor, vetting: int) -> None:
    for item in ("EV02", "SF01", "nothing"):
        assert owner.get(f"/vettings/{vetting}/answer/{item}").status_code == 404


def test_another_company_finds_nothing(site: Site, owner: Visitor, vetting: int) -> None:
    other = mallory(site)
    for path in ("answer", "answer/EV12", "review", "score", "answers"):
        assert other.get(f"/vettings/{vetting}/{path}").status_code == 404
    assert other.post(f"/vettings/{vetting}/answer/EV12", {"value": "0"}).status_code == 404


def test_what_was_typed_is_shown_as_text(owner: Visitor, vetting: int) -> None:
    answer(owner, vetting, "EV12", value="1", support="general", note="</textarea><script>alert(1)</script>")
    page = owner.get(f"/vettings/{vetting}/answer/EV12").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_mistake_shows_everything_that_was_typed_again(owner: Visitor, vetting: int) -> None:
    fields = {"number": "about 7", "note": "Guessed <twice>.", "flagged": "yes"}
    page = owner.post(f"/vettings/{vetting}/answer/EV07", fields).text
    assert 'value="about 7"' in page
    assert "Guessed &lt;twice&gt;." in page
    assert 'name="flagged" value="yes" checked' in page
    assert 'href="#number">Enter a number in digits, like 3 or 1.5.' in page


def test_next_stays_until_it_is_said_how_one_knows(owner: Visitor, vetting: int) -> None:
    page = owner.post(f"/vettings/{vetting}/answer/EV12", {"value": "3", "note": "Rang."})
    assert page.status_code == 422
    assert "It is saved. Say how you know" in page.text
    assert 'id="value-3" value="3" checked' in owner.get(f"/vettings/{vetting}/answer/EV12").text


def test_keys_turned_off_are_off_in_every_browser_of_the_account(site: Site, owner: Visitor, vetting: int) -> None:
    assert "data-keys" not in owner.get(f"/vettings/{vetting}/answer/EV12").text.partition("<head>")[0]
    headers = {"Followthrough-Fragment": "1"}
    assert owner.ask("POST", "/account/keys", data={"keys": "off"}, headers=headers).status_code == 204
    elsewhere = alice(site)
    page = elsewhere.get(f"/vettings/{vetting}/answer/EV12").text
    assert 'data-keys="off"' in page.partition("<head>")[0]
    assert "data-keys-switch>Turn keys on<" in page
    assert "Keys rate again" in elsewhere.post("/account/keys", {"keys": "on"}).text
    assert "data-keys-switch>Turn keys off<" in owner.get(f"/vettings/{vetting}/form").text
    assert owner.post("/account/keys", {"keys": "perhaps"}).status_code == 422
