"""The receipt of a submitted form: every answer in words, its number, and for nobody but who sent it."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.store.tables import answers, messages, responses
from app.vetting.receipt import short
from journey import fill, open_search, submit, vettings
from people import alice, bob, carol, mallory
from replying import asked
from shown import main
from visitor import Site


def submitted(site: Site) -> int:
    """A vetting of which Bob has submitted his form; its id."""
    owner, evaluator = alice(site), bob(site)
    vetting = vettings(owner, open_search(owner))[0]
    fill(evaluator, vetting, 3, EV12={"value": "2", "support": "specific", "note": "He rang on the Friday."})
    submit(evaluator, vetting)
    return vetting


def test_it_shows_an_evaluator_exactly_what_they_submitted(site: Site) -> None:
    vetting = submitted(site)
    text = main(bob(site).get(f"/vettings/{vetting}/receipt"))
    for said in (
        *("Ana Ferreira", "Head of Data Platform", "Halden Foods", "Bob Tanaka", "UTC", "Short form, 10 questions"),
        *("He rang on the Friday.", "A real case with details", "2 points", "Keeps people posted, with cases.", "Yes"),
    ):
        assert said in text, said


def test_its_number_is_the_one_kept_at_submit_and_mailed(site: Site) -> None:
    vetting = submitted(site)
    kept = site.portal.call(
        site.app.state.database.read, lambda db: db.execute(select(responses.c.receipt)).scalar_one()
    )
    assert short(kept) in main(bob(site).get(f"/vettings/{vetting}/receipt"))
    assert kept in main(bob(site).get(f"/vettings/{vetting}/receipt"))


def test_it_says_so_when_what_is_stored_is_no_longer_what_was_sent(site: Site) -> None:
    vetting = submitted(site)
    page = f"/vettings/{vetting}/receipt"
    assert "This is not what was sent." not in main(bob(site).get(page))
    changed = update(answers).where(answers.c.item == "EV12").values(points=4)
    site.portal.call(site.app.state.database.write, lambda db: db.execute(changed).rowcount)
    assert "This is not what was sent." in main(bob(site).get(page))


def test_it_is_for_the_one_who_sent_the_form_and_nobody_else(site: Site) -> None:
    vetting = submitted(site)
    for path in (f"/vettings/{vetting}/receipt", f"/vettings/{vetting}/receipt.pdf"):
        other = alice(site).get(path)
        assert other.status_code == 409, "an owner has no form here"
        assert "He rang" not in other.text
        assert mallory(site).get(path).status_code == 404
        assert carol(site).get(path).status_code == 403


def test_there_is_none_before_the_form_is_in(site: Site) -> None:
    owner = alice(site)
    vetting = vettings(owner, open_search(owner))[0]
    assert owner.get(f"/vettings/{vetting}/receipt").status_code == 409
    fill(owner, vetting)
    assert owner.get(f"/vettings/{vetting}/receipt").status_code == 409
    assert owner.get(f"/vettings/{vetting}/receipt.pdf").status_code == 409


def text_of(content: bytes, folder: Path) -> str:
    (folder / "receipt.pdf").write_bytes(content)
    told = subprocess.run(["pdftotext", str(folder / "receipt.pdf"), "-"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split())


@pytest.mark.pdftotext
def test_the_pdf_says_the_same(site: Site, tmp_path: Path) -> None:
    vetting = submitted(site)
    answer = bob(site).get(f"/vettings/{vetting}/receipt.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert "Receipt - " in answer.headers["content-disposition"]
    text = text_of(answer.content, tmp_path)
    for said in ("Ana Ferreira", "Bob Tanaka", "He rang on the Friday.", "Keeps people posted, with cases."):
        assert said in text, said


@pytest.mark.pdftotext
def test_a_respondent_reads_and_keeps_what_they_sent_in_the_words_of_their_page(site: Site, tmp_path: Path) -> None:
    reply = asked(site)
    reply.fill()
    reply.answer("CA12", value="declined")
    reply.answer("CA10", value="forgotten")
    reply.answer("CA11", value="na")
    reply.send(consent="yes")
    page = main(reply.get("/receipt"))
    paper = text_of(reply.get("/receipt.pdf").content, tmp_path)
    kept = reply.own
    assert kept
    for text in (page, paper):
        for said in (
            *("Ana Ferreira", "Halden Foods", "Candidate A", "They rang on the Friday.", "3 working days"),
            *("Only that they would keep me posted.", "I prefer not to say", "I do not remember", "Not answered"),
            *("It ended less than three months ago.", "never with a name", short(kept.receipt)),
        ):
            assert said in text, said
        for hidden in ("Head of Data Platform", "Ines", " points", "EV", "CA07"):
            assert hidden not in text, hidden


def test_a_respondent_has_no_receipt_before_the_form_is_sent(site: Site) -> None:
    reply = asked(site)
    reply.fill()
    assert reply.get("/receipt").status_code == 409
    assert reply.get("/receipt.pdf").status_code == 409
    assert asked(site, "client").visitor.get(f"{reply.path}/receipt").status_code == 404


def test_the_scorecard_leads_to_it_once_the_form_is_in(site: Site) -> None:
    vetting = submitted(site)
    assert f"/vettings/{vetting}/receipt" in bob(site).get(f"/vettings/{vetting}/score").text
    assert "/receipt" not in alice(site).get(f"/vettings/{vetting}/score").text


def test_an_evaluator_gets_its_number_by_mail_and_no_link(site: Site) -> None:
    submitted(site)
    read = site.app.state.database.read
    mail = site.portal.call(read, lambda db: db.execute(select(messages)).one())
    kept = site.portal.call(read, lambda db: db.execute(select(responses.c.receipt)).scalar_one())
    assert (mail.kind, mail.to_email, mail.to_name) == ("receipt", "bob@halden.example", "Bob Tanaka")
    assert mail.content["code"] == short(kept)
    assert mail.content["form"] == "Vetting call: what you heard and saw"
    assert mail.invitation_id is None
