"""A company's own results move how sure its pages are, and nothing that is hidden from a member moves what they see."""

import datetime
import json
import re
from fractions import Fraction

import pytest
from sqlalchemy import Connection

from app.store.instruments import DEFAULT, instrument
from app.store.recruiters import vettings_near
from app.store.searches import search_for
from app.vetting.comparison_as_json import comparison_as_json
from app.vetting.exchange import read_panel, write_scores
from app.vetting.scoring import score
from app.vetting.strict_json import parse
from app.vetting.uncertainty import posterior
from app.web import reported, scored
from app.web.scored import Scored, scored_search
from journey import answer, fill, open_search, submit, vettings
from people import OURS, alice, bob, carol, member, somebody
from shown import main
from visitor import Site, Visitor


def rate(visitor: Visitor, vetting: int, points: int) -> None:
    fill(visitor, vetting, points)
    submit(visitor, vetting)


def likely(visitor: Visitor, vetting: int) -> str:
    found = re.search(r"Likely ([+−]?\d+ to [+−]?\d+)", main(visitor.get(f"/vettings/{vetting}/score")))
    assert found
    return found[1]


def width(shown: str) -> int:
    low, high = (int(end.replace("−", "-")) for end in shown.split(" to "))
    return high - low


def seen(site: Site, search: int) -> Scored:
    """What Alice sees of a search."""

    def work(db: Connection) -> Scored:
        one = member(db, OURS, "Alice Moreau", "owner")
        return scored_search(db, one, search_for(db, one, search))

    found: Scored = site.portal.call(site.app.state.database.write, work)
    return found


def test_evaluators_who_agree_on_several_recruiters_narrow_the_range(site: Site) -> None:
    owner, evaluator = alice(site), bob(site)
    first, second = vettings(owner, open_search(owner))
    for visitor in (owner, evaluator):
        rate(visitor, first, 3)
    before = likely(owner, first)
    for visitor in (owner, evaluator):
        rate(visitor, second, 1)
    assert width(likely(owner, first)) < width(before)


def test_evaluators_who_disagree_widen_it(site: Site) -> None:
    owner, evaluator = alice(site), bob(site)
    first, second = vettings(owner, open_search(owner))
    for visitor in (owner, evaluator):
        rate(visitor, first, 3)
    before = likely(owner, first)
    rate(owner, second, 4)
    rate(evaluator, second, 0)
    assert width(likely(owner, first)) > width(before)


def test_another_search_of_the_company_moves_the_range_and_one_of_another_company_does_not(site: Site) -> None:
    owner, evaluator = alice(site), bob(site)
    first = vettings(owner, open_search(owner))[0]
    for visitor in (owner, evaluator):
        rate(visitor, first, 3)
    before = likely(owner, first)
    for rival in (somebody(site, "Rival Logistics", name, "owner") for name in ("Mallory Quist", "Trent Vale")):
        for vetting in vettings(rival, open_search(rival)):
            rate(rival, vetting, 0)
    assert likely(owner, first) == before
    for vetting in vettings(owner, open_search(owner)):
        rate(owner, vetting, 0)
        rate(evaluator, vetting, 0)
    assert likely(owner, first) != before


@pytest.mark.parametrize("same_search", [True, False])
def test_a_vetting_that_is_hidden_from_a_member_moves_nothing_they_see(site: Site, same_search: bool) -> None:
    """Bob has begun a form there, so what Alice and Carol answered is hidden from him, however it turns out."""
    owner, evaluator, other = alice(site), bob(site), somebody(site, OURS, "Olga Brandt", "evaluator")
    search = open_search(owner)
    shown, hidden = vettings(owner, search)
    if not same_search:
        hidden = vettings(owner, open_search(owner))[0]
    for visitor in (owner, evaluator):
        rate(visitor, shown, 3)
    answer(evaluator, hidden, "EV06", number="2")
    paths = [f"/vettings/{shown}/score", f"/searches/{search}", f"/searches/{search}/compare"]
    before = [ranges(evaluator.get(path).text) for path in paths]
    for visitor, points in ((owner, 4), (other, 0)):
        rate(visitor, hidden, points)
        assert [ranges(evaluator.get(path).text) for path in paths] == before
    assert before[0]
    assert likely(owner, shown) not in " ".join(before[0]), "to Alice, who may see it, it does make a difference"


def ranges(page: str) -> list[str]:
    """Every signed number a page says, in order."""
    return re.findall(r"[+−]\d+ to [+−]?\d+", page)


def test_every_page_and_the_report_are_equally_sure(site: Site) -> None:
    owner, evaluator = alice(site), bob(site)
    older = vettings(owner, open_search(owner))
    search = open_search(owner)
    for n, vetting in enumerate([*older, *vettings(owner, search)]):
        rate(owner, vetting, 1 + n % 3)
        rate(evaluator, vetting, 3 - n % 3)
    for vetting, entrant in zip(vettings(owner, search), seen(site, search).entrants, strict=True):
        assert entrant.result is not None
        told = f"{round(entrant.result.low):+d} to {round(entrant.result.high):+d}".replace("-", "−")
        assert likely(owner, vetting) == told
        assert told in main(owner.get(f"/searches/{search}/compare"))


def test_the_report_has_the_ranges_of_the_pages(site: Site) -> None:
    owner, evaluator = alice(site), bob(site)
    search = open_search(owner)
    for vetting in vettings(owner, search):
        rate(owner, vetting, 3)
        rate(evaluator, vetting, 3)
    found = seen(site, search)
    day = datetime.date(2026, 12, 5)
    read = site.app.state.database.read
    written = site.portal.call(read, lambda db: reported.reported(db, found, day))
    for part, entrant in zip(written.recruiters, found.league, strict=True):
        assert entrant.result is not None
        assert part.likely is not None
        assert (part.likely.low, part.likely.high) == (entrant.result.low, entrant.result.high)


def test_a_likely_range_ends_where_the_scale_ends() -> None:
    used = instrument(*DEFAULT)
    found = posterior(used, Fraction(-100), {"evaluator": 3, "candidate": 4}, -90)
    shown = scored.Result(score(used, ()), Fraction(-100), found)
    assert found.low < -100
    assert (shown.low, shown.high) == (-100, found.high)


def test_a_viewer_s_ranges_wait_until_every_form_begun_is_in(site: Site) -> None:
    owner, evaluator, viewer = alice(site), bob(site), carol(site)
    shown, other = vettings(owner, open_search(owner))
    for visitor in (owner, evaluator):
        rate(visitor, shown, 3)
    before = likely(viewer, shown)
    rate(owner, other, 0)
    answer(evaluator, other, "EV06", number="2")
    assert likely(viewer, shown) == before
    rate(evaluator, other, 0)
    assert likely(viewer, shown) != before


def test_only_the_newest_vettings_of_other_searches_count_answered_or_not(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = alice(site)
    older, newer = open_search(owner), open_search(owner)
    search = open_search(owner)

    def beside(db: Connection) -> list[int]:
        one = member(db, OURS, "Alice Moreau", "owner")
        near = vettings_near(db, one, [search_for(db, one, search)], 3)[search]
        return [vetting.id for vetting in near if vetting.search.id != search]

    assert site.portal.call(site.app.state.database.write, beside) == [
        *reversed(vettings(owner, newer)),
        vettings(owner, older)[1],
    ]
    rate(owner, vettings(owner, search)[0], 3)
    before = likely(owner, vettings(owner, search)[0])
    rate(owner, vettings(owner, older)[0], 0)
    after = likely(owner, vettings(owner, search)[0])
    assert after != before
    monkeypatch.setattr(scored, "BESIDE", 3)
    assert likely(owner, vettings(owner, search)[0]) == before


def test_scoring_the_panel_of_a_search_gives_what_its_pages_show(site: Site) -> None:
    """With the company's own constants, which the file carries."""
    owner, evaluator = alice(site), bob(site)
    search = open_search(owner)
    for points, vetting in enumerate(vettings(owner, search)):
        rate(owner, vetting, 3 + points)
        rate(evaluator, vetting, 2 - points)
    shown = seen(site, search)
    panel = read_panel(parse(json.dumps(shown.panel)), shown.instrument)
    found = write_scores(shown.instrument, panel.recruiters, panel.weights, panel.constants)
    assert found["constants"] != {"mean": 0.0, "sigma2": 600.0}
    assert found["comparison"] == comparison_as_json(shown.comparison, shown.instrument)
    for one in shown.entrants:
        assert one.result
        told = found["recruiters"][one.key]["posterior"]
        assert [told["low90"], told["high90"]] == [round(one.result.low, 6), round(one.result.high, 6)]


def test_a_panel_holds_nothing_that_is_hidden_from_who_asks(site: Site) -> None:
    evaluator = bob(site)
    search = open_search(alice(site))
    first, second = vettings(evaluator, search)
    rate(evaluator, first, 4)
    answer(alice(site), second, "EV06", number="2")
    rate(evaluator, second, 4)
    assert [one["name"] for one in seen(site, search).panel["recruiters"]] == ["Ana Ferreira"]
