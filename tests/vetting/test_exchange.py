"""A panel as JSON: what can be read, and a sentence for everything that cannot."""

import json
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.store.demo import demo_panel
from app.vetting.answers import Answer, Response
from app.vetting.comparison import Entrant
from app.vetting.exchange import Panel, PanelMistakes, instrument_named, read_panel, write_panel, write_scores
from app.vetting.log import LogCandidate
from app.vetting.log_reading import LogMistakes, read_log
from app.vetting.strict_json import parse
from app.vetting.workspace import Workspace
from panels import INSTRUMENT, VECTORS, response
from panels import panel as panel_of

NAMED = {"id": "lgv-external", "version": "1.0.0"}
Plain = dict[str, Any]


def form(responses: Any = None, **more: Any) -> Plain:
    return {"source": "evaluator", "respondent": "ev1", "responses": responses or {}, **more}


def panel(*forms: Any, **more: Any) -> Plain:
    return {"instrument": NAMED, "recruiters": [{"id": "A", "name": "Alma", "forms": [*forms]}], **more}


def mistakes(content: Any) -> list[str]:
    with pytest.raises(PanelMistakes) as wrong:
        read_panel(content, INSTRUMENT)
    return list(wrong.value.sentences)


def answer(id: str, content: Any) -> Answer:
    source = INSTRUMENT.item[id].form
    return read_panel(panel(form({id: content}, source=source)), INSTRUMENT).entrants[0].responses[0].answers[id]


def cases(name: str) -> list[Any]:
    """The cases of a file beside this one, by name."""
    found = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=id) for id, case in found.items()]


GOOD = {
    "points": ("EV01", {"points": 3, "support": "specific"}, Answer(points=3, support="specific")),
    "whole decimals": ("EV01", {"points": Decimal("3.0")}, Answer(points=3)),
    "said to be answered": ("EV01", {"status": "answered", "points": 0}, Answer(points=0)),
    "half a day": ("EV05", {"number": Decimal("1.5")}, Answer(number=Fraction(3, 2))),
    "a float": ("EV05", {"number": 0.1}, Answer(number=Fraction(1, 10))),
    "all of ten": ("EV10", {"number": 10}, Answer(number=Fraction(10))),
    "many people": ("SF21", {"number": 400}, Answer(number=Fraction(400))),
    "not without a number": ("EV05", {"number": 3, "no_number": False}, Answer(number=Fraction(3))),
    "no number": ("EV05", {"no_number": True}, Answer(no_number=True)),
    "a number that is null": ("EV05", {"number": None}, Answer(no_number=True)),
    "no parts heard": ("EV20", {"ticks": []}, Answer(ticks=frozenset())),
    "some parts heard": ("EV20", {"ticks": [3, 0]}, Answer(ticks=frozenset({0, 3}))),
    "does not apply": ("EV01", {"status": "na", "reason": "None yet"}, Answer(status="na", reason="None yet")),
    "declined": ("CA01", {"status": "declined"}, Answer(status="declined")),
    "null values beside a status": ("EV05", {"status": "not_asked", "number": None}, Answer(status="not_asked")),
    "a note and a flag": (
        "EV17",
        {"points": 4, "note": "Two\nlines", "flagged": True},
        Answer(points=4, note="Two\nlines", flagged=True),
    ),
    "a pair": ("SF01", {"points": 1}, Answer(points=1)),
}


@pytest.mark.parametrize(("id", "content", "expected"), GOOD.values(), ids=GOOD)
def test_it_reads(id: str, content: Plain, expected: Answer) -> None:
    assert answer(id, content) == expected


@pytest.mark.parametrize("case", cases("refused_answers"))
def test_it_rejects_the_answer(case: dict[str, str]) -> None:
    source = INSTRUMENT.item[case["item"]].form
    content = panel(form({case["item"]: parse(case["answer"])}, source=source))
    assert mistakes(content) == [f"Recruiter A, form {source} ev1, item {case['item']}: {case['sentence']}"]


@pytest.mark.parametrize("case", cases("refused_panels"))
def test_it_rejects_the_panel(case: dict[str, str]) -> None:
    assert mistakes(parse(case["panel"])) == [case["sentence"]]


def test_it_rejects_more_than_anybody_compares() -> None:
    crowd = [form(respondent=f"ev{n}") for n in range(101)]
    assert mistakes(panel(*crowd)) == ["Recruiter A: there are 101 forms; a recruiter has at most 100."]
    assert mistakes({"recruiters": [{}] * 51}) == ["There are 51 recruiters; a panel has 1 to 50."]


def test_it_names_every_mistake_at_once() -> None:
    wrong = panel(
        form({"EV01": {"points": 9}, "EV02": {"points": 9}}), form({"CL01": {}}, source="client"), weights={"x": 1}
    )
    assert len(mistakes(wrong)) == 4


def test_it_tells_the_first_hundred_mistakes_and_how_many_more_there_are() -> None:
    wrong = PanelMistakes([f"Mistake {n}." for n in range(1, 131)])
    assert wrong.told()[-2:] == ["Mistake 100.", "And 30 more."]
    assert str(PanelMistakes(["One."])) == "One."


def test_a_key_given_twice_is_named_with_its_place() -> None:
    text = json.dumps(panel(form({"EV01": {"points": 3}}))).replace('"points": 3', '"points": 3, "points": 4')
    assert mistakes(parse(text)) == ["Recruiter A, form evaluator ev1, item EV01: “points” is given twice."]
    twice = json.dumps(panel(form({"EV01": {"points": 3}}))).replace('"EV01"', '"EV02": {"points": 1}, "EV02"')
    assert mistakes(parse(twice)) == ["Recruiter A, form evaluator ev1: “EV02” is given twice."]


def test_keys_that_are_not_part_of_a_panel_are_ignored() -> None:
    extra = {"expect": {"a": float("nan")}, "story": "…"}
    content = panel(form({"EV01": {"points": 3}}, **extra), **extra)
    content["recruiters"][0] |= extra
    assert read_panel(content, INSTRUMENT) == read_panel(panel(form({"EV01": {"points": 3}})), INSTRUMENT)


def test_a_name_is_the_id_where_there_is_none() -> None:
    read = read_panel({"recruiters": [{"id": "A", "forms": []}]}, INSTRUMENT)
    assert read.recruiters["A"].name == "A"


def test_names_of_every_script_can_be_read() -> None:
    name = "علی‌رضا 李小龍 Şükrü"
    assert (
        read_panel(panel() | {"recruiters": [{"id": "ü", "name": name, "forms": []}]}, INSTRUMENT).entrants[0].name
        == name
    )


def test_half_a_surrogate_is_no_text() -> None:
    assert "must be a line" in mistakes(panel() | {"recruiters": [{"id": "\ud800", "forms": []}]})[0]


def test_weights_are_read_exactly() -> None:
    read = read_panel(panel(weights={"closure": Decimal("0.1"), "rhythm": 0}), INSTRUMENT)
    assert read.weights == {"closure": Fraction(1, 10), "rhythm": 0}
    assert read_panel(panel(), INSTRUMENT).weights is None


def test_weights_are_read_as_the_scores_write_them() -> None:
    read = read_panel(panel(weights={"closure": "1/3", "rhythm": Decimal("0.12345678901234567891")}), INSTRUMENT)
    written = write_scores(INSTRUMENT, read.recruiters, read.weights)["weights"]
    assert written["closure"] == "1/3"
    assert read_panel(panel(weights=written), INSTRUMENT).weights == {**INSTRUMENT.weights, **(read.weights or {})}


@pytest.mark.parametrize("weight", ["1/0", "-1/2", "1/2/3", "1", " 1/2", "2000000/1", "½", "1" * 50 + "/1"])
def test_a_ratio_that_is_no_weight_is_refused(weight: str) -> None:
    [sentence] = mistakes(panel(weights={"closure": weight}))
    assert sentence.startswith("Weights: the weight of “closure” must be a number from 0 to 1,000,000, not “")


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999", "1e-9999999", "0e999999999"])
def test_an_exponent_without_end_is_refused_wherever_a_number_stands(number: str) -> None:
    value = parse(number)
    content = panel(form(seconds=value), weights={"closure": value})
    content["recruiters"][0]["log"] = {"today": value, "cands": []}
    assert len(mistakes(content)) == 3


def test_a_form_says_how_long_it_took_and_how_it_was_filled_in() -> None:
    read = read_panel(panel(form(seconds=Decimal("41.9"), from_notes=True, length="short")), INSTRUMENT)
    [response] = read.entrants[0].responses
    assert (response.seconds, response.from_notes, response.length) == (41, True, "short")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("x", "A panel must be an object, not “x”."),
        ({}, "The instrument of a panel must be an object, not nothing."),
        ({"instrument": {}}, "Instrument: the id must be a line of 1 to 200 characters, not nothing."),
        (
            {"instrument": {"id": "x", "version": 1}},
            "Instrument: the version must be a line of 1 to 200 characters, not 1.",
        ),
    ],
)
def test_a_panel_must_name_its_instrument(content: Any, sentence: str) -> None:
    with pytest.raises(PanelMistakes) as wrong:
        instrument_named(content)
    assert wrong.value.sentences[0] == sentence


def test_the_instrument_a_panel_names() -> None:
    assert instrument_named(panel()) == ("lgv-external", "1.0.0")


CANDIDATE: Plain = {"start": 1, "contacts": [3], "ended": None, "told": None, "promises": [[5, True]]}
LOG: Plain = {"today": 50, "cands": [CANDIDATE]}


@pytest.mark.parametrize("case", cases("refused_logs"))
def test_it_rejects_the_log(case: dict[str, str]) -> None:
    with pytest.raises(LogMistakes) as wrong:
        read_log(parse(case["log"]))
    assert list(wrong.value.sentences) == [case["sentence"]]


def test_it_rejects_a_log_of_more_than_one_period() -> None:
    with pytest.raises(LogMistakes, match="There are 2,001 candidates; share one period of at most 2,000"):
        read_log({"today": 50, "cands": [CANDIDATE] * 2001})


def test_a_mistake_in_a_log_names_the_recruiter_too() -> None:
    content = panel()
    content["recruiters"][0]["log"] = {**LOG, "cands": [{**CANDIDATE, "told": 99}]}
    assert mistakes(content)[0].startswith("Recruiter A, log, candidate 1: the day they were told is 99")


def test_a_log_is_read() -> None:
    assert read_log(LOG).candidates == (LogCandidate(1, (3,), promises=((5, True),)),)
    told = {**CANDIDATE, "outcome": "turned_down", "withdrew": False, "pseudonym": "Fern"}
    assert read_log({**LOG, "cands": [told]}).candidates[0].outcome == "turned_down"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_is_sent_is_refused_with_a_sentence(content: Any) -> None:
    assert all(sentence.endswith(".") for sentence in mistakes(content))


@given(st.data())
def test_whatever_is_put_into_a_real_panel_it_is_read_or_refused(data: st.DataObject) -> None:
    content = deepcopy({**VECTORS, "recruiters": VECTORS["recruiters"][:1]})
    recruiter = content["recruiters"][0]
    at = data.draw(
        st.sampled_from(
            [
                content,
                recruiter,
                recruiter["log"],
                recruiter["log"]["cands"][0],
                *recruiter["forms"],
                *recruiter["forms"][0]["responses"].values(),
            ]
        )
    )
    key = data.draw(st.sampled_from(sorted(at)))
    at[key] = data.draw(st.sampled_from([None, True, -1, 0, 2, 1e308, float("nan"), "", "x", [], [[]], {}, {"x": 1}]))
    with suppress(PanelMistakes):
        read = read_panel(content, INSTRUMENT)
        assert json.dumps(write_scores(INSTRUMENT, read.recruiters, read.weights), allow_nan=False)


@given(panels=st.lists(panel_of(), min_size=1, max_size=3), own=response("self", "the recruiter"))
def test_what_is_written_is_read_again_as_the_same(panels: list[list[Response]], own: Response) -> None:
    """Through the text of a file, with constants that only a company's own results give."""
    known = Workspace(-12.3456789012, 543.0987654321)
    written = {f"{n}": Entrant(f"Recruiter {n}", (*responses, own)) for n, responses in enumerate(panels)}
    chosen = {d: Fraction(n, 3) for n, d in enumerate(INSTRUMENT.weights, start=1)}
    text = json.dumps(write_panel(INSTRUMENT, written, chosen, known))
    assert read_panel(parse(text), INSTRUMENT) == Panel(written, chosen, known)


def test_the_demo_s_notes_reasons_and_log_are_written_too() -> None:
    read = read_panel(demo_panel(), INSTRUMENT)
    again = json.dumps(write_panel(INSTRUMENT, read.recruiters, INSTRUMENT.weights))
    assert read_panel(parse(again), INSTRUMENT) == Panel(read.recruiters, dict(INSTRUMENT.weights))
    assert any(entrant.log and entrant.log.candidates for entrant in read.entrants)


def test_a_company_s_own_constants_move_the_ranges_and_no_index() -> None:
    read = read_panel(VECTORS, INSTRUMENT)
    published = write_scores(INSTRUMENT, read.recruiters)
    moved = write_scores(INSTRUMENT, read.recruiters, constants=Workspace(-20.0, 1200.0))
    assert published["constants"] == {"mean": 0.0, "sigma2": 600.0}
    one, other = published["recruiters"]["A"], moved["recruiters"]["A"]
    assert one["index"] == other["index"]
    assert other["posterior"]["mean"] < one["posterior"]["mean"]
    assert other["posterior"]["var_obs"] > one["posterior"]["var_obs"]


def test_it_rejects_constants_that_cannot_be() -> None:
    assert mistakes(panel(form(), constants={"mean": 101, "sigma2": -1})) == [
        "Constants: the mean must be a number from -100 to 100, not 101.",
        "Constants: sigma2 must be a number from 0 to 1,000,000, not -1.",
    ]
    assert mistakes(panel(form(), constants=7)) == ["Constants: these must be an object, not 7."]
