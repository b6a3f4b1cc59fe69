"""What pages cost the database: a search as much for twenty recruiters as for two, and a form next to nothing."""

import pytest

from journey import fill, open_search, submit, vettings
from people import alice
from replying import asked
from searching import bring, made_up
from shown import statements
from visitor import Site, Visitor

MOST = 9
SMALL, LARGE = made_up(1, recruiters=2, evaluators=1, others=False), made_up(2, recruiters=20)


def costs(site: Site, visitor: Visitor, path: str) -> int:
    """Statements of a visit; on the first one a statement for all answers comes on top, which are then kept."""
    visitor.get(path)
    with statements(site) as sent:
        assert visitor.get(path).status_code == 200
    return len(sent)


@pytest.mark.parametrize("path", ["/searches/{}", "/searches/{}/compare"])
def test_a_search_costs_the_same_for_two_recruiters_and_for_twenty(site: Site, path: str) -> None:
    visitor = site.visitor()
    two, twenty = (costs(site, visitor, path.format(bring(site, panel))) for panel in (SMALL, LARGE))
    assert two == twenty <= MOST, (two, twenty)


@pytest.mark.parametrize("path", ["/vettings/{}/score", "/vettings/{}/answers"])
def test_a_recruiter_costs_the_same_beside_nineteen_others_with_all_their_answers(site: Site, path: str) -> None:
    visitor = site.visitor()
    found = []
    for panel in (SMALL, LARGE):
        vetting = vettings(visitor, bring(site, panel))[0]
        found.append(costs(site, visitor, path.format(vetting)))
    assert found[0] == found[1] <= MOST


@pytest.mark.parametrize("path", ["/address-book", "/address-book/1"])
def test_the_address_book_costs_the_same_for_one_search_and_for_several(site: Site, path: str) -> None:
    owner = alice(site)
    found = []
    for names in ("Ana Ferreira", "Ana Ferreira\n" + "\n".join(f"Recruiter {n}" for n in range(19)), "Ana Ferreira"):
        vetting = vettings(owner, open_search(owner, names))[0]
        fill(owner, vetting)
        submit(owner, vetting)
        found.append(costs(site, owner, path))
    assert len({*found}) == 1
    assert found[0] <= MOST


SAVED = {"whole": "yes", "device": "desk", "seen": ""}
BY_SCRIPT = {"Followthrough-Save": "1"}


@pytest.mark.parametrize(("path", "most"), [("form", 5), ("answer/EV17", 4), ("answer", 4)])
def test_a_page_of_the_form_costs_who_asks_the_recruiter_the_form_and_its_answers(
    site: Site, path: str, most: int
) -> None:
    """The whole form also asks which version of the own view it shows."""
    owner = alice(site)
    vetting = vettings(owner, open_search(owner))[0]
    fill(owner, vetting)
    with statements(site) as sent:
        owner.get(f"/vettings/{vetting}/{path}", follow=False)
    assert len(sent) == most, "\n".join(sent)


def test_a_save_reads_the_form_once_and_shows_what_it_wrote(site: Site) -> None:
    owner = alice(site)
    vetting = vettings(owner, open_search(owner))[0]
    fill(owner, vetting)

    def save(value: str, sequence: str) -> None:
        sent = SAVED | {"value": value, "support": "specific", "sequence": sequence}
        page = owner.ask("POST", f"/vettings/{vetting}/answer/EV15", data=sent, headers=BY_SCRIPT)
        assert page.status_code == 200, page.text

    save("1", "1")
    with statements(site) as sent:
        save("2", "2")
    assert len(sent) == 11, "\n".join(sent)
    assert sum("FROM answer \n" in one for one in sent) == 1


def test_a_save_of_somebody_who_was_asked_reads_the_form_once_too(site: Site) -> None:
    reply = asked(site, "candidate")
    reply.fill()
    fields = {"seen": "", "device": "phone"}
    reply.script("/CA05", value="a", sequence="1", **fields)
    with statements(site) as sent:
        assert reply.script("/CA05", value="b", sequence="2", **fields).status_code == 200
    assert len(sent) == 12, "\n".join(sent)
    with statements(site) as sent:
        reply.get("/CA05")
    assert len(sent) == 4, "\n".join(sent)
