"""Practice: two example calls to rate once, each with its key afterwards, and a table for those who run the search."""

import re

import httpx
import pytest

from app.store.instruments import DEFAULT, examples
from journey import answer, as_the_key, open_search, vettings
from people import alice, bob, carol, mallory
from shown import load, main, rows, tree
from visitor import Site, Visitor

CORIN, RUTH = examples(*DEFAULT)


def rate(visitor: Visitor, search: int, example: str = "corin", **changes: str) -> httpx.Response:
    fields = {**as_the_key(CORIN), **{name.replace("_", "-"): value for name, value in changes.items()}}
    return visitor.post(f"/searches/{search}/practice/{example}", fields)


def test_it_lists_the_example_calls(site: Site) -> None:
    evaluator, search = bob(site), open_search(alice(site))
    page = evaluator.get(f"/searches/{search}/practice")
    text = main(page)
    for call in (CORIN, RUTH):
        assert call.title in text
        assert call.person in text
        assert call.intro not in text
    assert "Who has practised" not in text


def test_it_shows_the_call_part_by_part_and_nothing_of_the_key(site: Site) -> None:
    evaluator, search = bob(site), open_search(alice(site))
    text = main(evaluator.get(f"/searches/{search}/practice/corin"))
    assert CORIN.intro in text
    places = [text.index(" ".join(part.told.split())) for part in CORIN.parts]
    assert places == sorted(places)
    assert not [part.item for part in CORIN.parts if part.why in text]
    assert "Which line of the job description was it?" not in text, "what is asked after stands in the call already"


def test_it_works_without_a_script_and_shows_the_key_with_why(site: Site) -> None:
    evaluator, search = bob(site), open_search(alice(site))
    page = rate(evaluator, search)
    text = main(page)
    assert page.url.path == f"/searches/{search}/practice/corin"
    assert "Close to the key, on average." in text
    assert "10 of 10 questions just as the key" in text
    assert all(" ".join(part.why.split()) in text for part in CORIN.parts)
    assert text.count("Just as the key") == 10


def test_it_says_how_far_each_answer_lies_from_the_key(site: Site) -> None:
    evaluator, search = bob(site), open_search(alice(site))
    text = main(rate(evaluator, search, EV12_value="4", EV29_value="1", EV06_number="5"))
    assert "Two points milder than the key" in text
    assert "One point milder than the key" in text
    assert "Three points harsher than the key" in text
    assert text.count("Just as the key") == 7


def test_it_can_be_rated_once_and_then_shows_the_result(site: Site) -> None:
    evaluator, search = bob(site), open_search(alice(site))
    rate(evaluator, search)
    first = main(evaluator.get(f"/searches/{search}/practice/corin"))
    again = main(rate(evaluator, search, EV29_value="4"))
    assert first == again
    assert "See the key" in main(evaluator.get(f"/searches/{search}/practice"))


def test_it_requires_every_question_and_keeps_what_was_chosen(site: Site) -> None:
    evaluator, search = bob(site), open_search(alice(site))
    fields = as_the_key(CORIN)
    del fields["EV29-value"], fields["EV12-support"]
    page = evaluator.post(f"/searches/{search}/practice/corin", {**fields, "EV06-number": "soon"})
    assert page.status_code == 422
    assert "Enter a number in digits" in page.text
    page = evaluator.post(f"/searches/{search}/practice/corin", fields)
    assert page.status_code == 422
    assert "Two things are missing" in page.text
    targets = re.findall(r'<a href="#(EV\d\d-\w+)">', page.text)
    assert sorted(targets) == ["EV12-value", "EV29-value"]
    assert all(tree(page).get_element_by_id(target) is not None for target in targets)
    chosen = {(each.get("name"), each.get("value")) for each in tree(page).xpath("//input[@checked]")}
    assert ("EV12-value", fields["EV12-value"]) in chosen
    assert tree(page).get_element_by_id("EV06-number").get("value") == fields["EV06-number"]
    assert "Two things are missing" not in main(rate(evaluator, search))


def test_a_number_beside_could_not_say_can_be_mended_without_a_script(site: Site) -> None:
    evaluator, search = bob(site), open_search(alice(site))
    page = evaluator.post(f"/searches/{search}/practice/corin", {**as_the_key(CORIN), "EV07-number": "9"})
    assert page.status_code == 422
    assert not tree(page).xpath("//input[@name='EV07-value' and @checked]")
    assert tree(page).get_element_by_id("EV07-number").get("value") == "9"


@pytest.mark.parametrize("value", ["na", "not_asked"])
def test_a_question_of_the_call_cannot_be_left_out(site: Site, value: str) -> None:
    evaluator, search = bob(site), open_search(alice(site))
    assert rate(evaluator, search, EV12_value=value).status_code == 422


def test_those_who_run_the_search_see_who_has_practised_and_how_they_lie_to_the_key(site: Site) -> None:
    owner, evaluator = alice(site), bob(site)
    search = open_search(owner)
    assert "Nobody yet" in main(owner.get(f"/searches/{search}/practice"))
    rate(evaluator, search, EV12_value="4", EV29_value="1", EV06_number="0.5", EV01_value="4", EV17_value="4")
    page = owner.get(f"/searches/{search}/practice")
    assert rows(page, "grid-t") == [["Bob Tanaka", "Half a point milder than the key, on average.", "Not yet"]]
    assert "Rate it" in main(page), "their own practice is still to come"
    assert "Who has practised" not in main(evaluator.get(f"/searches/{search}/practice"))


def test_it_leaves_a_line_in_the_trail_and_no_trace_in_a_score(site: Site) -> None:
    from sqlalchemy import select

    from app.store.tables import audit, calibrations, responses

    evaluator, search = bob(site), open_search(alice(site))
    rate(evaluator, search)
    read = site.app.state.database.read
    lines = site.portal.call(read, lambda db: db.execute(select(audit.c.action, audit.c.subject, audit.c.detail)).all())
    assert lines[-1] == ("practice:rate", f"search {search}", "corin")
    kept = site.portal.call(read, lambda db: len(db.execute(select(calibrations)).all()))
    assert kept == 1
    assert site.portal.call(read, lambda db: db.execute(select(responses)).all()) == []


def test_it_rejects_what_is_not_there_and_who_may_not(site: Site) -> None:
    owner = alice(site)
    search = open_search(owner)
    assert owner.get(f"/searches/{search}/practice/nobody").status_code == 404
    assert rate(owner, search, "nobody").status_code == 404
    assert mallory(site).get(f"/searches/{search}/practice").status_code == 404
    assert carol(site).get(f"/searches/{search}/practice").status_code == 403


def test_the_demo_is_not_practised_on(site: Site) -> None:
    load(site)
    owner = alice(site)
    assert "Example calls" in owner.get("/searches/1/practice").text
    assert rate(owner, 1).status_code == 409


def test_the_overview_offers_it_before_the_first_form_and_no_longer_after(site: Site) -> None:
    owner, evaluator = alice(site), bob(site)
    search = open_search(owner)
    vetting = vettings(owner, search)[0]
    offer = f"/searches/{search}/practice"
    assert offer in evaluator.get(f"/searches/{search}").text
    assert offer not in carol(site).get(f"/searches/{search}").text
    answer(evaluator, vetting, "EV29", value="3")
    assert offer not in evaluator.get(f"/searches/{search}").text
    assert offer in owner.get(f"/searches/{search}").text
