"""Archives of a company and of a person: all of what is theirs, nothing of anybody else's, and nothing too early."""

import io
import json
import re
import zipfile
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, insert, select, update
from sqlmodel import SQLModel

from app.store import tables as t
from app.store.audit import record
from app.store.holdings import LEFT_OUT, SECRET, of_company
from app.store.members import Member
from app.store.rows import add
from app.store.trail_veil import Veil
from canary import CANARY, WITNESS, Seeded, seed
from household import settle
from people import NOW, OURS, alice, somebody
from visitor import Site

Opened = dict[str, str]  # entry → its text


def opened(page: httpx.Response) -> Opened:
    """The archive that was sent, read by another program than the one that wrote it."""
    assert page.status_code == 200, page.text[:300]
    with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def table(archive: Opened, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(archive[f"tables/{name}.json"])
    return found


def write(site: Site, work: Any, *args: Any) -> Any:
    return site.portal.call(site.app.state.database.write, work, *args)


def arranged(site: Site, canary: str = "recruiter") -> Seeded:
    made: Seeded = write(site, seed, canary)
    return made


def test_every_table_is_exported_or_left_out_with_a_reason() -> None:
    veil = Veil(Member(1, 1, "", "", "", "owner"), frozenset())
    exported = {part.name for part in of_company(veil)}
    assert exported | LEFT_OUT.keys() == SQLModel.metadata.tables.keys()
    assert not exported & LEFT_OUT.keys()


def test_a_company_s_archive_holds_every_row_of_it_and_none_of_another(site: Site) -> None:
    of = arranged(site)
    write(site, settle, "rivalqz")
    page = alice(site).post("/company/export")
    archive = opened(page)
    assert "rivalqz" not in "".join(archive.values())

    def counted(db: Connection) -> dict[str, int]:
        own = [table for table in SQLModel.metadata.sorted_tables if "company_id" in table.c]
        mine = {table.name: table.c.company_id == of.owner.company_id for table in own}
        return {table.name: len(db.execute(select(table).where(mine[table.name])).all()) for table in own}

    rows = write(site, counted)
    drafts = {"response": 2, "answer": 2, "answer_save": 2}  # of the two clients, who have not sent theirs
    wanted = {name: many - drafts.get(name, 0) for name, many in rows.items() if name not in LEFT_OUT}
    found = {name: len(table(archive, name)) for name in wanted}
    assert found == wanted
    assert all(found.values())
    assert {one["email"] for one in table(archive, "account")} == {"alice@halden.example", of.member.email}
    assert [one["name"] for one in table(archive, "company")] == [OURS]


def test_it_holds_no_secret(site: Site) -> None:
    arranged(site)
    archive = opened(alice(site).post("/company/export"))
    names = {
        name for entry in archive if entry.startswith("tables/") for row in json.loads(archive[entry]) for name in row
    }
    assert not names & SECRET
    assert all(secret not in "".join(archive.values()) for secret in (f"!{WITNESS}", "link qz", "code qz", "Browser"))


def test_it_explains_itself_and_brings_the_questions(site: Site) -> None:
    arranged(site)
    page = alice(site).post("/company/export")
    archive = opened(page)
    assert re.fullmatch(
        r"attachment; filename=\"(Followthrough export - Halden Foods - \d{4}-\d\d-\d\d\.zip)\"; filename\*=UTF-8''.*",
        page.headers["content-disposition"],
    )
    assert page.headers["content-type"] == "application/zip"
    readme = archive["README.txt"]
    assert f"tables/answer.json  {len(table(archive, 'answer'))}" in readme
    assert all(f"{name}: {why}." in readme for name, why in LEFT_OUT.items())
    assert any(name.startswith("questionnaires/lgv-external-1.0.0/") for name in archive)
    assert {one["action"] for one in table(archive, "audit")} >= {"company:export", "session:begin"}


def test_what_was_typed_stays_text(site: Site) -> None:
    of = arranged(site)
    odd = '=1+1 <b>\u202e"\\ \n'
    write(
        site,
        lambda db: db.execute(update(t.answers).where(t.answers.c.response_id == of.forms["self"]).values(note=odd)),
    )
    assert odd in {one["note"] for one in table(opened(alice(site).post("/company/export")), "answer")}


def blinded(db: Connection, of: Seeded) -> None:
    """Alice has begun a form of her own about Ana, and is blind until it is in."""
    whose = {"company_id": of.owner.company_id, "vetting_id": of.vetting, "member_id": of.owner.id}
    add(db, t.responses, **whose, source="evaluator", respondent="Alice Moreau", state="draft", started_at=NOW)


def interfere(db: Connection, of: Seeded) -> None:
    """Others answer otherwise, and more often."""
    form = t.answers.c.response_id == of.forms["evaluator"]
    db.execute(update(t.answers).where(form).values(points=0, note="quite another", version=9))
    content = {"company_id": of.owner.company_id, "response_id": of.forms["evaluator"], "item": "EV12", "version": 9}
    db.execute(insert(t.answer_saves).values(**content, content={}, saved_at=NOW, device="", sequence=1))
    record(db, of.member, "answer:save", f"response {of.forms['evaluator']}", NOW)
    db.execute(update(t.logs).where(t.logs.c.vetting_id == of.vetting).values(content={"today": 1, "cands": []}))
    db.execute(update(t.flag_decisions).where(t.flag_decisions.c.vetting_id == of.vetting).values(why="another"))


@pytest.mark.parametrize("path", ["/company", "/address-book/{recruiter}", "/invitations/{asked}", "/members/{member}"])
def test_a_blind_owner_takes_out_nothing_that_others_answered(site: Site, path: str) -> None:
    of, owner = arranged(site), alice(site)
    path = path.format(recruiter=of.recruiter, asked=of.references[0], member=of.member.id) + "/export"
    seeing = opened(owner.post(path))
    assert len(table(seeing, "answer")) > 0
    write(site, blinded, of)
    before = opened(owner.post(path))
    write(site, interfere, of)
    after = opened(owner.post(path))
    assert "What others answered about 1 recruiter" in before["README.txt"]
    assert "What others answered" not in seeing["README.txt"]
    theirs = set(of.forms.values())
    assert not [one for one in table(before, "answer") if one["response_id"] in theirs]
    assert "answer:save" not in after["tables/audit.json"]
    changing = ("tables/audit.json", "README.txt")  # each download adds its own line
    assert {name: before[name] for name in before if name not in changing} == {
        name: after[name] for name in after if name not in changing
    }


PERSONS = {  # whose word is the canary → where their archive is, and how many rows of theirs are in which table
    "recruiter": ("/address-book/{of.recruiter}", {"recruiter": 1, "vetting": 1, "search": 1, "log": 1, "invitation": 1,
                  "message": 2, "audit": 1, "response": 1, "answer": 1, "answer_save": 1, "own_page": 1, "remark": 1,
                  "proof": 1}),
    "reference": ("/invitations/{of.references[0]}", {"invitation": 2, "message": 2, "audit": 2, "response": 2,
                  "answer": 2, "answer_save": 2}),
    "member": ("/members/{of.member.id}", {"member": 1, "account": 1, "session": 1, "search_member": 1,
               "calibration": 1, "weighting": 1, "flag_decision": 2, "message": 3, "response": 2, "answer": 2,
               "answer_save": 2, "audit": 2}),
}  # fmt: skip


@pytest.mark.parametrize("who", PERSONS)
def test_a_person_s_archive_holds_all_of_theirs_and_nobody_else(site: Site, who: str) -> None:
    of = arranged(site, who)
    path, rows = PERSONS[who]
    archive = opened(alice(site).post(f"{path.format(of=of)}/export"))
    assert {name: len(table(archive, name)) for name in rows} == rows
    assert {name for name in archive if name.startswith("tables/")} == {f"tables/{name}.json" for name in rows}
    told = "".join(archive.values())
    assert told.count(CANARY) >= len(rows) - 3
    assert [name for name in write(site, identities) if CANARY not in name and name in told] == []


def identities(db: Connection) -> list[str]:
    """The name and address of everybody."""
    columns = [(t.recruiters, "name"), (t.recruiters, "firm"), (t.accounts, "name"), (t.accounts, "email")]
    columns += [(t.invitations, "name"), (t.invitations, "email")]
    return [text for table, name in columns for text in db.execute(select(table.c[name])).scalars() if text]


def test_a_recruiter_gets_their_result_and_never_who_said_what(site: Site) -> None:
    of = arranged(site)
    archive = opened(alice(site).post(f"/address-book/{of.recruiter}/export"))
    assert WITNESS not in "".join(archive.values())
    [told] = json.loads(archive["own-result.json"])
    assert told["references_counted"] is False
    assert told["words"] == []
    assert len(told["dimensions"]) == 7


def test_everybody_takes_out_what_is_their_own(site: Site) -> None:
    of = arranged(site, "member")
    draft = t.responses.c.id == of.forms["evaluator"]
    write(site, lambda db: db.execute(update(t.responses).where(draft).values(state="draft", compact=None)))
    own = opened(somebody(site, OURS, of.member.name, "evaluator").post("/account/export"))
    assert of.forms["evaluator"] in {one["id"] for one in table(own, "response")}
    theirs = opened(alice(site).post(f"/members/{of.member.id}/export"))
    assert of.forms["evaluator"] not in {one["id"] for one in table(theirs, "response")}
    assert "Forms that are not in" in theirs["README.txt"]


def test_it_is_noted_before_it_is_read(site: Site) -> None:
    of, owner = arranged(site), alice(site)
    for path in ("/company", f"/address-book/{of.recruiter}", f"/members/{of.member.id}", "/account"):
        assert owner.post(f"{path}/export").status_code == 200
    asked = select(t.audit.c.action, t.audit.c.subject).where(t.audit.c.action.like("%:export"))
    found = write(site, lambda db: [tuple(row) for row in db.execute(asked.order_by(t.audit.c.number))])
    assert [action for action, _ in found] == ["company:export", "recruiter:export", "member:export", "member:export"]
    assert found[1][1] == f"recruiter {of.recruiter}"
