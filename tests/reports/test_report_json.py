"""The report as JSON: documented, complete, and scored again to exactly the same numbers."""

import dataclasses
import hashlib
import json
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from comparison_sample import LGV, report, said, vetting

from app.reports.comparison import ComparisonReport
from app.reports.record import Record
from app.reports.recorded import comparison_json
from app.reports.remade import remade
from app.vetting.comparison import compare
from app.vetting.exchange import read_panel, write_scores
from app.vetting.strict_json import parse
from app.vetting.workspace import Workspace

DOCS = Path("docs")
KNOWN = Workspace(mean=12.3456789012, sigma2=431.0987654321)


def company_s_own() -> ComparisonReport:
    """A report whose ranges rest on the company's own results."""
    people = [vetting(0), vetting(3, evaluators=1), vetting(1, references=False), vetting(2, responses=(), log=None)]
    entrants = {v.id: (v.name, v.responses, v.log) for v in people if v.responses}
    return report(people, comparison=compare(LGV, entrants, None, KNOWN.sigma2), constants=KNOWN)


@cache
def text() -> str:
    return comparison_json(company_s_own()).decode()


def written() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text())
    return loaded


def test_the_schema_in_docs_is_the_one_of_the_code() -> None:
    generated = runpy.run_path(str(DOCS / "report_schema.py"))["written"]()
    assert (DOCS / "report.schema.json").read_text("utf-8") == generated, "run `make docs` and commit the schema"


def test_it_keeps_to_the_schema_and_the_schema_refuses_what_is_not_in_it() -> None:
    schema = json.loads((DOCS / "report.schema.json").read_text("utf-8"))
    found = written()
    jsonschema.validate(found, schema)
    for wrong in ({**found, "more": 1}, {key: value for key, value in found.items() if key != "headline"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_every_part_of_the_schema_says_what_it_is() -> None:
    schema = json.loads((DOCS / "report.schema.json").read_text("utf-8"))
    assert [name for name, part in schema["$defs"].items() if not part.get("description")] == []


def test_scoring_it_again_finds_exactly_the_same_numbers() -> None:
    panel = read_panel(parse(text()), LGV)
    scores = write_scores(LGV, panel.recruiters, panel.weights, panel.constants)
    told = {one["id"]: one["findings"] for one in written()["recruiters"]}
    assert list(told) == [*scores["comparison"]["ranking"], "v2"]
    for id, found in told.items():
        again = scores["recruiters"][id]
        assert (found["index"] or {}).get("exact") == again["index"]
        assert {d["id"]: (d["score"] or {}).get("exact") for d in found["dimensions"]} == {
            d: score["score"] for d, score in again["dimensions"].items()
        }
        assert (found["likely"] or {}).get("band") == again.get("posterior", {}).get("band_shown")
        assert (found["gap"] or {}).get("exact") == again.get("say_do", {}).get("gap")
        if found["bounds"]:
            assert (found["bounds"]["low"]["exact"], found["bounds"]["high"]["exact"]) == (again["lo"], again["hi"])
        if found["likely"]:
            ends = (max(-100, again["posterior"]["low90"]), min(100, again["posterior"]["high90"]))
            assert (found["likely"]["range"]["low"], found["likely"]["range"]["high"]) == ends
            assert found["standing"]["first"]["decimal"] == scores["comparison"]["p_best"][id]


def test_it_can_be_made_again_from_its_forms_alone() -> None:
    assert comparison_json(remade(LGV, Record.model_validate_json(text()))).decode() == text()


def test_the_code_is_a_hash_that_anybody_can_compute() -> None:
    found = written()
    seal = found.pop("verification")
    whole = json.dumps(found, sort_keys=True, separators=(",", ":"))
    assert seal["hash"] == hashlib.sha256(whole.encode("ascii")).hexdigest()
    assert seal["code"].replace("-", "").lower() == seal["hash"][:12]


def test_tomorrow_it_has_the_same_code_and_with_another_answer_another_one() -> None:
    people = [vetting(0), vetting(1)]
    code = json.loads(comparison_json(report(people)))["verification"]["code"]
    tomorrow = report(people, date=report().date.replace(day=6))
    assert json.loads(comparison_json(tomorrow))["verification"]["code"] == code
    form = people[0].responses[0]
    other = dataclasses.replace(form.answers["EV01"], note="Another word.")
    changed = dataclasses.replace(form, answers={**form.answers, "EV01": other})
    people[0] = dataclasses.replace(people[0], responses=(changed, *people[0].responses[1:]))
    assert json.loads(comparison_json(report(people)))["verification"]["code"] != code


def test_whatever_was_typed_it_stays_json() -> None:
    name = '=1+1 "<b>" \\ \u202e\u0000\ud800 مرحبا 🚀'
    found = json.loads(comparison_json(report([vetting(0, name=name, firm=name, replies=said(name))], company=name)))
    assert {found["company"], found["recruiters"][0]["name"], found["recruiters"][0]["replies"][0]["text"]} == {name}
