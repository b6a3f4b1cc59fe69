"""The interview guide as a PDF: a blank form for a call, for whoever may evaluate."""

import subprocess
from pathlib import Path

import pytest

from journey import open_search, vettings
from people import alice, bob, carol, mallory
from visitor import Site


@pytest.mark.pdftotext
def test_it_holds_every_question_of_the_form_and_names_the_recruiter(site: Site, tmp_path: Path) -> None:
    owner, evaluator = alice(site), bob(site)
    vetting = vettings(owner, open_search(owner))[0]
    answer = evaluator.get(f"/vettings/{vetting}/guide.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert 'filename="Interview guide - Ana Ferreira.pdf"' in answer.headers["content-disposition"]
    (tmp_path / "guide.pdf").write_bytes(answer.content)
    told = subprocess.run(["pdftotext", str(tmp_path / "guide.pdf"), "-"], capture_output=True, text=True, check=True)
    text = " ".join(told.stdout.split())
    for said in ("Ana Ferreira", "Northlight Search", "Head of Data Platform", "10 questions", "EV06", "EV29"):
        assert said in text, said


def test_a_name_no_file_system_takes_is_made_one(site: Site) -> None:
    owner = alice(site)
    vetting = vettings(owner, open_search(owner, 'A/na: "B" <c>\u202e, Firm'))[0]
    named = owner.get(f"/vettings/{vetting}/guide.pdf").headers["content-disposition"]
    assert 'filename="Interview guide - A na B c.pdf"' in named


def test_it_is_there_for_those_who_evaluate_only(site: Site) -> None:
    owner = alice(site)
    vetting = vettings(owner, open_search(owner))[0]
    assert mallory(site).get(f"/vettings/{vetting}/guide.pdf").status_code == 404
    assert carol(site).get(f"/vettings/{vetting}/guide.pdf").status_code == 403


def test_the_overview_leads_to_it_while_a_form_is_to_be_filled_in(site: Site) -> None:
    owner = alice(site)
    search = open_search(owner)
    vetting = vettings(owner, search)[0]
    page = owner.get(f"/searches/{search}")
    assert f'href="/vettings/{vetting}/guide.pdf"' in page.text
