"""The whole vetting journey in any order, by everybody, at the running site: what must always hold, holds (safety 61).

The state machine knows no rules of its own for who may do what when: a step is taken or refused, and after it nothing
that was sent has changed but by the step that may, nobody has seen what they are blind to, and all counts agree.
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from actors import Doors
from app.reports import carried as carrying
from app.reports.verifying import verify
from app.store.keys import keys_of
from endurance import Found, Tally, times
from journey import vettings
from panels import INSTRUMENT
from policy import SENT
from visitor import Fields, Visitor

RUNS, STEPS = times(short=20, whole=500), times(short=30, whole=50)
PEOPLE = ("alice", "dana", "bob", "carol")
SHORT = [item.id for item in INSTRUMENT.asked("evaluator", "short")]
OPENS = {"submit": "member", "send": "reply"}  # steps after which a form is in
CHANGES = ("reopen", "change", "withdraw")  # the steps after which one that was in may be otherwise, or gone
LOOKS = ("score", "answers", "reopen", "tell", "receipt", "review")
somebody = st.sampled_from(PEOPLE)
manager = st.sampled_from(("alice", "dana", "alice", "dana", "bob", "carol"))
evaluator = st.sampled_from(("alice", "dana", "bob", "bob", "carol"))
choice = st.integers(0, 4)


class Journey(RuleBasedStateMachine):
    doors: ClassVar[Doors]
    came: ClassVar[Counter[str]] = Counter()  # of all runs: requests by their status, and forms that were sent
    searches = Bundle("searches")
    about = Bundle("about")  # vettings
    links = Bundle("links")  # invitations: id, and what they were asked for

    def __init__(self) -> None:
        super().__init__()
        self.world = self.doors.world
        self.world.restore()
        self.ours = self.world.ours
        self.browsers = {who: self.doors.world.site.visitor() for who in PEOPLE}
        for who, browser in self.browsers.items():
            self.world.enter(browser, self.ours, who)
        self.outside = self.world.site.visitor()
        self.many = {self.ours.ids["open search"]: 2}  # search → how many recruiters are in it
        self.number = 0
        self.held = self.sent()

    # ---- what is done

    @rule(target=searches, who=manager, many=st.integers(0, 3))
    def open_search(self, who: str, many: int) -> Any:
        lines = "".join(f"Recruiter {self.next()}, Firm\n" for _ in range(many))
        page = self.post(who, "/searches", {"title": "Role", "recruiters": lines, "length": "short"})
        if page.status_code != 303:
            return multiple()
        found = int(page.headers["location"].rsplit("/", 1)[1])
        self.many[found] = many
        return found

    @rule(target=about, who=manager, search=searches)
    def add_recruiter(self, who: str, search: int) -> Any:
        page = self.post(who, f"/searches/{search}/recruiters", {"recruiters": f"Recruiter {self.next()}, Firm"})
        if page.status_code != 303:
            return multiple()
        self.many[search] += 1
        return vettings(self.browsers["alice"], search)[-1]

    @initialize(target=about)
    def known(self) -> Any:
        return multiple(self.ours.ids["open done"], self.ours.ids["open begun"])

    @rule(who=evaluator, vetting=about, item=st.sampled_from(SHORT), value=choice)
    def answer(self, who: str, vetting: int, item: str, value: int) -> None:
        number = {"number": str(value)} if INSTRUMENT.item[item].type == "number" else {}
        fields = {"value": str(value), "support": "specific", **number, "note": f"canary-{who} {self.next()}"}
        self.post(who, f"/vettings/{vetting}/answer/{item}", fields)

    @rule(who=evaluator, vetting=about, value=choice)
    def answer_everything(self, who: str, vetting: int, value: int) -> None:
        """Also what was answered before; a question of another kind is not asked."""
        bars = {item for item in SHORT if INSTRUMENT.item[item].type == "bars"}
        said = {f"{item}-value": str(value) if item in bars else "not_asked" for item in SHORT}
        backed = {f"{item}-support": "shown" for item in bars if INSTRUMENT.item[item].support}
        self.post(who, f"/vettings/{vetting}/form", {**said, **backed, "view-summary": f"canary-{who}"})

    @rule(who=evaluator, vetting=about, value=st.none() | choice)
    def submit(self, who: str, vetting: int, value: int | None) -> None:
        """Mostly with everything answered just before."""
        if value is not None:
            self.answer_everything(who, vetting, value)
        fields = {"impression": "yes", "summary": f"canary-{who} keeps people posted, with cases."}
        self.post(who, f"/vettings/{vetting}/review", fields, step="submit")

    @rule(who=manager, vetting=about, whose=choice)
    def reopen(self, who: str, vetting: int, whose: int) -> None:
        found = [row["id"] for row in self.world.rows("response") if row["vetting_id"] == vetting and row["member_id"]]
        if found:
            why = {"response": str(found[whose % len(found)]), "why": "A wrong date was entered."}
            self.post(who, f"/vettings/{vetting}/reopen", why, step="reopen")

    @rule(target=links, who=manager, vetting=about, asked_as=st.sampled_from(("self", "placed", "client")))
    def invite(self, who: str, vetting: int, asked_as: str) -> Any:
        fields = {"asked_as": asked_as, "name": f"Outsider {self.next()}", "email": ""}
        if self.post(who, f"/vettings/{vetting}/invitations", fields).status_code != 303:
            return multiple()
        return max(row["id"] for row in self.world.rows("invitation"))

    @rule(link=links)
    def open_link(self, link: int) -> None:
        salt = next((row["salt"] for row in self.world.rows("invitation") if row["id"] == link), "")
        read = self.world.site.app.state.database.read
        token = self.world.site.portal.call(read, lambda db: keys_of(db).token("invitation", link, salt))
        self.outside_posts(f"/i/{token}", {})

    @rule(link=links, relationship=st.sampled_from(("placed", "not_placed", "other")))
    def say_what_they_are(self, link: int, relationship: str) -> None:
        self.outside_posts(f"/reply/{link}/about", {"relationship": relationship})

    @rule(link=links, item=st.sampled_from(("CA07", "CA03", "SF12", "SF01", "CL02")), value=choice)
    def reply(self, link: int, item: str, value: int) -> None:
        fields = {"whole": "yes", "value": "ab"[value % 2] if item == "CA07" else str(value), "note": "canary-outside"}
        self.outside_posts(f"/reply/{link}/{item}", fields)

    @rule(link=links, step=st.sampled_from(("send", "change", "withdraw", "decline")))
    def end_reply(self, link: int, step: str) -> None:
        self.outside_posts(f"/reply/{link}/{'review' if step == 'send' else step}", {}, step)

    @rule(who=manager, link=consumes(links))
    def revoke(self, who: str, link: int) -> None:
        self.post(who, f"/invitations/{link}/revoke", {})

    @rule(who=manager, search=searches, route=st.sampled_from(("weights", "people")), weight=choice)
    def arrange(self, who: str, search: int, route: str, weight: int) -> None:
        fields: Fields = {"w.closure": str(weight), "name": "Ours"}
        if route == "people":
            fields = {"restricted": "", "evaluates": [str(self.ours.people["bob"].id)] if weight else []}
        self.post(who, f"/searches/{search}/{route}", fields)

    @rule(who=somebody, vetting=about)
    def decide_a_flag(self, who: str, vetting: int) -> None:
        """A flag that was looked at moves no score (product.md 7)."""
        before = self.indices() if who == "dana" else None
        self.post(who, f"/vettings/{vetting}/flags/by_hand", SENT["POST /vettings/{vetting_id}/flags/{flag}"])
        assert before is None or self.indices() == before

    @rule(
        who=somebody, vetting=about, page=st.sampled_from(("score", "answers", "reopen", "tell", "receipt", "review"))
    )
    def look(self, who: str, vetting: int, page: str) -> None:
        """Whoever evaluates and has not sent their own form sees nothing of the others (product.md 3)."""
        came = self.seen(self.browsers[who].get(f"/vettings/{vetting}/{page}", follow=False))
        if self.blind(who, vetting):
            others = [f"canary-{other}" for other in (*PEOPLE, "outside") if other != who]
            assert not [canary for canary in others if canary in came.text]

    @rule(link=links)
    def look_from_outside(self, link: int) -> None:
        """Nobody who answers by a link reads what a member wrote (product.md 6)."""
        came = self.seen(self.outside.get(f"/reply/{link}"))
        assert not [who for who in PEOPLE if f"canary-{who}" in came.text]

    # ---- what holds after every step

    def post(self, who: str, path: str, fields: Fields, step: str = "") -> httpx.Response:
        return self._taken(self.browsers[who], path, fields, step)

    def outside_posts(self, path: str, fields: Fields, step: str = "") -> httpx.Response:
        return self._taken(self.outside, path, fields, step)

    def _taken(self, browser: Visitor, path: str, fields: Fields, step: str) -> httpx.Response:
        page = self.seen(browser.post(path, fields, follow=False))
        now = self.sent()
        if step not in CHANGES:
            assert {key: now.get(key) for key in self.held} == self.held, f"{step or path} changed what was sent"
        assert step in OPENS or now.keys() <= self.held.keys(), f"{step or path} sent a form"
        assert len(now.keys() ^ self.held.keys()) <= 1
        Journey.came["forms sent"] += len(now.keys() - self.held.keys())
        self.held = now
        return page

    def seen(self, page: httpx.Response) -> httpx.Response:
        Journey.came[str(page.status_code)] += 1
        assert page.status_code < 500, page.text[-600:]
        return page

    def sent(self) -> Mapping[int, object]:
        """Every form that is in, with all that was answered in it."""
        said: dict[int, list[object]] = {}
        for row in self.world.rows("answer"):
            said.setdefault(row["response_id"], []).append(tuple(row.values()))
        forms = {row["id"]: row for row in self.world.rows("response") if row["state"] == "submitted"}
        kept = ("receipt", "impression", "summary", "relationship", "submitted_at")
        return {key: ([row[name] for name in kept], said.get(key)) for key, row in forms.items()}

    def blind(self, who: str, vetting: int) -> bool:
        person = self.ours.people[who]
        found = [row for row in self.world.rows("response") if row["vetting_id"] == vetting]
        own = [row["state"] for row in found if row["member_id"] == person.id]
        return "draft" in own or (person.role == "evaluator" and not own)

    def indices(self) -> object:
        """What the open search's report says of its recruiters, as Carol may read it."""
        page = self.browsers["carol"].get(f"/searches/{self.ours.ids['open search']}/report.json")
        return [one["findings"]["index"] for one in json.loads(page.text)["recruiters"]] if page.is_success else None

    def teardown(self) -> None:
        """At the end: counts agree, nothing scorable has no score, and each report follows from its answers (2, 8)."""
        for search, many in self.many.items():
            assert len(vettings(self.browsers["alice"], search)) == many
            page = self.seen(self.browsers["carol"].get(f"/searches/{search}/report.json", follow=False))
            if page.status_code == 200:
                self.check(page.content)
        for browser in (*self.browsers.values(), self.outside):
            self.world.site.portal.call(browser.client.aclose)

    def check(self, content: bytes) -> None:
        assert not verify(content, lambda *_: INSTRUMENT).wrong
        forms = {row["id"] for row in self.world.rows("response")}
        for one in json.loads(content)["recruiters"]:
            assert len(one["forms"]) <= len(forms)
            others = [form for form in one["forms"] if form["source"] != "self"]
            assert others or one["findings"]["index"] is None

    def next(self) -> int:
        self.number += 1
        return self.number


@pytest.mark.soak
def test_in_any_order_what_must_hold_holds(doors: Doors, tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "run_apart", lambda _, content: content)
    Journey.doors, Journey.came = doors, Counter()
    many = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Journey, settings=many)
    finally:
        doors.world.restore()
    came = ", ".join(f"{many} × {what}" for what, many in sorted(Journey.came.items()))
    assert Journey.came["forms sent"], came
    tally.note(Found("T61 the whole journey", RUNS, figures=f"{STEPS} steps each: {came}"))
