"""What the pages of a search cost the database: as much for twenty recruiters as for two."""

import pytest

from journey import fill, open_search, submit, vettings
from people import alice
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
