"""The scorecard: who it is, the score with its doubt, what it is made of, and nothing before one's own form is in."""

import re
from fractions import Fraction

import pytest

from app.vetting.card_sentences import BAND_EXPLAINED
from journey import RECRUITERS, answer, fill, open_search, submit, vettings
from people import alice, bob, carol, mallory
from shown import A, B, C, D, E, F, anonymous, load, main, panel, rows, said, statements, tree
from visitor import Site, Visitor

SIGNED = re.compile(r"[+−]\d")


@pytest.fixture
def demo(site: Site) -> Visitor:
    load(site)
    return site.visitor()


@pytest.mark.parametrize(
    ("vetting", "name", "firm", "index"),
    [
        (A, "Alma Reyes", "Lanternbrook Search", "+73"),
        (B, "Bo Lindqvist", "Swiftmarrow Recruiting", "−54"),
        (C, "Chidi Okafor", "Oakfen & Okafor", "+28"),
        (E, "Eero Virtanen", "Kuusivale Partners", "+14"),
        (F, "Fumi Adachi", "Thistlequay Search", "+14"),
    ],
)
def test_it_shows_who_it_is_and_the_signed_index(demo: Visitor, vetting: int, name: str, firm: str, index: str) -> None:
    page = demo.get(f"/vettings/{vetting}/score")
    assert said(tree(page).find(".//h1")) == name
    assert firm in main(page)
    assert said(tree(page).xpath("//*[@class='score']")[0]) == index


def test_it_shows_no_number_where_nothing_can_be_scored(demo: Visitor) -> None:
    page = demo.get(f"/vettings/{D}/score")
    assert "No score: every question was marked as not applying." in main(page)
    assert not tree(page).xpath("//*[@class='score']")
    assert not SIGNED.search(main(page))
    assert "No call took place, so there is nothing to rate." in main(page)


def test_the_range_and_the_band_stand_beside_the_number(demo: Visitor) -> None:
    text = main(demo.get(f"/vettings/{A}/score"))
    assert "Likely +43 to +78" in text
    assert "Long game borderline: Long game or Mostly long game" in text
    assert "Follow-up is a habit for all, and on many points it can be checked." in text
    assert "Mixed borderline" in main(demo.get(f"/vettings/{C}/score")), "+28 alone lies in the band from +20"
    assert text.count(BAND_EXPLAINED) == main(demo.get("/searches/1/compare")).count(BAND_EXPLAINED) == 1


def test_it_says_what_a_score_on_little_rests_on(demo: Visitor) -> None:
    text = main(demo.get(f"/vettings/{C}/score"))
    assert "Provisional One evaluator" in text
    assert "Provisional: the evaluators answered 67% of what applies." in text
    assert "None yet, so the range is wider" in text
    assert "Whatever the blanks would have been, it would lie between −4 and +51." in text


@pytest.mark.parametrize("vetting", [A, B, C, E, F])
def test_the_points_shown_add_up_to_the_total_and_the_exact_sum_is_given(demo: Visitor, vetting: int) -> None:
    page = demo.get(f"/vettings/{vetting}/score")
    points = [tenths(row[-1]) for row in rows(page, "why")]
    total = tenths(said(tree(page).xpath("//table[@class='why']/tfoot//td")[0]))
    assert len(points) == 7
    assert sum(points) == total
    exact = Fraction(re.search(r"exactly (\S+?)\.", main(page))[1].replace("−", "-"))  # type: ignore[index]
    assert abs(total - exact) <= Fraction(1, 20)


def tenths(text: str) -> Fraction:
    return Fraction(text.replace("−", "-"))


def test_every_dimension_says_who_says_what_and_what_it_weighs(demo: Visitor) -> None:
    name, weight, who, score, *_ = rows(demo.get(f"/vettings/{B}/score"), "why")[2]
    assert (name, weight, score) == ("Closing the loop", "14%", "−70")
    assert re.fullmatch(
        r"Dana Whitfield −\d+, Sam Osei −\d+, references and records −\d+, own claim \+50, likely −100 to −40", who
    )


def test_a_dimension_with_one_question_counts_but_is_not_shown_on_its_own(site: Site) -> None:
    owner = alice(site)
    vetting = scored(owner, 4)
    short = rows(owner.get(f"/vettings/{vetting}/score"), "why")
    assert [row[2] for row in short if "One question only" in row[2]] == [
        "One question only: it counts, and is not shown on its own"
    ] * 4
    assert all(tenths(row[-1]) > 0 for row in short)
    assert "Short form" in main(owner.get(f"/vettings/{vetting}/score"))


def test_a_dimension_that_is_not_scored_says_why(site: Site) -> None:
    owner = alice(site)
    blank: dict[str, str | list[str]] = {"value": "not_asked"}
    vetting = scored(owner, 3, EV24=blank)
    row = rows(owner.get(f"/vettings/{vetting}/score"), "why")[5]
    assert row == ["Long-term relationships", "–", "Not scored: fewer than half of its questions were answered", "–"]


def test_what_was_heard_names_evaluators_and_only_the_role_of_references(demo: Visitor) -> None:
    against = panel(demo.get(f"/vettings/{B}/score"), "h-heard")
    assert "Did not open a list, with names hidden or without. Sam Osei · Keeping promises · red flag" in against
    assert "I wrote twice after it ended. No answer either time. Candidate reference 2 · Long-term" in against
    assert "not placed" not in against
    assert "No note goes with an answer that adds points." in against
    praise = panel(demo.get(f"/vettings/{A}/score"), "h-heard")
    assert "No note goes with an answer that takes points away." in praise


def test_a_flag_says_who_raised_it_by_what_rule_and_that_it_changes_no_score(demo: Visitor) -> None:
    flags = said(tree(demo.get(f"/vettings/{B}/score")).get_element_by_id("flags"))
    assert "3 red flags" in flags
    assert flags.count("Waits for a named person’s decision.") == 3, "a note waits for nobody"
    assert "Dana Whitfield: chose “Nothing. The person hears no more”." in flags
    assert "Candidate reference 1: answered 31 days, and more than 30 raises it." in flags
    assert "Also to look at Answers in one form contradict each other." in flags
    assert "A flag never changes the score. It asks you to look." in flags
    assert "flags" not in main(demo.get(f"/vettings/{A}/score"))


def test_agreement_begins_with_the_totals_and_says_what_each_evaluator_changes(demo: Visitor) -> None:
    text = main(demo.get(f"/vettings/{A}/score"))
    assert "Your three evaluators’ totals were +74, +76 and +78." in text
    assert "Without Dana Whitfield: +71 instead of +73." in text
    assert "totals were" not in main(demo.get(f"/vettings/{C}/score"))


def test_the_gap_and_the_next_steps_are_said_in_words(demo: Visitor) -> None:
    text = main(demo.get(f"/vettings/{B}/score"))
    assert "Bo Lindqvist’s own account runs 134 points ahead of what others report." in text
    assert "Says 134 more than shown on 23 matched questions." in text
    page = demo.get(f"/vettings/{C}/score")
    assert len(tree(page).xpath("//ol[contains(@class, 'steps-up')]/li")) == 3
    assert "For development, never as a deal." in main(page)


def test_before_anybody_answered_it_offers_the_form(site: Site) -> None:
    owner = alice(site)
    vetting = vettings(owner, open_search(owner))[0]
    page = owner.get(f"/vettings/{vetting}/score")
    assert "Nobody has answered yet" in main(page)
    assert tree(page).xpath(f"//a[@href='/vettings/{vetting}/answer'][contains(., 'Start your form')]")


@pytest.mark.parametrize("path", ["score", "answers"])
def test_an_evaluator_in_the_middle_of_a_form_learns_nothing_of_the_others(site: Site, path: str) -> None:
    pages = []
    for points in (0, 4):
        vetting = scored(alice(site), points)
        evaluator = bob(site)
        answer(evaluator, vetting, "EV06", number="2")
        pages.append(evaluator.get(f"/vettings/{vetting}/{path}"))
    assert anonymous(pages[0].text) == anonymous(pages[1].text)
    text = main(pages[0])
    assert "Hidden until your own form is in" in text
    assert "Continue your form" in text
    assert not SIGNED.search(text)
    assert "Alice" not in text


def test_one_s_own_form_opens_the_others(site: Site) -> None:
    vetting = scored(alice(site), 4)
    evaluator = bob(site)
    fill(evaluator, vetting, 0)
    submit(evaluator, vetting)
    text = main(evaluator.get(f"/vettings/{vetting}/score"))
    assert "Your evaluators disagree" in text
    assert "Your two evaluators’ totals were −100 and +100." in text


def test_a_viewer_waits_for_every_form_and_is_offered_none(site: Site) -> None:
    vetting = scored(alice(site), 4)
    answer(bob(site), vetting, "EV06", number="2")
    text = main(carol(site).get(f"/vettings/{vetting}/score"))
    assert "Hidden until the evaluators’ forms are in" in text
    assert "your form" not in text
    assert not SIGNED.search(text)


@pytest.mark.parametrize("path", ["score", "answers"])
def test_what_is_another_company_s_is_not_found_and_a_stranger_signs_in(site: Site, path: str) -> None:
    vetting = scored(alice(site), 4)
    assert mallory(site).get(f"/vettings/{vetting}/{path}").status_code == 404
    assert alice(site).get(f"/vettings/999/{path}").status_code == 404
    assert site.visitor().get(f"/vettings/{vetting}/{path}").url.path == "/sign-in"


def test_it_costs_the_same_few_statements_whoever_it_is(site: Site, demo: Visitor) -> None:
    costs = []
    for vetting in (A, A, D):  # the first visit may find forms in memory that another test has read, or not
        with statements(site) as sent:
            demo.get(f"/vettings/{vetting}/score")
        costs.append(len(sent))
    assert costs[1] == costs[2] <= costs[0] <= 9


def scored(owner: Visitor, points: int, **others: dict[str, str | list[str]]) -> int:
    """The first vetting of a new search with this visitor's short form in."""
    vetting = vettings(owner, open_search(owner, RECRUITERS))[0]
    fill(owner, vetting, points, **others)
    submit(owner, vetting)
    return vetting


def test_who_only_reads_is_not_told_to_hold_a_call(site: Site) -> None:
    owner = alice(site)
    vetting = vettings(owner, open_search(owner))[0]
    assert "Hold one call with" in main(owner.get(f"/vettings/{vetting}/score"))
    read = main(carol(site).get(f"/vettings/{vetting}/score"))
    assert "Hold one call" not in read
    assert "once the evaluators have sent their forms" in read
