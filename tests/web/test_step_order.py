"""Every step of a form and of a reply after every other, by everybody: only what the tables say succeeds (safety 5).

A step that is refused leaves all as it was, so one that comes after it comes after what was before: what is left to try
is every step in every state, and every step after each that succeeds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count, cycle

import pytest
from sqlalchemy import Connection, delete, update

from actors import ACTORS, Actor, Doors, expected, outcome
from app.actions.expire import expire_due
from app.actions.save_answer import save_answer
from app.store import tables as t
from app.store.expiry import LASTS
from app.vetting.answers import Answer
from household import DAY, Household
from panels import INSTRUMENT
from policy import POLICY
from visitor import Fields, Visitor

Steps = Mapping[str, Mapping[str, str]]  # state → step → the state it leads to; what is not here changes nothing

FORM: Steps = {
    "none": {"save": "begun", "view": "begun", "expire": "expired"},
    "begun": {"save": "begun", "view": "begun", "fill": "full", "expire": "expired"},
    "full": {"save": "full", "view": "full", "submit": "in", "expire": "expired"},
    "in": {"reopen": "full", "expire": "expired"},
    "expired": {},
}
ENDS = {"decline": "declined", "decline by link": "declined", "revoke": "revoked", "run out": "over"}
DELETES = {"withdraw": "withdrawn"}
REPLY: Steps = {
    "made": {"open": "opened", "decline by link": "declined", "revoke": "revoked", "run out": "over"},
    "opened": {"begin": "begun", "answer": "answered", **ENDS},
    "begun": {"begin": "begun", "answer": "full", **ENDS, **DELETES},
    "answered": {"begin": "full", "answer": "answered", **ENDS, **DELETES},
    "full": {"begin": "full", "answer": "full", "send": "in", **ENDS, **DELETES},
    "in": {"change": "full", "open the panel": "read", "run out": "over and in", **DELETES},
    "read": {"run out": "over and in"},
    "declined": {},
    "withdrawn": {},
    "revoked": {},
    "over": {"revoke": "revoked"},
    "over and in": {},
}
ROUTES = {  # what a person does; all else happens by itself
    "save": "POST /vettings/{vetting_id}/answer/{item_id}",
    "view": "POST /vettings/{vetting_id}/form",
    "submit": "POST /vettings/{vetting_id}/review",
    "reopen": "POST /vettings/{vetting_id}/reopen",
    "open": "POST /i/{token}",
    "begin": "POST /reply/{invitation_id}/about",
    "answer": "POST /reply/{invitation_id}/{item_id}",
    "send": "POST /reply/{invitation_id}/review",
    "change": "POST /reply/{invitation_id}/change",
    "withdraw": "POST /reply/{invitation_id}/withdraw",
    "decline": "POST /reply/{invitation_id}/decline",
    "decline by link": "POST /i/{token}/decline",
    "revoke": "POST /invitations/{invitation_id}/revoke",
}
OF_FORM = ("save", "view", "submit", "reopen")
OF_REPLY = tuple(step for step in ROUTES if step not in OF_FORM)
BY_COMPANY = ("reopen", "revoke")
NUMBERS = count(1)
RELATIONSHIPS = cycle(("placed", "not_placed"))


def fill(db: Connection, house: Household) -> None:
    for item in INSTRUMENT.asked("evaluator", "short"):
        given = Answer(status="not_asked", note=f"Noted {next(NUMBERS)}.")
        save_answer(db, house.people["bob"], house.ids["open done"], item.id, given, house.now)


def expire(db: Connection, house: Household) -> None:
    expire_due(db, house.now + LASTS + DAY)


def run_out(db: Connection, house: Household) -> None:
    waiting = t.invitations.c.id == house.ids["waiting"]
    db.execute(update(t.invitations).where(waiting).values(expires_at=house.now - 1))


def open_the_panel(db: Connection, house: Household) -> None:
    """The one evaluator's form about the recruiter is sent."""
    about = (t.responses.c.vetting_id == house.ids["open begun"], t.responses.c.source == "evaluator")
    db.execute(update(t.responses).where(*about).values(state="submitted", submitted_at=house.now))


def forget(db: Connection, house: Household) -> None:
    """Bob has not begun."""
    db.execute(delete(t.responses).where(t.responses.c.id == house.ids["open evaluation"]))


HAPPENS: dict[str, Callable[[Connection, Household], None]] = {
    "fill": fill,
    "expire": expire,
    "run out": run_out,
    "open the panel": open_the_panel,
}


@dataclass
class Walk:
    """Bob's form about a recruiter, or the reply of somebody whose link nobody has opened; `own` is their browser."""

    doors: Doors
    table: Steps
    own: Visitor

    def take(self, step: str, by: Visitor) -> str:
        """Take it, with content that was never there; what came of it."""
        ours = self.doors.world.ours
        path = ROUTES[step].removeprefix("POST ").format(
            vetting_id=ours.ids["open done"], item_id="EV12" if step == "save" else "CA07",
            token=ours.tokens["/i/"], invitation_id=ours.ids["waiting"],
        )  # fmt: skip
        return outcome(by.post(path, self.said(step, next(NUMBERS)), follow=False))

    def said(self, step: str, number: int) -> Fields:
        if step == "begin":
            return {"relationship": next(RELATIONSHIPS)}
        fields: dict[str, Fields] = {
            "save": {"value": "3", "support": "specific", "note": f"Noted {number}."},
            "view": {"view-summary": f"Noted {number}."},
            "submit": {"impression": "yes", "summary": "Keeps people posted."},
            "reopen": {"why": "A wrong date was entered.", "response": self.form() or "1"},
            "answer": {"whole": "yes", "value": "a", "note": f"Noted {number}."},
        }
        return fields.get(step, {})

    def go(self, step: str) -> None:
        """Take a step that the table allows, as whoever may."""
        if step in HAPPENS:
            site, ours = self.doors.world.site, self.doors.world.ours
            site.portal.call(site.app.state.database.write, lambda db: HAPPENS[step](db, ours))
        else:
            self.take(step, self.doors.browsers["manager"] if step in BY_COMPANY else self.own)

    def form(self) -> str:
        """The number of Bob's form."""
        bob, about = self.doors.world.ours.people["bob"].id, self.doors.world.ours.ids["open done"]
        found = (row for row in self.doors.world.rows("response") if row["member_id"] == bob)
        return next((str(row["id"]) for row in found if row["vetting_id"] == about), "")

    def rows(self) -> list[object]:
        """The form and its answers with all their versions; of a reply all there is beside it, too."""
        world, ours = self.doors.world, self.doors.world.ours
        invited = [row for row in world.rows("invitation") if row["id"] == ours.ids["waiting"]]
        own = self.form() if self.table is FORM else str(invited[0]["response_id"])
        forms = [row for row in world.rows("response") if str(row["id"]) == own]
        ids = {row["id"] for row in forms}
        said = [row for table in ("answer", "answer_save") for row in world.rows(table) if row["response_id"] in ids]
        expired = [row["expired_at"] for row in world.rows("vetting")]
        beside = [row["state"] for row in world.rows("response")], len(world.rows("audit"))
        return [forms, said, expired] if self.table is FORM else [forms, said, invited, *beside]


def walked(doors: Doors, table: Steps, steps: tuple[str, ...]) -> Walk:
    """A world in which these steps were taken and nothing else was done."""
    world = doors.world
    world.restore()
    walk = Walk(doors, table, doors.browsers["evaluator"] if table is FORM else world.site.visitor())
    if table is FORM:
        world.site.portal.call(world.site.app.state.database.write, forget, world.ours)
    for step in steps:
        walk.go(step)
    return walk


def ways(table: Steps) -> dict[str, tuple[str, ...]]:
    """State → the fewest steps that lead to it from the first."""
    found: dict[str, tuple[str, ...]] = {next(iter(table)): ()}
    while missing := {
        after: (*steps, step)
        for state, steps in found.items()
        for step, after in table[state].items()
        if after not in found
    }:
        found |= missing
    return found


WAYS = [(table, state, steps) for table in (FORM, REPLY) for state, steps in ways(table).items()]
SECOND = [(table, (*steps, step), after) for table, state, steps in WAYS for step, after in table[state].items()]


def test_every_state_of_the_tables_can_be_reached() -> None:
    assert len(WAYS) == len(FORM) + len(REPLY)
    assert {step for _, steps, _ in SECOND for step in steps} == {*ROUTES, *HAPPENS}


@pytest.mark.parametrize(("table", "steps", "state"), SECOND, ids=[" > ".join(steps) for _, steps, _ in SECOND])
def test_after_a_step_only_the_documented_ones_succeed(
    doors: Doors, table: Steps, steps: tuple[str, ...], state: str
) -> None:
    """Those that do not are taken first, one after another, each by who may take it elsewhere."""
    walk, tried = walked(doors, table, steps[:-1]), OF_FORM if table is FORM else OF_REPLY
    before = walk.rows()
    walk.go(steps[-1])
    there = walk.rows()
    assert there != before
    for step in tried:
        if step not in table[state]:
            walk.go(step)
            assert walk.rows() == there, step
    for step in table[state]:
        walk = walked(doors, table, steps)
        there = walk.rows()
        walk.go(step)
        assert walk.rows() != there, step


@pytest.mark.parametrize(("table", "state", "steps"), WAYS, ids=[f"{way[1]}" for way in WAYS])
def test_in_every_state_nobody_else_can_take_a_step(
    doors: Doors, table: Steps, state: str, steps: tuple[str, ...]
) -> None:
    """Members with other roles, another company's people, others who answer, and who holds the link but is late."""
    walk = walked(doors, table, steps)
    there = walk.rows()
    for actor in ACTORS:
        for step in OF_FORM if table is FORM else OF_REPLY:
            if may(actor, step, state):
                continue
            came = walk.take(step, doors.browsers[actor.name])
            assert walk.rows() == there, (actor.name, step)
            assert came in answers_to(actor, step), (actor.name, step)


def may(actor: Actor, step: str, state: str) -> bool:
    """Whether this step is the actor's to take. A link is whose it is opened by first."""
    if step in BY_COMPANY:
        return actor.house == "ours" and actor.role in ("owner", "manager")
    return actor.name == "evaluator" if step in OF_FORM else state == "made" and "link" in POLICY[ROUTES[step]]


def answers_to(actor: Actor, step: str) -> tuple[str, ...]:
    """What a browser may be told: how a link stands, or why it is kept out."""
    if step in OF_REPLY and step not in BY_COMPANY:
        return ("absent", "in")
    target = "own" if actor.house != "theirs" else "other"
    return (expected(POLICY[ROUTES[step]], actor, target),)
