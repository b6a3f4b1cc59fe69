"""Searches made up at random and brought in as the product brings in its own demo."""

import json
import random
import time
from typing import Any

from sqlalchemy import Connection

from app.actions.demo import load_demo, remove_demo
from app.store.demo import demo_panel
from app.store.members import VISITOR
from app.vetting.answers import Answer, Response
from app.vetting.comparison import Entrant
from app.vetting.exchange import write_panel
from app.vetting.instrument import FormKind
from panels import INSTRUMENT, NA, worth
from visitor import Site

EVALUATORS = ("Dana Whitfield", "Sam Osei", "Priya Raman")
BLANK = Answer(status="not_asked")


def made_up(seed: int, recruiters: int, evaluators: int = 3, others: bool = True) -> dict[str, Any]:
    """A panel file with names, firms and some blanks; `others`: references, own answers and records for some."""
    dice = random.Random(seed)
    entrants = {}
    for n in range(recruiters):
        forms = [_form(dice, "evaluator", who) for who in EVALUATORS[:evaluators]]
        if others and dice.random() < 0.6:
            forms += [_form(dice, "candidate", f"Candidate {letter}") for letter in "AB"[: dice.randint(1, 2)]]
            forms += [_form(dice, "client", "Client A"), _form(dice, "self", f"Recruiter {n}")]
        entrants[f"{n}"] = Entrant(f"Recruiter {n}", forms)
    panel = write_panel(INSTRUMENT, entrants, INSTRUMENT.weights)
    for n, recruiter in enumerate(panel["recruiters"]):
        recruiter["firm"] = f"Firm {n}"
        if others and dice.random() < 0.4:
            recruiter["log"] = demo_panel()["recruiters"][0]["log"]
    return {"company": "Made-up Company", "title": "Made-up search", **panel}


def bring(site: Site, panel: dict[str, Any]) -> int:
    """Bring the panel in as the demo, in place of another; returns the id of the search."""
    now = int(time.time())

    def work(db: Connection) -> int:
        remove_demo(db, VISITOR, now)
        return load_demo(db, json.loads(json.dumps(panel)), INSTRUMENT, now).id

    made: int = site.portal.call(site.app.state.database.write, work)
    return made


def _form(dice: random.Random, source: FormKind, who: str) -> Response:
    """Around a level of its own, with a few blanks, notes and flags."""
    level = dice.randint(0, 4)
    given = {item.id: _answer(dice, item, level) for item in INSTRUMENT.asked(source)}
    return Response(source, who, given)


def _answer(dice: random.Random, item: Any, level: int) -> Answer:
    if dice.random() < 0.12:
        return dice.choice((NA, BLANK))
    answer = worth(min(4, max(0, level + dice.randint(-1, 1))), item)
    flagged = item.form == "evaluator" and dice.random() < 0.02
    return Answer(
        **{name: getattr(answer, name) for name in Answer.__dataclass_fields__}
        | {"note": "A case." if dice.random() < 0.2 else "", "flagged": flagged}
    )
