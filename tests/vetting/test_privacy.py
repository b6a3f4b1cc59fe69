"""What a recruiter may be told: no name, no evaluator's note, and no trace of references below three replies."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vetting.answers import Answer, Response
from app.vetting.instrument import FormKind
from app.vetting.privacy import Given, for_recruiter
from app.vetting.scoring import score
from panels import INSTRUMENT, form, response

REFERENCES: tuple[FormKind, ...] = ("candidate", "client")
THREE = 3  # replies, as the rule of the product says, whatever the code says


def noted(response: Response, mark: str) -> Response:
    """The form with a note beside every answer; each holds the mark, and so does every reason."""
    answers = {
        item: replace(answer, note=f"{mark} on {item}", reason=f"{mark} reason" if answer.reason else "")
        for item, answer in response.answers.items()
    }
    return replace(response, respondent=f"{mark} name", answers=answers)


@st.composite
def told(draw: st.DrawFn, references: st.SearchStrategy[int]) -> list[Given]:
    """Evaluators, maybe the recruiter, and so many references, each with a mark of their own in all they wrote."""
    people: list[FormKind] = draw(st.lists(st.just("evaluator"), max_size=2))
    people += draw(st.lists(st.just("self"), max_size=1))
    people += [draw(st.sampled_from(REFERENCES)) for _ in range(draw(references))]
    order = draw(st.permutations(people))
    return [
        Given(noted(draw(response(kind, f"r{n}")), f"MARK{n}"), draw(st.booleans())) for n, kind in enumerate(order)
    ]


few, enough = st.integers(1, THREE - 1), st.integers(THREE, 5)


@given(told(few))
def test_below_three_replies_references_leave_no_trace(panel: list[Given]) -> None:
    without = [each for each in panel if each.response.source not in REFERENCES]
    assert for_recruiter(INSTRUMENT, panel) == for_recruiter(INSTRUMENT, without)


@given(told(st.integers(0, 5)))
def test_nobody_is_named_and_nothing_written_is_told_without_consent(panel: list[Given]) -> None:
    view = for_recruiter(INSTRUMENT, panel)
    said = repr((view.band, view.dimensions, view.flags, view.words))
    for n, each in enumerate(panel):
        assert f"MARK{n} name" not in said
        assert f"MARK{n} reason" not in said
        free = each.consent and each.response.source in REFERENCES and view.with_references
        assert free or f"MARK{n} " not in said


@given(told(enough))
@settings(max_examples=20)
def test_who_said_what_cannot_be_told_from_the_order_of_the_words(panel: list[Given]) -> None:
    assert for_recruiter(INSTRUMENT, panel) == for_recruiter(INSTRUMENT, panel[::-1])


@given(told(enough), st.sampled_from(list(INSTRUMENT.dimension)))
def test_a_dimension_of_which_fewer_than_three_spoke_is_told_without_them(panel: list[Given], d: str) -> None:
    """The third and later references leave this dimension blank."""
    spoken, seen = [], 0
    for each in panel:
        if each.response.source in REFERENCES:
            seen += 1
            blank = {i: Answer("declined") for i in each.response.answers if INSTRUMENT.item[i].dimension == d}
            kept = each.response.answers if seen < THREE else {**each.response.answers, **blank}
            spoken.append(replace(each, response=replace(each.response, answers=kept)))
        else:
            spoken.append(each)
    without = [each for each in panel if each.response.source not in REFERENCES]
    found = {r.dimension.id: r for r in for_recruiter(INSTRUMENT, spoken).dimensions}
    alone = {r.dimension.id: r for r in for_recruiter(INSTRUMENT, without).dimensions}
    assert found[d] == alone[d]
    assert found[d].references is None


def three(all: int = 1, **but: Answer) -> list[Given]:
    """Two candidates and a client who consent, beside an evaluator who wrote something too."""
    people = [form("candidate", "Candidate A", all, but), form("candidate", "Candidate B", all)]
    evaluator = form("evaluator", "Bob", 3, {"EV12": Answer(points=3, support="specific", note="He knew the date.")})
    return [Given(each, True) for each in (*people, form("client", "Client A", all), evaluator)]


def test_from_three_replies_on_their_average_is_told_and_counted() -> None:
    view = for_recruiter(INSTRUMENT, three())
    assert view.with_references
    assert {result.references for result in view.dimensions} == {Fraction(-50)}
    card = score(INSTRUMENT, [each.response for each in three()])
    assert {result.dimension.id: result.score for result in view.dimensions} == card.dimensions


def test_the_average_counts_every_reference_alike() -> None:
    panel = [Given(form("candidate", f"Candidate {n}", 4)) for n in "AB"] + [Given(form("client", "Client A", 1))]
    assert {result.references for result in for_recruiter(INSTRUMENT, panel).dimensions} == {Fraction(50)}


def test_words_are_passed_on_with_consent_and_the_subject_only() -> None:
    panel = three(2, CA12=Answer(points=2, note="  They stopped calling. "))
    (words,) = for_recruiter(INSTRUMENT, panel).words
    assert (words.dimension.id, words.text) == ("represent", "They stopped calling.")
    withheld = [replace(each, consent=False) for each in panel]
    assert for_recruiter(INSTRUMENT, withheld).words == ()
    assert for_recruiter(INSTRUMENT, panel[1:]).words == (), "two replies are too few"


def test_somebody_who_left_everything_out_does_not_make_up_the_three() -> None:
    blank = Response("client", "Client A", {item.id: Answer("declined") for item in INSTRUMENT.asked("client")})
    panel = [each for each in three() if each.response.source != "client"]
    assert not for_recruiter(INSTRUMENT, [*panel, Given(blank, True)]).with_references


def test_a_flag_is_told_in_its_words_once_and_without_who_raised_it() -> None:
    misled = Answer(points=0)
    panel = three(2, CA02=misled)
    panel[1] = Given(form("candidate", "Candidate B", 2, {"CA02": misled}))
    assert for_recruiter(INSTRUMENT, panel).flags == ("A candidate was left with wrong facts.",)
    assert for_recruiter(INSTRUMENT, panel[:1] + panel[3:]).flags == (), "one reply is too few"


def test_how_somebody_else_filled_in_their_form_is_no_flag_of_the_recruiter() -> None:
    none_of_it = {item.id: Answer("na", reason="No.") for item in INSTRUMENT.asked("evaluator")[:15]}
    evaluator, own = form("evaluator", "Bob", 3, none_of_it), form("self", "Ana", 3)
    assert {flag.flag for flag in score(INSTRUMENT, [evaluator, own]).flags} == {"F_NA"}
    assert for_recruiter(INSTRUMENT, [Given(evaluator), Given(own)]).flags == ()


def test_the_recruiter_s_own_answers_are_told_beside_the_result() -> None:
    view = for_recruiter(INSTRUMENT, [Given(form("self", "Ana", 4)), Given(form("evaluator", "Bob", 1))])
    assert {(result.said, result.score) for result in view.dimensions} == {(Fraction(100), Fraction(-50))}


def test_a_dimension_with_one_question_is_not_told_on_its_own() -> None:
    short = replace(form("evaluator", "Bob"), length="short")
    view = for_recruiter(INSTRUMENT, [Given(short)])
    assert view.band is not None
    assert [result.score for result in view.dimensions if result.dimension.id == "coaching"] == [None]


def test_without_anything_to_score_there_is_no_band() -> None:
    assert for_recruiter(INSTRUMENT, []).band is None
    references = [Given(form("candidate", "Candidate A"))]
    assert for_recruiter(INSTRUMENT, references).band is None


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4])
def test_the_band_is_the_one_the_company_sees(steps: int) -> None:
    from app.vetting.uncertainty import posterior

    panel = three(steps)
    card = score(INSTRUMENT, [each.response for each in panel])
    assert card.index is not None
    assert for_recruiter(INSTRUMENT, panel).band == posterior(INSTRUMENT, card.index, card.respondents).band
