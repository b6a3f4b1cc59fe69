"""All answers about a recruiter: every one, in words, by dimension, with who gave it."""

import re
from typing import Any

import pytest

from journey import answer, fill, open_search, submit, vettings
from people import alice, bob
from shown import A, B, C, D, load, main, rows, said, statements, tree
from visitor import Site, Visitor

NUMBER = re.compile(r"±?[+−]?\d+(\.\d)?%?|\d+ days?")
CALL_ORDER = ["rhythm", "closure", "coaching", "substance", "reliability", "longgame", "represent"]


@pytest.fixture
def demo(site: Site) -> Visitor:
    load(site)
    return site.visitor()


def test_it_shows_every_answer_of_every_source(demo: Visitor) -> None:
    page = demo.get(f"/vettings/{A}/answers")
    assert len(tree(page).xpath("//dl[@class='given']/div")) == 3 * 30 + 24 + 3 * 13 + 2 * 10
    assert "167 answers" in main(page)


def test_the_dimensions_come_in_the_order_of_a_call_and_can_be_linked_to(demo: Visitor) -> None:
    page = tree(demo.get(f"/vettings/{A}/answers"))
    assert [section.get("id") for section in page.xpath("//section[@class='panel']")] == [*CALL_ORDER, "records"]
    assert [a.get("href") for a in page.xpath("//nav[@aria-label='Dimensions']//ol//a")] == [
        f"#{d}" for d in CALL_ORDER
    ]


def test_one_dimension_can_be_shown_alone(site: Site, demo: Visitor) -> None:
    page = demo.get(f"/vettings/{A}/answers?dimension=closure")
    assert [section.get("id") for section in tree(page).xpath("//section[@class='panel']")] == ["closure"]
    assert "Show all dimensions" in main(page)
    assert alice(site).get(f"/vettings/{A}/answers?dimension=charm").status_code == 404


def test_an_answer_says_who_what_how_it_was_backed_and_why(demo: Visitor) -> None:
    asked = said(tree(demo.get(f"/vettings/{A}/answers")).get_element_by_id("EV07"))
    assert "Evaluators" in asked
    assert "Dana Whitfield 4 7 days Looked it up while we talked." in asked
    assert "Sam Osei 3 10 days" in asked
    backed = said(tree(demo.get(f"/vettings/{A}/answers")).get_element_by_id("EV12"))
    assert "(A real case with details)" in backed


def test_a_claim_without_a_case_shows_what_was_chosen_and_what_it_counts(demo: Visitor) -> None:
    text = main(demo.get(f"/vettings/{C}/answers"))
    assert "Not asked" in text
    assert "– Does not apply: On their own since spring." in text


def test_references_appear_by_role_and_the_recruiter_s_own_words_count_nothing(demo: Visitor) -> None:
    text = main(demo.get(f"/vettings/{B}/answers"))
    assert "Candidate reference 1" in text
    assert "Candidate reference 2" in text
    assert "not placed" not in text
    assert "The recruiter’s own answers, counts nothing" in text


def test_where_nothing_applies_the_reasons_are_there(demo: Visitor) -> None:
    text = main(demo.get(f"/vettings/{D}/answers"))
    assert text.count("Does not apply:") == 30
    assert "We had no call yet; the firm sent a brochure instead." in text


def test_a_note_is_shown_as_it_was_typed_and_never_as_markup(site: Site) -> None:
    owner = alice(site)
    vetting = vettings(owner, open_search(owner))[0]
    typed = '<script>alert("x")</script> & “said”'
    fill(owner, vetting, 3, EV12={"value": "3", "support": "specific", "note": typed})
    submit(owner, vetting)
    for path in ("answers", "score"):
        page = owner.get(f"/vettings/{vetting}/{path}")
        assert typed in main(page)
        assert "<script>alert" not in page.text


def test_nothing_of_the_others_before_one_s_own_form_is_in(site: Site) -> None:
    owner, evaluator = alice(site), bob(site)
    vetting = vettings(owner, open_search(owner))[0]
    fill(owner, vetting, 4, EV12={"value": "4", "support": "specific", "note": "Rang on Tuesday."})
    submit(owner, vetting)
    answer(evaluator, vetting, "EV06", number="2")
    for query in ("", "?dimension=closure"):
        page = evaluator.get(f"/vettings/{vetting}/answers{query}")
        assert "Hidden until your own form is in" in main(page)
        assert "Tuesday" not in page.text
        assert not tree(page).xpath("//dl")


def test_it_says_so_while_nobody_has_answered(site: Site) -> None:
    owner = alice(site)
    vetting = vettings(owner, open_search(owner))[0]
    assert "Nobody has answered yet" in main(owner.get(f"/vettings/{vetting}/answers"))


def test_it_costs_few_statements(site: Site, demo: Visitor) -> None:
    with statements(site) as sent:
        demo.get(f"/vettings/{A}/answers")
    assert len(sent) <= 7


def test_a_number_leads_to_the_answers_it_is_made_of_and_to_no_others(site: Site, demo: Visitor) -> None:
    gap = demo.get(f"/vettings/{B}/answers?show=gap")
    assert "Only what both they and others answered." in main(gap)
    forms = {said(one) for one in tree(gap).xpath("//p[@class='eyebrow']")}
    assert {"Evaluators", "The recruiter’s own answers, counts nothing"} <= forms
    evaluators = demo.get(f"/vettings/{B}/answers?show=evaluators")
    assert {said(one) for one in tree(evaluators).xpath("//p[@class='eyebrow']")} == {"Evaluators"}
    flags = demo.get(f"/vettings/{B}/answers?show=flags")
    shown = tree(flags).xpath("//div[@class='asked']")
    assert shown
    assert all("Waits for a decision." in said(one) for one in shown)
    assert "No answers of this kind" in main(demo.get(f"/vettings/{C}/answers?show=gap"))
    assert alice(site).get(f"/vettings/{B}/answers?show=nonsense").status_code == 404


def test_the_records_are_shown_person_by_person_with_the_counts_of_the_comparison(demo: Visitor) -> None:
    people = rows(demo.get(f"/vettings/{A}/answers"), "grid-t")
    assert len(people) == 10
    told = [row[4] for row in people]
    assert sum(outcome.startswith("Told") for outcome in told) == 6
    assert told.count("Not told") == 1
    assert "Their records" not in main(demo.get(f"/vettings/{B}/answers"))


@pytest.mark.parametrize(
    ("path", "table", "many"),
    [("/searches/1/compare", "league", 7), ("/searches/1/compare", "matrix", 50), (f"/vettings/{B}/score", "why", 14)],
)
def test_every_number_of_a_table_is_one_click_from_its_answers(demo: Visitor, path: str, table: str, many: int) -> None:
    texts = tree(demo.get(path)).xpath(
        f"//table[contains(@class, '{table}')]/tbody//td[not(contains(@class, 'rk'))]//text()"
    )
    numbers = [text for text in texts if NUMBER.fullmatch(text.strip()) and not hidden(text.getparent())]
    loose = [text for text in numbers if not text.getparent().xpath("ancestor-or-self::a[contains(@href, '/answers')]")]
    shares = [text for text in loose if table != "why" or not text.endswith("%")]
    assert shares == []
    assert len(numbers) - len(loose) == many


def hidden(element: Any) -> bool:
    return bool(element.xpath("ancestor-or-self::*[contains(@class, 'visually-hidden')]"))
