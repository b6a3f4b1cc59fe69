"""The six worked recruiters of measurement 5, to the last digit; their unit cases are tested beside what they test."""

from typing import Any

import pytest

from app.vetting.exchange import read_panel, write_scores
from app.vetting.log import metrics
from panels import INSTRUMENT, RECRUITERS, UNITS, VECTORS, exact

TOLERANCE = 1e-6
FORTY_SECONDS = ("B", "self")  # the story of B says so; the vectors have no time


def timed(panel: dict[str, Any]) -> dict[str, Any]:
    recruiters = [{**r, "forms": [timed_form(r["id"], form) for form in r["forms"]]} for r in panel["recruiters"]]
    return {**panel, "recruiters": recruiters}


def timed_form(recruiter: str, form: dict[str, Any]) -> dict[str, Any]:
    return {**form, "seconds": 40} if (recruiter, form["respondent"]) == FORTY_SECONDS else form


PANEL = read_panel(timed(VECTORS), INSTRUMENT)
SCORES = write_scores(INSTRUMENT, PANEL.recruiters)
FORMS = [
    pytest.param(expected, written, id=f"{id} {expected['respondent']}")
    for id, recruiter in RECRUITERS.items()
    for expected, written in zip(recruiter["forms"], SCORES["recruiters"][id]["forms"], strict=True)
]


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Where `found` is not what was expected; keys beyond the expected ones are fine, decimals are near."""
    if isinstance(expected, dict) and isinstance(found, dict):
        missing = [f"{where}/{key} is missing" for key in expected.keys() - found.keys()]
        return missing + [
            d for k in expected.keys() & found.keys() for d in differences(expected[k], found[k], f"{where}/{k}")
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            d for n, pair in enumerate(zip(expected, found, strict=True)) for d in differences(*pair, f"{where}/{n}")
        ]
    if isinstance(expected, float) and isinstance(found, float):
        return [] if abs(expected - found) <= TOLERANCE else [f"{where}: {found} for {expected}"]
    return [] if expected == found else [f"{where}: {found} for {expected}"]


@pytest.mark.parametrize(("expected", "written"), FORMS)
def test_a_form_scores_as_worked_out(expected: dict[str, Any], written: dict[str, Any]) -> None:
    assert differences(expected["expect"], written) == []


@pytest.mark.parametrize("id", RECRUITERS)
def test_a_recruiter_scores_as_worked_out(id: str) -> None:
    assert differences(RECRUITERS[id]["expect"], SCORES["recruiters"][id]) == []


@pytest.mark.parametrize("id", RECRUITERS)
def test_what_does_not_apply_to_a_recruiter_is_not_written(id: str) -> None:
    added = {"name", "forms", "contributions", "flags", "rests_on", "source_shares", "dimension_ranges"}
    added |= {"log"} if PANEL.recruiters[id].log else set()
    assert set(SCORES["recruiters"][id]) == set(RECRUITERS[id]["expect"]) | added


@pytest.mark.parametrize("part", VECTORS["comparison"])
def test_the_comparison_is_as_worked_out(part: str) -> None:
    assert differences(VECTORS["comparison"][part], SCORES["comparison"][part]) == []


def test_the_log_is_counted_as_worked_out() -> None:
    expected = UNITS["log"]["expect"]
    shared = PANEL.recruiters["A"].log
    assert shared is not None
    found = metrics(shared)
    assert [found.n, [*found.seven_day], [*found.loop], [*found.promises], found.still_open] == [
        expected[key] for key in ("n", "seven_day", "loop", "promises", "still_open")
    ]
    silence, after = found.longest_silence, found.after_interview
    assert [[day, exact(share)] for day, share in silence.steps] == expected["longest_silence_km"]
    assert [[day, exact(share)] for day, share in after.steps] == expected["after_interview_km"]
    assert [silence.median, after.median] == [expected["longest_silence_median"], expected["after_interview_median"]]
    assert [exact(silence.waiting_over(7)), exact(silence.waiting_over(14))] == [
        expected["share_waiting_over_7"],
        expected["share_waiting_over_14"],
    ]
    assert {d: [exact(score), n] for d, (score, n) in found.dimensions().items()} == expected["dims"]


def test_the_comparison_of_differences_sees_a_difference() -> None:
    assert differences({"a": [1.0, "x"]}, {"a": [1.1, "x"], "b": 2}) == ["/a/0: 1.1 for 1.0"]
    assert differences({"a": 1}, {}) == ["/a is missing"]
