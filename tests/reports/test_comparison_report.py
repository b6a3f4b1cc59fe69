"""The comparison report as data: complete, exact, in the order of the comparison."""

import dataclasses
import datetime
from fractions import Fraction
from itertools import pairwise

import pytest
from comparison_sample import LGV, NAMES, report, response, vetting

from app.reports.comparison import ComparisonReport, document, filename, leads
from app.reports.printed import groups, printed
from app.reports.scorecard import Vetting, marks
from app.vetting.answers import Answer, Response
from app.vetting.comparison import compare
from app.vetting.sentences import DIFFERENT_EVALUATORS, headline


@pytest.fixture(scope="module")
def four() -> ComparisonReport:
    return report()


def nothing_scored() -> Vetting:
    answers = {item.id: Answer("declined") for item in LGV.asked("evaluator")}
    return Vetting("vx", "Dana Petrov", "", (Response("evaluator", "e1", answers),), NAMES)


def test_the_points_of_the_dimensions_add_up_to_the_index_exactly(four: ComparisonReport) -> None:
    for part in four.recruiters:
        assert sum((line.points for line in part.dimensions), Fraction(0)) == part.index
        assert sum((line.share for line in part.dimensions), Fraction(0)) == 1


def test_recruiters_stand_in_the_order_of_the_comparison_and_those_without_a_score_last() -> None:
    people = [vetting(3), nothing_scored(), vetting(0)]
    made = report(people)
    assert [part.id for part in made.recruiters] == ["v0", "v3", "vx"]


def test_no_score_is_no_number() -> None:
    part = report([vetting(0), nothing_scored()]).recruiters[-1]
    assert (part.index, part.likely, part.standing, part.status) == (None, None, None, "none")
    assert part.sentence == "No score: too little was answered to score any dimension."


def test_a_recruiter_nobody_answered_about_stands_on_page_1_and_has_no_pages() -> None:
    people = [vetting(0), vetting(3)]
    compared = compare(LGV, {v.id: (v.name, v.responses, v.log) for v in people})
    made = printed(report([*people, Vetting("vn", "Nobody Asked", "", ())], comparison=compared))
    assert [(row["name"]["text"], row["why"]) for row in made["unscored"]] == [
        ("Nobody Asked", "Nobody has answered yet.")
    ]
    assert [part["name"]["text"] for part in made["parts"]] == ["Ana Ferreira", "Marcus Hale"]


def test_an_evaluator_and_a_reference_of_the_same_name_are_told_apart() -> None:
    both = (response("evaluator", "Dana", 0.5, 1), response("candidate", "Dana", 0.5, 1))
    forms = report([Vetting("v1", "One", "", both)]).recruiters[0].forms
    assert [form.respondents for form in forms] == [("Dana",), ("Candidate reference",)]
    assert [form.questions[0].answers[0].who for form in forms] == ["Dana", "Candidate reference"]


def test_what_the_order_allows_for_and_who_is_left_out_are_cautions() -> None:
    people = [vetting(0), vetting(3)]
    compared = compare(LGV, {v.id: (v.name, v.responses, v.log) for v in people})
    kinder = dataclasses.replace(compared, kinder=Fraction(12))
    made = report(people, comparison=kinder, left_out="1 recruiter is left out.")
    assert made.cautions[1:] == (
        "References were on average 12 points kinder than evaluators; the order allows for that.",
        "1 recruiter is left out.",
    )


def test_the_headline_is_the_one_of_every_page(four: ComparisonReport) -> None:
    people = [vetting(i) for i in range(4)]
    comparison = compare(LGV, {v.id: (v.name, v.responses, v.log) for v in people})
    assert four.headline == headline(comparison)


def test_how_firm_the_lead_is_stands_under_the_headline(four: ComparisonReport) -> None:
    assert four.cautions == (
        "The order holds: Ana Ferreira is at least level with Priya Raman on every dimension, "
        "so no weights can put Priya Raman ahead.",
    )


def test_different_evaluators_are_said_to_be_so() -> None:
    other = dataclasses.replace(response("evaluator", "e9", 0.5, 1))
    assert DIFFERENT_EVALUATORS in report([vetting(0), Vetting("v9", "Nine", "", (other,))]).cautions


def test_references_are_named_by_their_role_only_unless_the_caller_says_otherwise() -> None:
    person = dataclasses.replace(vetting(0), names={})
    forms = report([person]).recruiters[0].forms
    assert [form.respondents for form in forms] == [
        ("e1", "e2", "e3"),
        ("Candidate reference 1", "Candidate reference 2"),
        ("Client reference",),
        ("s",),
    ]


def test_the_tenths_that_are_printed_add_up_to_the_index_that_is_printed(four: ComparisonReport) -> None:
    for part in four.recruiters:
        assert part.index is not None
        assert sum(line.tenths for line in part.dimensions) == round(part.index, 1)
        assert all(abs(line.tenths - line.points) < Fraction(1, 10) for line in part.dimensions)


def test_nobody_is_first_alone_while_that_is_not_even_probable() -> None:
    twins = [vetting(0), dataclasses.replace(vetting(0), id="twin", name="Twin")]
    assert [row["rank"] for row in printed(report(twins))["league"]] == ["1–2", "1–2"]
    assert printed(report([vetting(0), vetting(3)]))["league"][0]["rank"] == "1"


def test_a_dimension_of_one_question_counts_but_is_not_shown_on_its_own() -> None:
    short = dataclasses.replace(response("evaluator", "e1", 0.7, 3), length="short")
    made = printed(report([Vetting("vs", "Short", "", (short,), NAMES), vetting(0)]))
    part = next(part for part in made["parts"] if part["id"] == "vs")
    alone = [line for line in part["score"]["dimensions"] if "missing" in line]
    assert alone
    assert all(line["missing"].startswith("One question only") and line["points"] for line in alone)
    assert "short form" in part["score"]["marks"]


def test_every_answer_of_every_form_is_there(four: ComparisonReport) -> None:
    answers = [len(q.answers) for part in four.recruiters for form in part.forms for q in form.questions]
    assert sum(answers) == 4 * (3 * 30 + 2 * 13 + 10 + 24)


def test_the_weights_the_company_chose_are_the_weights_of_the_report() -> None:
    people = [vetting(0), vetting(1)]
    weights = {**dict.fromkeys(LGV.dimension, Fraction(1)), "closure": Fraction(4)}
    comparison = compare(LGV, {v.id: (v.name, v.responses, v.log) for v in people}, weights)
    made = document(
        company="C",
        search="S",
        date=datetime.date(2026, 12, 5),
        demo=False,
        instrument=LGV,
        comparison=comparison,
        vettings=people,
        weights_name="Loop first",
    )
    shares = {line.name: line.share for line in made.method.weights}
    assert shares["Closing the loop"] == Fraction(2, 5)
    assert made.method.weights_name == "Loop first"


def test_the_method_names_the_version_and_says_that_nothing_is_validated(four: ComparisonReport) -> None:
    method = four.method
    assert (method.instrument, method.version, method.hash) == (LGV.id, LGV.version, LGV.hash)
    assert method.validity == "Not yet validated against outcomes."
    edges = [-100, -60, -20, 20, 60, 100]
    assert [(int(band.low), int(band.high)) for band in method.bands] == list(pairwise(edges))


def test_page_one_says_that_nothing_is_validated(four: ComparisonReport) -> None:
    assert "Not yet validated against outcomes." in printed(four)["foot"]


def test_page_one_says_that_a_band_leans_to_the_middle_as_its_range_does(four: ComparisonReport) -> None:
    said = " ".join(printed(four)["foot"])
    assert "lean to the middle where little is known, and so does the band." in said


def test_one_evaluator_is_said_beside_the_score() -> None:
    rows = {row["id"]: row["marks"] for row in printed(report([vetting(0), vetting(1, evaluators=1)]))["league"]}
    assert "one evaluator" in rows["v1"]
    assert "one evaluator" not in rows["v0"]


def test_a_provisional_score_is_said_to_be_one() -> None:
    answers = {item.id: Answer(points=3, support="shown") for item in LGV.asked("evaluator")[:14] if item.support}
    half = Vetting("vh", "Half", "", (Response("evaluator", "e1", answers),), NAMES)
    made = printed(report([vetting(0), half]))
    assert "provisional" in next(row["marks"] for row in made["league"] if row["id"] == "vh")


def test_a_dimension_leads_only_where_its_range_is_above_all_the_others(four: ComparisonReport) -> None:
    best, *others = four.recruiters
    line = dataclasses.replace(best.dimensions[0], low=99.0, high=100.0)
    ahead = dataclasses.replace(best, dimensions=(line, *best.dimensions[1:]))
    level = dataclasses.replace(four, recruiters=(best, dataclasses.replace(best, id="twin"), *others))
    assert leads(dataclasses.replace(four, recruiters=(ahead, *others)), line.id) == best.id
    assert leads(level, line.id) is None
    assert leads(dataclasses.replace(four, recruiters=(ahead,)), line.id) is None


def test_bold_is_explained_only_where_something_is_bold(four: ComparisonReport) -> None:
    made = printed(four)
    bold = any(cell["ahead"] for group in made["groups"] for row in group["rows"] for cell in row["cells"])
    assert any(line.startswith("Bold") for line in made["foot"]) == bold


@pytest.mark.parametrize(("n", "sizes"), [(0, []), (1, [1]), (5, [5]), (6, [3, 3]), (7, [4, 3]), (20, [5, 5, 5, 5])])
def test_more_than_five_recruiters_are_put_side_by_side_in_even_groups(n: int, sizes: list[int]) -> None:
    part = report([vetting(0)]).recruiters[0]
    assert [len(group) for group in groups([part] * n)] == sizes


def test_people_are_marked_by_one_letter_where_that_tells_them_apart() -> None:
    assert marks(["Dana Whitfield", "Sam Osei", "Mika Tanaka"]) == ["D", "S", "M"]
    assert marks(["Dana Whitfield", "Dan Osei"]) == ["DW", "DO"]
    assert marks(["Dana Whitfield", "Dora Wolf"]) == ["1", "2"]
    assert marks(["", "李明"]) == ["?", "李"]


@pytest.mark.parametrize(
    ("search", "name"),
    [
        ("Head of Data Platform", "Recruiters - Head of Data Platform - 2026-12-05.pdf"),
        ('a/b\\c:d*e?f"g<h>i|j', "Recruiters - a b c d e f g h i j - 2026-12-05.pdf"),
        ("../../etc/passwd\x00\n", "Recruiters - etc passwd - 2026-12-05.pdf"),
        ("\u202egnp.exe.", "Recruiters - gnp.exe - 2026-12-05.pdf"),
        ("Leiter:in Qualität 首席", "Recruiters - Leiter in Qualität 首席 - 2026-12-05.pdf"),
        ("...", "Recruiters - search - 2026-12-05.pdf"),
        ("x" * 300, f"Recruiters - {'x' * 80} - 2026-12-05.pdf"),
    ],
)
def test_the_file_is_named_after_the_search_and_is_safe_everywhere(search: str, name: str) -> None:
    assert filename(search, datetime.date(2026, 12, 5)) == name
