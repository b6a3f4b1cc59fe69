"""Every answer of every form, question by question."""

import dataclasses
from fractions import Fraction

from comparison_sample import LGV, NAMES, response

from app.reports.answers import AnswerLine, FormAnswers, all_answers
from app.vetting.answers import Answer, Response
from app.vetting.instrument import FormKind


def evaluator(who: str, answers: dict[str, Answer], short: bool = False) -> Response:
    return Response("evaluator", who, answers, length="short" if short else "full")


def line_of(form: FormAnswers, item: str, who: int = 0) -> AnswerLine:
    return next(q for q in form.questions if q.item == item).answers[who]


def test_every_item_asked_is_there_even_one_nobody_reached() -> None:
    (form,) = all_answers(LGV, [evaluator("e1", {})], NAMES)
    assert [q.item for q in form.questions] == list(LGV.form["evaluator"].items)
    assert {(a.words, a.points) for q in form.questions for a in q.answers} == {("Not asked", None)}


def test_people_who_were_asked_the_same_stand_under_one_question() -> None:
    given = [response("evaluator", who, 0.5, 1) for who in ("e1", "e2")]
    (form,) = all_answers(LGV, given, NAMES)
    assert form.respondents == ("Dana Whitfield", "Sam Osei")
    assert [[a.who for a in q.answers] for q in form.questions] == [["Dana Whitfield", "Sam Osei"]] * 30


def test_a_short_form_leaves_no_line_where_it_did_not_ask() -> None:
    full, short = evaluator("e1", {}), evaluator("e2", {}, short=True)
    (form,) = all_answers(LGV, [full, short], NAMES)
    assert sum(len(q.answers) for q in form.questions) == 30 + 10


def test_missing_is_never_nought() -> None:
    given = {"EV01": Answer("declined"), "EV02": Answer("na", reason="No facts changed."), "EV03": Answer(points=0)}
    (form,) = all_answers(LGV, [evaluator("e1", given)], NAMES)
    assert [line_of(form, item).points for item in ("EV01", "EV02", "EV03")] == [None, None, 0]
    assert line_of(form, "EV02").words == "Does not apply: No facts changed."


def test_an_answer_backed_by_nothing_says_what_was_chosen_and_what_it_counts() -> None:
    (form,) = all_answers(LGV, [evaluator("e1", {"EV01": Answer(points=4, support="general")})], NAMES)
    line = line_of(form, "EV01")
    assert (line.points, line.capped_from, line.support) == (2, 4, "General claim, no case given")


def test_an_answer_that_counts_in_full_does_not_speak_of_a_cap() -> None:
    (form,) = all_answers(LGV, [evaluator("e1", {"EV01": Answer(points=3, support="shown")})], NAMES)
    assert line_of(form, "EV01").capped_from is None


def test_notes_and_raised_flags_stay_beside_their_answer() -> None:
    answer = Answer(number=Fraction(40), note="On the phone.", flagged=True)
    (form,) = all_answers(LGV, [evaluator("e1", {"EV07": answer})], NAMES)
    line = line_of(form, "EV07")
    assert (line.words, line.note, line.flagged) == ("40 days", "On the phone.", True)


def test_a_pair_shows_both_its_sides_and_a_checklist_its_parts() -> None:
    own, call = all_answers(LGV, [response("self", "s", 0.5, 1), response("evaluator", "e1", 0.5, 1)], NAMES)[::-1]
    choices = {q.item: q.choices for form in (own, call) for q in form.questions}
    a, b = LGV.item["SF01"].sides or ("", "")
    assert choices["SF01"] == f"A: “{a}” B: “{b}”"
    assert all(part in choices["EV20"] for part in LGV.item["EV20"].elements)
    assert choices["EV01"] == ""


def test_only_the_recruiters_own_form_counts_nothing() -> None:
    kinds: tuple[FormKind, ...] = ("self", "client", "candidate", "evaluator")
    forms = all_answers(LGV, [response(kind, kind, 0.5, 1) for kind in kinds], {})
    assert {form.kind: form.counts for form in forms} == {
        "evaluator": True,
        "candidate": True,
        "client": True,
        "self": False,
    }


def test_a_respondent_without_a_name_keeps_their_own_id() -> None:
    (form,) = all_answers(LGV, [dataclasses.replace(response("client", "k9", 0.5, 1))], {})
    assert form.respondents == ("k9",)
    assert form.title == "Client reference"
