"""A page that was kept is the page that would be made now, after whatever happened, for whoever asks."""

import asyncio
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, select

from app.actions.erase_member import erase_member
from app.actions.erase_recruiter import erase_recruiter
from app.actions.expire import expire_due
from app.store.members import VISITOR, Member
from app.store.tables import members, responses
from app.vetting.scorecard import Scorecard
from app.vetting.scoring import score
from app.web import again, scored
from app.web.pages import Shell
from databases import by_hand
from journey import answer, fill, open_search, submit, vettings
from memory import forget
from people import OURS, alice, bob, carol, mallory, member
from shown import statements
from visitor import Fields, Site, Visitor

YEAR = 366 * 86_400
QUIET = ("another company", "changed")  # what changes no page of ours: a draft is nobody else's to see
BOTH = pytest.mark.parametrize(
    "database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], ids=str
)


def as_shown(visitor: Visitor, path: str) -> str:
    """A page without what is new in every answer."""
    page = visitor.get(path)
    nonce = re.findall("'nonce-([^']+)'", page.headers["Content-Security-Policy"])[0]
    assert f'nonce="{nonce}"' in page.text
    keys = set(re.findall('name="once" value="([^"]+)"', page.text))
    assert len(keys) < 2
    return re.sub("|".join(map(re.escape, (nonce, *keys))), "…", page.text)


class Scene:
    """Two recruiters, whom Alice and Bob rate; Carol and Mallory look."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.alice, self.bob, self.carol, self.mallory = (who(site) for who in (alice, bob, carol, mallory))
        self.search = open_search(self.alice)
        self.first, self.second = vettings(self.alice, self.search)
        self.foreign = open_search(self.mallory)

    def rate(self, visitor: Visitor, vetting: int, points: int) -> None:
        heard: Fields = {"value": str(points), "support": "specific", "note": f"Rang back, at {points}."}
        fill(visitor, vetting, points, EV12=heard)
        submit(visitor, vetting)

    def rate_both(self, visitor: Visitor, *points: int) -> None:
        for vetting, at in zip((self.first, self.second), points, strict=True):
            self.rate(visitor, vetting, at)

    def write(self, work: Callable[[Connection, Member], object]) -> None:
        def acting(db: Connection) -> None:
            work(db, member(db, OURS, "Alice Moreau", "owner"))

        self.site.portal.call(self.site.app.state.database.write, by_hand(acting))

    def bobs_form(self, db: Connection) -> int:
        mine = (responses.c.vetting_id == self.first, responses.c.respondent.like("Bob%"))
        found: int = db.execute(select(responses.c.id).where(*mine)).scalar_one()
        return found

    def as_it_was(self) -> None:
        self.reopen()
        submit(self.bob, self.first)

    def reopen(self) -> None:
        found = self.site.portal.call(self.site.app.state.database.read, by_hand(self.bobs_form))
        why = {"response": str(found), "why": "A wrong date was entered."}
        assert self.alice.post(f"/vettings/{self.first}/reopen", why, follow=False).status_code == 303

    def another_company(self) -> None:
        """The very same content, by people who are called otherwise."""
        for vetting, points in zip(vettings(self.mallory, self.foreign), (1, 3), strict=True):
            self.rate(self.mallory, vetting, points)

    def weigh(self) -> None:
        fields = {"w.closure": "5", "w.rhythm": "0", "name": "Ours"}
        assert self.alice.post(f"/searches/{self.search}/weights", fields, follow=False).status_code == 303

    def erase_bob(self, db: Connection, owner: Member) -> None:
        bob = db.execute(select(members.c.id).where(members.c.role == "evaluator")).scalar_one()
        erase_member(db, owner, bob, int(time.time()))

    def steps(self) -> Iterator[tuple[str, Callable[[], object]]]:
        yield "Bob begins", lambda: answer(self.bob, self.first, "EV06", number="2")
        yield "Alice is in", lambda: self.rate_both(self.alice, 3, 3)
        yield "Bob is in", lambda: self.rate_both(self.bob, 4, 2)
        yield "another company", self.another_company
        yield "reopened", self.reopen
        yield "changed", lambda: answer(self.bob, self.first, "EV12", value="0", support="shown")
        yield "in again", lambda: submit(self.bob, self.first)
        yield "as it was", self.as_it_was
        yield "weighed", self.weigh
        yield "Bob is erased", lambda: self.write(self.erase_bob)
        yield "Ana is erased", lambda: self.write(lambda db, owner: erase_recruiter(db, owner, 1, int(time.time())))
        yield "expired", lambda: self.write(lambda db, _: expire_due(db, int(time.time()) + YEAR))

    def look(self) -> list[str]:
        """What everybody sees on every page, own and foreign addresses alike."""
        pages = [f"/searches/{self.search}{page}" for page in ("", "/compare", "/compare?differ=1&w.closure=0")]
        pages += [f"/vettings/{one}/{page}" for one in (self.first, self.second) for page in ("score", "answers")]
        who = (self.alice, self.carol) if not self.bob_is_there() else (self.alice, self.bob, self.carol)
        for visitor in who:
            visitor.get("/searches")  # what was done is said once
        seen = [as_shown(visitor, page) for visitor in who for page in pages]
        return [*seen, *(self.mallory.get(page).text for page in pages if self.mallory.get(page).status_code != 404)]

    def bob_is_there(self) -> bool:
        return self.bob.get("/searches", follow=False).status_code == 200


@BOTH
def test_a_page_that_was_kept_is_the_page_that_would_be_made_now(site: Site) -> None:
    scene = Scene(site)
    before = scene.look()
    for what, step in scene.steps():
        step()
        kept = scene.look()
        assert kept == scene.look(), f"{what}: twice the same"
        forget()
        assert kept == scene.look(), what
        assert kept != before or what in QUIET, f"{what} changes a page"
        before = kept


def test_a_page_that_nothing_happened_to_reads_no_answer(site: Site) -> None:
    scene = Scene(site)
    for visitor in (scene.alice, scene.bob):
        for vetting in (scene.first, scene.second):
            scene.rate(visitor, vetting, 3)
    path = f"/searches/{scene.search}/compare"
    scene.alice.get(path)
    with statements(site) as sent:
        scene.alice.get(path)
    assert not [statement for statement in sent if "FROM answer" in statement]


def test_after_one_form_changed_only_that_recruiter_is_scored_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, scores = Scene(site), Counter[str]()

    def counted(*given: Any) -> Scorecard:
        scores["made"] += 1
        return score(*given)

    monkeypatch.setattr(scored, "score", counted)
    for visitor in (scene.alice, scene.bob):
        for vetting in (scene.first, scene.second):
            scene.rate(visitor, vetting, 3)
    for visitor in (scene.alice, scene.carol):
        visitor.get(f"/searches/{scene.search}/compare")
    assert scores["made"] == 2, "each recruiter once, for all who look"
    scene.reopen()
    answer(scene.bob, scene.first, "EV12", value="0", support="shown")
    submit(scene.bob, scene.first)
    scene.alice.get(f"/searches/{scene.search}/compare")
    scene.alice.get(f"/vettings/{scene.second}/score")
    assert scores["made"] == 3


def test_every_answer_has_a_nonce_and_a_key_of_its_own(site: Site) -> None:
    scene = Scene(site)
    for vetting in (scene.first, scene.second):
        scene.rate(scene.alice, vetting, 3)
    pages = [scene.alice.get(f"/searches/{scene.search}/compare?w.closure=5") for _ in range(2)]
    for kind in (' nonce="([^"]+)"', 'hx-nonce="([^"]+)"', 'name="once" value="([^"]+)"'):
        first, second = (set(re.findall(kind, page.text)) for page in pages)
        assert len(first) == len(second) == 1
        assert first != second
    assert not [page for page in pages if again.NONCE in page.text or again.ONCE in page.text]


def test_no_more_than_a_hundred_pages_are_kept_however_short() -> None:
    kept = [again.PAGES.keep(number, number, b"short") for number in range(1_000)]
    still = [number for number in range(len(kept)) if again.PAGES.at(number, number)]
    again.PAGES.clear()
    assert len(still) == 100


def test_a_page_is_made_beside_the_loop_and_once_for_all_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bool] = []
    free = threading.Event()
    monkeypatch.setattr(again, "render", lambda page, shell, fragment: f"{page}{shell.nonce}")

    def page() -> Any:
        made.append(free.wait(20))  # true only where the loop goes on meanwhile
        return "a page "

    async def asked() -> list[bytes]:
        waiting = [asyncio.ensure_future(again.again("rests", page, shell(nonce))) for nonce in ("one", "other")]
        await asyncio.sleep(0)
        free.set()
        return await asyncio.gather(*waiting)

    assert asyncio.run(asked()) == [b"a page one", b"a page other"]
    assert made == [True]


def shell(nonce: str) -> Shell:
    return Shell(nonce, "once", "", VISITOR, "/searches/1/compare", "")
