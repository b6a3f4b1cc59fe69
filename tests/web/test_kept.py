"""A kept report: the very same bytes later, for those who may see what is in it, until somebody in it is erased."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from app.actions.erase_member import erase_member
from app.actions.erase_recruiter import erase_recruiter
from app.actions.expire import expire_due
from app.actions.keep_report import MOST
from app.actions.reopen import reopen
from app.reports.carried import record_in
from app.store.expiry import LASTS
from app.store.members import Member
from app.store.tables import audit, kept_reports, responses, searches
from app.store.tables import vettings as vetted
from app.web import doors
from app.web.paper import made
from journey import fill, open_search, submit, vettings
from people import OURS, alice, bob, carol, member
from replying import asked
from shown import main, said, tree
from visitor import Site, Visitor


def erase_reopened(db: Connection, owner: Member, vetting: int, now: int) -> None:
    """Bob's form, of which the kept report tells, is a draft again when he is erased."""
    his = member(db, OURS, "Bob Tanaka", "evaluator").id or 0
    form = select(responses.c.id).where(responses.c.vetting_id == vetting, responses.c.member_id == his)
    reopen(db, owner, vetting, db.execute(form).scalar_one(), "He named another client.", now)
    erase_member(db, owner, his, now)


# What deletes it, each as somebody does it in the site of a company with one search.
GONE: dict[str, Callable[[Connection, Member, int, int], object]] = {
    "the recruiter is erased": lambda db, owner, vetting, now: erase_recruiter(
        db, owner, db.execute(select(vetted.c.recruiter_id).where(vetted.c.id == vetting)).scalar_one(), now
    ),
    "somebody who answered is erased": lambda db, owner, _, now: erase_member(
        db, owner, member(db, OURS, "Bob Tanaka", "evaluator").id or 0, now
    ),
    "somebody is erased who answered and whose form was reopened": erase_reopened,
    "its scores expire": lambda db, owner, _, now: expire_due(db, now + LASTS + 1),
}


@pytest.fixture
def owner(site: Site) -> Visitor:
    return alice(site)


def answered(visitor: Visitor, vetting: int, step: int = 3) -> None:
    fill(visitor, vetting, step)
    submit(visitor, vetting)


def keep(owner: Visitor, search: int, **sent: str) -> list[str]:
    """Keep a report; the paths of all that are listed then, the newest first."""
    page = owner.submit(owner.get(f"/searches/{search}/report"), "keep", **sent)
    assert page.status_code == 200, page.text
    return listed(page)


def listed(page: object) -> list[str]:
    return [str(one) for one in tree(page).xpath("//section[@id='kept']//a/@href")]  # type: ignore[arg-type]


def test_what_is_kept_stays_the_same_bytes_whatever_changes(site: Site, owner: Visitor) -> None:
    search = open_search(owner)
    first, second = vettings(owner, search)[:2]
    answered(owner, first)
    now = owner.get(f"/searches/{search}/report.pdf")
    (path,) = keep(owner, search, paper="a4")
    answered(owner, second)
    file = owner.get(path)
    assert file.content == now.content
    assert file.headers["content-disposition"] == now.headers["content-disposition"]
    assert owner.get(f"/searches/{search}/report.pdf").content != file.content
    code = record_in(file.content)[0].verification.code
    page = main(owner.get(f"/searches/{search}/report"))
    assert f"Code {code}" in page
    assert "by Alice Moreau" in page
    newer, older = keep(owner, search, paper="letter")
    assert older == path
    assert owner.get(newer).content != file.content


def test_only_those_who_see_everything_in_it_see_that_it_is_there(site: Site, owner: Visitor) -> None:
    search, other, viewer = open_search(owner), bob(site), carol(site)
    first = vettings(owner, search)[0]
    answered(owner, first)
    (path,) = keep(owner, search)
    assert (listed(viewer.get(f"/searches/{search}/report")), viewer.get(path).status_code) == ([path], 200)
    assert (listed(other.get(f"/searches/{search}/report")), other.get(path).status_code) == ([], 404)
    answered(other, first, 2)
    assert (listed(other.get(f"/searches/{search}/report")), other.get(path).status_code) == ([path], 200)
    for visitor in (viewer, other):
        page = visitor.get(f"/searches/{search}/report").text
        assert 'id="keep"' not in page
        assert "/remove" not in page
        assert visitor.post(f"{path}/remove", {}).status_code == 403


@pytest.mark.parametrize("why", GONE)
def test_it_goes_when(site: Site, owner: Visitor, why: str) -> None:
    search, other = open_search(owner), bob(site)
    first, second = vettings(owner, search)[:2]
    for visitor, vetting in ((owner, first), (other, first), (owner, second)):
        answered(visitor, vetting)
    (path,) = keep(owner, search)
    now, write = int(time.time()), site.app.state.database.write
    site.portal.call(write, lambda db: GONE[why](db, member(db, OURS, "Alice Moreau", "owner"), first, now))
    assert owner.get(path).status_code == 404
    assert site.portal.call(site.app.state.database.read, lambda db: db.execute(select(kept_reports)).all()) == []


def test_it_can_be_removed_until_the_search_is_decided_and_both_leave_a_line(site: Site, owner: Visitor) -> None:
    search = open_search(owner)
    answered(owner, vettings(owner, search)[0])
    second, first = (keep(owner, search), keep(owner, search))[1]
    assert owner.post(f"{first}/remove", {}).status_code == 200
    assert owner.get(first).status_code == 404
    write, read = site.app.state.database.write, site.app.state.database.read
    closed = update(searches).where(searches.c.id == search).values(state="closed")
    site.portal.call(write, lambda db: db.execute(closed).rowcount)
    assert f"{second}/remove" not in owner.get(f"/searches/{search}/report").text
    refused = owner.post(f"{second}/remove", {})
    assert (refused.status_code, owner.get(second).status_code) == (409, 200)
    assert "The search is decided, so the reports kept with it stay." in said(tree(refused).get_element_by_id("main"))
    done = site.portal.call(read, lambda db: list(db.execute(select(audit.c.action)).scalars()))
    assert [action for action in done if action.startswith("report:")] == ["report:keep"] * 2 + ["report:remove"]
    assert "kept a report of" in main(owner.get("/audit"))


def test_no_more_are_kept_than_anybody_looks_through(site: Site, owner: Visitor) -> None:
    search = open_search(owner)
    answered(owner, vettings(owner, search)[0])
    keep(owner, search)
    write = site.app.state.database.write
    row = select(*[column for column in kept_reports.c if column.name != "id"])
    columns = [column.name for column in kept_reports.c if column.name != "id"]
    more = kept_reports.insert().from_select(columns, row.limit(1))
    for _ in range(MOST - 1):
        site.portal.call(write, lambda db: db.execute(more).rowcount)
    refused = owner.submit(owner.get(f"/searches/{search}/report"), "keep")
    assert refused.status_code == 409
    assert "Remove one first." in said(tree(refused).get_element_by_id("main"))


def test_there_is_nothing_to_keep_before_a_form_is_in(owner: Visitor) -> None:
    search = open_search(owner)
    assert owner.post(f"/searches/{search}/kept", {}).status_code == 409
    assert 'id="keep"' not in owner.get(f"/searches/{search}/report").text


def test_it_stays_when_somebody_deletes_by_their_link_what_they_never_sent(site: Site, owner: Visitor) -> None:
    reply = asked(site)
    vetting = reply.invitation.vetting
    answered(owner, vetting.id)
    (path,) = keep(owner, vetting.search.id)
    reply.fill()
    assert reply.post("/withdraw").status_code == 200
    assert reply.own is None
    assert owner.get(path).status_code == 200


def test_nobody_who_is_erased_while_it_is_made_stays_in_it(
    site: Site, owner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = open_search(owner)
    first = vettings(owner, search)[0]
    answered(owner, first)
    page, database = owner.get(f"/searches/{search}/report"), site.app.state.database

    async def made_meanwhile(make: Callable[[Any], bytes], told: Any) -> bytes:
        content = await made(make, told)
        erase = GONE["the recruiter is erased"]
        await database.write(lambda db: erase(db, member(db, OURS, "Alice Moreau", "owner"), first, int(time.time())))
        return content

    monkeypatch.setattr(doors, "made", made_meanwhile)
    refused = owner.submit(page, "keep")
    assert refused.status_code == 409
    assert "Keep it once more." in said(tree(refused).get_element_by_id("main"))
    assert site.portal.call(database.read, lambda db: db.execute(select(kept_reports)).all()) == []
