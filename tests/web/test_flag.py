"""One flag: what raised it, the decision a named person writes, and where that stands afterwards."""

import pytest
from sqlalchemy import Connection, select

from app.store.flag_decisions import open_serious_flags
from app.store.searches import search_for
from app.store.tables import audit
from app.vetting.flags import BY_HAND
from journey import SHORT, answer, fill, open_search, submit, vettings
from people import OURS, alice, bob, carol, mallory, member, somebody
from shown import A, B, load, main, said, tree
from visitor import Site, Visitor

WHY = "We rang two candidates: both were told, by text message."
TEXT = "An evaluator raised a flag here."


@pytest.fixture
def vetting(site: Site) -> int:
    """The first of two recruiters, in whose form Alice raised a flag by hand; the second has none."""
    owner = alice(site)
    ids = vettings(owner, open_search(owner))
    raised = {"value": "2", "support": "specific", "note": "No name was given.", "flagged": "yes"}
    for one, others in zip(ids, ({"EV01": raised}, {}), strict=True):
        fill(owner, one, 3, **others)
        submit(owner, one)
    return ids[0]


def page_of(vetting: int, flag: str = BY_HAND) -> str:
    return f"/vettings/{vetting}/flags/{flag}"


def decide(visitor: Visitor, vetting: int, outcome: str = "explained", why: str = WHY, flag: str = BY_HAND) -> int:
    answer = visitor.post(page_of(vetting, flag), {"outcome": outcome, "why": why}, follow=False)
    return answer.status_code


def still_open(site: Site) -> list[tuple[str, str]]:
    """What keeps the search of Alice from being decided."""

    def work(db: Connection) -> list[tuple[str, str]]:
        search = search_for(db, member(db, OURS, "Alice Moreau", "owner"), 1)
        return [(vetting.name, flag) for vetting, flag in open_serious_flags(db, search)]

    found: list[tuple[str, str]] = site.portal.call(site.app.state.database.write, work)
    return found


def test_a_raised_flag_waits_for_a_decision_everywhere_it_is_shown(site: Site, vetting: int) -> None:
    viewer = carol(site)
    waits = "1 decision on a red flag is to be written by a named person."
    assert waits in main(viewer.get("/searches/1"))
    assert waits in main(viewer.get("/searches/1/compare"))
    for path in ("/searches/1", "/searches/1/compare", page_of(vetting)):
        told = main(viewer.get(path))
        assert "be decided" not in told
        assert "is decided" not in told, "no page decides a search"
        assert "is not decided" not in told
    assert "1 red flag 1 decision to write" in main(viewer.get("/searches/1/compare"))
    assert f"{TEXT} Waits for a decision." in main(viewer.get("/searches/1/compare"))
    assert f"{TEXT} Waits for a decision." in main(viewer.get(f"/vettings/{vetting}/answers"))
    assert "Waits for a named person’s decision. Look at it" in main(viewer.get(f"/vettings/{vetting}/score"))
    assert still_open(site) == [("Ana Ferreira", BY_HAND)]


def test_the_overview_leads_who_runs_the_search_to_it(site: Site, vetting: int) -> None:
    tasks = main(alice(site).get("/searches/1"))
    assert "Look at the red flags of Ana Ferreira 1 decision to write" in tasks
    assert "Look at the red flags" not in main(carol(site).get("/searches/1"))


def test_the_decision_stands_beside_the_flag_with_name_and_day_and_changes_no_score(site: Site, vetting: int) -> None:
    owner = alice(site)
    before = [said(one) for one in tree(owner.get("/searches/1/compare")).xpath("//td[contains(@class, 'a-sc')]")]
    assert decide(owner, vetting) == 303
    page = owner.get(f"/vettings/{vetting}/score")
    flags = said(tree(page).get_element_by_id("flags"))
    assert f"It is explained {WHY} Alice Moreau ·" in flags
    assert "Waits for" not in flags
    compared = owner.get("/searches/1/compare")
    assert [said(one) for one in tree(compared).xpath("//td[contains(@class, 'a-sc')]")] == before
    assert f"{TEXT} It is explained (Alice Moreau)." in main(compared)
    assert f"{TEXT} It is explained (Alice Moreau)." in main(owner.get(f"/vettings/{vetting}/answers"))
    assert "written decision" not in main(compared) + main(owner.get("/searches/1"))
    assert still_open(site) == []


def test_a_changed_decision_leaves_the_earlier_one_as_its_history(site: Site, vetting: int) -> None:
    owner = alice(site)
    assert decide(owner, vetting) == 303
    assert decide(owner, vetting, "against", "A third candidate was never told, and asked us about it.") == 303
    text = main(owner.get(page_of(vetting)))
    assert text.index("It stands, and speaks against them") < text.index("It is explained") < text.index("Earlier")
    assert "It is explained" not in said(tree(owner.get(f"/vettings/{vetting}/score")).get_element_by_id("flags"))


def test_every_decision_is_a_line_of_the_trail(site: Site, vetting: int) -> None:
    assert decide(alice(site), vetting) == 303
    lines = select(audit.c.subject, audit.c.detail).where(audit.c.action == "flag:decide")
    found = site.portal.call(site.app.state.database.write, lambda db: [tuple(row) for row in db.execute(lines)])
    assert found == [(f"vetting {vetting}", "raised, decision 1")]


def test_what_raises_a_flag_afterwards_opens_it_again(site: Site, vetting: int) -> None:
    owner, evaluator = alice(site), bob(site)
    assert decide(owner, vetting) == 303
    raised = {"value": "1", "support": "specific", "note": "Would not say.", "flagged": "yes"}
    fill(evaluator, vetting, 2, EV15=raised)
    submit(evaluator, vetting)
    assert still_open(site) == [("Ana Ferreira", BY_HAND)]
    text = main(owner.get(page_of(vetting)))
    assert "Something has raised it since, so it waits for a decision again." in text
    assert WHY in text
    assert decide(owner, vetting) == 303
    assert still_open(site) == []


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"outcome": "explained", "why": "Too short."}, "Say why in 20 to 2,000 characters"),
        ({"outcome": "explained", "why": "\u200b" * 40}, "Say why in 20 to 2,000 characters"),
        ({"outcome": "nonsense", "why": WHY}, "Choose what you decided."),
        ({"why": WHY}, "Choose what you decided."),
    ],
)
def test_it_rejects_what_is_no_decision_and_keeps_what_was_typed(
    site: Site, vetting: int, sent: dict[str, str], sentence: str
) -> None:
    page = alice(site).post(page_of(vetting), sent)
    assert page.status_code == 422
    assert sentence in said(tree(page).get_element_by_id("main"))
    assert said(tree(page).xpath("//textarea")[0]) == sent["why"]
    assert still_open(site) == [("Ana Ferreira", BY_HAND)]


def test_only_who_runs_the_search_writes_and_the_others_read(site: Site, vetting: int) -> None:
    for visitor in (bob(site), carol(site)):
        assert decide(visitor, vetting) == 403
    assert "Write the decision" not in main(carol(site).get(page_of(vetting)))
    assert decide(mallory(site), vetting) == 404
    assert mallory(site).get(page_of(vetting)).status_code == 404
    assert still_open(site) == [("Ana Ferreira", BY_HAND)]


def test_a_flag_that_nothing_raises_cannot_be_decided(site: Site, vetting: int) -> None:
    owner = alice(site)
    assert "Nothing raises it now." in main(owner.get(page_of(vetting + 1)))
    assert decide(owner, vetting + 1) == 409
    assert decide(owner, vetting, flag="F_NOWHERE") == 404


def test_before_one_s_own_form_is_in_neither_the_flag_nor_its_decision_is_seen(site: Site, vetting: int) -> None:
    assert decide(alice(site), vetting) == 303
    evaluator = bob(site)
    answer(evaluator, vetting, SHORT[0], number="2")
    for path in (page_of(vetting), f"/vettings/{vetting}/score", "/searches/1", "/searches/1/compare"):
        text = main(evaluator.get(path))
        assert WHY not in text
        assert "red flag wait" not in text
    assert "Hidden until your own form is in" in main(evaluator.get(page_of(vetting)))


def test_the_demo_s_flags_can_be_looked_at_and_stay_as_they_are(site: Site) -> None:
    load(site)
    demo = site.visitor()
    assert "Waits for a named person’s decision." in main(demo.get(f"/vettings/{B}/score"))
    assert "3 decisions on red flags are to be written by a named person." in main(demo.get("/searches/1/compare"))
    text = main(demo.get(page_of(B, "F_NO_TRACKER")))
    assert "What raised it" in text
    assert "Write the decision" not in text
    assert "Nothing raises it now." in main(demo.get(page_of(A, "F_NO_TRACKER")))
    assert decide(alice(site), B, flag="F_NO_TRACKER") == 409


def test_the_trail_keeps_a_decision_from_an_owner_who_is_blind_to_the_answers(site: Site) -> None:
    owner, manager = alice(site), somebody(site, OURS, "Dana Whitfield", "manager")
    first = vettings(manager, open_search(manager))[0]
    answer(owner, first, "EV06", number="2")
    raised = {"value": "2", "support": "specific", "note": "No name was given.", "flagged": "yes"}
    fill(manager, first, 3, EV01=raised)
    submit(manager, first)
    assert decide(manager, first) == 303
    assert "decided on a flag" not in main(owner.get("/audit"))
    fill(owner, first, 3)
    submit(owner, first)
    assert "Dana Whitfield decided on a flag of Ana Ferreira" in main(owner.get("/audit"))
