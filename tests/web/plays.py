"""What people do about one recruiter, step by step, in two tellings that differ in nothing but what was answered."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Literal

from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from app.actions.begin_reply import begin_reply
from app.actions.change_reply import change_reply
from app.actions.reopen import reopen
from app.actions.save_answer import Stamp, save_answer
from app.actions.save_reply import save_reply
from app.actions.save_view import View, save_view
from app.actions.submit import submit
from app.actions.submit_reply import submit_reply
from app.actions.withdraw_reply import withdraw_reply
from app.refusals import Conflict, Mistakes
from app.store import tables as t
from app.store.invitations import Invitation, invitation_to_change
from app.store.members import Member
from app.store.recruiters import vetting_for
from app.store.replies import reply_of
from app.store.responses import own_response
from app.vetting.answers import Answer
from app.vetting.drafts import PARTS
from app.vetting.instrument import Item
from household import Household
from panels import BLANK, INSTRUMENT, worth

EVALUATORS = ("alice", "dana", "bob")
SHORT = INSTRUMENT.asked("evaluator", "short")
VIEWS = ("definitely", "yes", "no")
Kind = Literal["save", "view", "submit", "reopen", "begin", "answer", "send", "take back", "withdraw"]
BY_EVALUATOR: tuple[Kind, ...] = ("save", "view", "submit", "reopen")
BY_LINK: tuple[Kind, ...] = ("begin", "answer", "send", "take back", "withdraw")
LINKS = ("self", "waiting")  # the recruiter and a candidate, both asked about the recruiter of the play


@dataclass(frozen=True)
class Step:
    """One deed of one person; `worths` are the points, 0 to 4, of what they answer in the one telling and the other."""

    kind: Kind
    who: str
    item: int
    worths: tuple[int, int]


def steps(rater: str) -> st.SearchStrategy[list[Step]]:
    """What everybody may do while the rater's form is not in. The rater answers the same in both tellings."""
    others = [name for name in EVALUATORS if name != rater]
    points = st.integers(0, 6)  # beyond 4: an answer without points
    two = st.tuples(points, points).filter(lambda pair: pair[0] != pair[1])
    item = st.integers(0, len(SHORT) - 1)
    by_others = st.builds(Step, st.sampled_from(BY_EVALUATOR), st.sampled_from(others), item, two)
    by_link = st.builds(Step, st.sampled_from(BY_LINK), st.sampled_from(LINKS), item, two)
    same = points.map(lambda one: (one, one))
    own = st.builds(Step, st.sampled_from(("save", "view")), st.just(rater), item, same)
    return st.lists(st.one_of(by_others, by_others, by_link, own), min_size=3, max_size=15)


def everything(rater: str) -> list[Step]:
    """All of it, in an order in which most of it works."""
    others = [name for name in EVALUATORS if name != rater]
    done = [Step(kind, who, 0, (4, 0)) for who in others for kind in ("save", "view", "submit")]
    said = [Step(kind, who, n, (4, 0)) for who, n in product(LINKS, range(3)) for kind in ("begin", "answer", "send")]
    return [*said, *done, Step("save", rater, 1, (3, 3)), Step("reopen", others[-1], 0, (4, 0))]


class Play:
    """Plays steps about the household's recruiter whose panel is not open, in one of the two tellings."""

    def __init__(self, house: Household, rater: str, telling: int, now: int) -> None:
        self.house, self.rater, self.telling, self.now = house, rater, telling, now
        self.vetting = house.ids["open begun"]

    def set_out(self, db: Connection) -> None:
        """The rater, whoever they are, is chosen to evaluate, so the panel waits for them from the first step on."""
        seat = {"search_id": self.house.ids["open search"], "member_id": self.house.people[self.rater].id}
        db.execute(insert(t.search_members).values(company_id=self.house.id, **seat, evaluates=True))

    def play(self, db: Connection, steps: list[Step]) -> None:
        """One after another; what cannot be done at its turn is refused, and nothing else."""
        for step in steps:
            self.now += 60
            try:
                with db.begin_nested():
                    DEEDS[step.kind](self, db, step)
            except (Conflict, Mistakes):
                pass

    def who(self, step: Step) -> Member:
        return self.house.people[step.who]

    def content(self, step: Step, item: Item) -> Answer:
        """Never the same twice, so that every save changes something in both tellings."""
        worth_ = step.worths[self.telling]
        answer = worth(worth_, item) if worth_ < 5 else BLANK[worth_ - 5]
        parts = {name: getattr(answer, name) for name in Answer.__dataclass_fields__}
        return Answer(**parts | {"note": f"Noted at {self.now}: {'warm, ' * worth_}."})

    def save(self, db: Connection, step: Step) -> None:
        item = SHORT[step.item]
        save_answer(db, self.who(step), self.vetting, item.id, self.content(step, item), self.now)

    def view(self, db: Connection, step: Step) -> None:
        told = View(VIEWS[step.worths[self.telling] % 3], f"Why {step.worths[self.telling]} at {self.now}.")
        save_view(db, self.who(step), self.vetting, told, self.now)

    def submit(self, db: Connection, step: Step) -> None:
        """With everything answered that was left."""
        own = own_response(db, self.who(step), vetting_for(db, self.who(step), self.vetting))
        for item in SHORT:
            if own is None or item.id not in own.answers:
                save_answer(db, self.who(step), self.vetting, item.id, self.content(step, item), self.now)
        told = (VIEWS[step.worths[self.telling] % 3], f"Because {step.worths[self.telling]}.", False)
        submit(db, self.who(step), self.vetting, INSTRUMENT, *told, self.now)

    def reopen(self, db: Connection, step: Step) -> None:
        """Another than the rater gives the reason, which may speak of an answer; the rater would know it anyway."""
        own = own_response(db, self.who(step), vetting_for(db, self.who(step), self.vetting))
        if own:
            why = f"Question {step.worths[self.telling]} was answered about somebody else."
            by = "dana" if self.rater == "alice" else "alice"
            reopen(db, self.house.people[by], self.vetting, own.id, why, self.now)

    def asked(self, db: Connection, step: Step) -> Invitation:
        return invitation_to_change(db, self.house.people["alice"], self.house.ids[step.who])

    def begin(self, db: Connection, step: Step) -> None:
        named = ("placed", "not_placed", "in_process", "other")[step.worths[self.telling] % 4]
        asked = self.asked(db, step)
        begin_reply(db, asked.respondent(), asked, named, self.now)

    def answer(self, db: Connection, step: Step) -> None:
        asked = self.asked(db, step)
        item = INSTRUMENT.asked(asked.source)[step.item]
        save_reply(db, asked.respondent(), asked, item.id, self.content(step, item), PARTS, Stamp(), self.now)

    def send(self, db: Connection, step: Step) -> None:
        asked = self.asked(db, step)
        if asked.source != "self" and reply_of(db, asked):
            self.begin(db, step)
        submit_reply(db, asked.respondent(), asked, step.worths[self.telling] > 2, self.now)

    def take_back(self, db: Connection, step: Step) -> None:
        asked = self.asked(db, step)
        change_reply(db, asked.respondent(), asked, self.now)

    def withdraw(self, db: Connection, step: Step) -> None:
        asked = self.asked(db, step)
        withdraw_reply(db, asked.respondent(), asked, self.now)


DEEDS: dict[Kind, Callable[[Play, Connection, Step], None]] = {
    "save": Play.save,
    "view": Play.view,
    "submit": Play.submit,
    "reopen": Play.reopen,
    "begin": Play.begin,
    "answer": Play.answer,
    "send": Play.send,
    "take back": Play.take_back,
    "withdraw": Play.withdraw,
}
