"""What the pages are measured on: a company of sixteen evaluators, searches of five and of twenty, forms being written.

Everything goes in through the actions that the pages use, so that the rows are those of real use.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import SecretStr
from sqlalchemy import Connection

from app.actions.found_company import found_company
from app.actions.invite import Asked, invite
from app.actions.open_link import open_link
from app.actions.open_search import open_search
from app.actions.save_answer import begin, keep
from app.actions.sign_in import sign_in
from app.actions.submit import submit
from app.mail.links import token_hash
from app.settings import Settings
from app.store.invitations import invitation_to_change
from app.store.keys import keys_of
from app.store.members import Member, colleague
from app.store.recruiters import Vetting, vettings_in
from app.store.responses import own_response
from app.store.rows import add
from app.store.searches import search_for
from app.store.tables import accounts, members
from app.vetting.answers import Answer
from app.web.call import questions
from app.web.passwords import HASHER
from bench.world import INSTRUMENT, World, project

CLIENTS = 16
RATERS = 3
PASSWORD = "a sentence that nobody guesses"  # noqa: S105 - of made-up people
SECRET = "the secret of the benchmarks, 0123456789 abcdef"  # noqa: S105
ASKED = questions(INSTRUMENT, "full")


@dataclass(frozen=True, slots=True)
class Stage:
    """Who is signed in by which token, and the ids of what they look at."""

    owner: Member
    token: str
    evaluators: tuple[Member, ...]
    tokens: tuple[str, ...]  # one for each evaluator
    five: int  # searches
    twenty: int
    vetting: int  # of which the evaluators write their forms
    scored: int  # a vetting with a scorecard
    invitation: int
    reply: str  # the token of the browser in which it is answered


def used(database_url: str) -> Settings:
    """The settings of a machine with this database."""
    return Settings(database_url=database_url, secret=SecretStr(SECRET))


def staged(db: Connection) -> Stage:
    """Fill an empty database; part of a transaction."""
    now = int(time.time())
    hashed = HASHER.hash(PASSWORD)
    owner = found_company(db, "Halden Foods", "Alice Moreau", "alice@halden.example", hashed, now)
    owner = colleague(db, owner, owner.id or 0)
    people = tuple(_evaluator(db, owner, n, hashed, now) for n in range(CLIENTS))
    draft = _search(db, owner, "Being vetted", 1, now)[0]
    five, twenty = (_search(db, owner, f"Search of {many}", many, now) for many in (5, 20))
    answers = _answers()
    for vetting in (*five, *twenty):
        for evaluator in people[:RATERS]:
            _fill(db, evaluator, vetting, next(answers), now)
            submit(db, evaluator, vetting.id, INSTRUMENT, "yes", "Keeps people posted, with cases.", False, now)
    for evaluator in people:
        _fill(db, evaluator, draft, next(answers), now)
    invitation, reply = _asked(db, owner, five[0], now)
    tokens = tuple(sign_in(db, one, now) for one in people)
    shown = (five[0].search.id, twenty[0].search.id, draft.id, twenty[0].id)
    return Stage(owner, sign_in(db, owner, now), people, tokens, *shown, invitation, reply)


def _evaluator(db: Connection, owner: Member, number: int, hashed: str, now: int) -> Member:
    email = f"evaluator{number}@halden.example"
    account = add(db, accounts, email=email, name=f"Evaluator {number}", password_hash=hashed, created_at=now)
    made = add(db, members, company_id=owner.company_id, account_id=account, role="evaluator")
    return colleague(db, owner, made)


def _search(db: Connection, owner: Member, title: str, many: int, now: int) -> list[Vetting]:
    named = [(f"{title}: recruiter {n}", f"Firm {n} & Partners") for n in range(many)]
    made = open_search(db, owner, title, named, "full", INSTRUMENT, now)
    return vettings_in(db, search_for(db, owner, made))


def _fill(db: Connection, evaluator: Member, vetting: Vetting, given: dict[str, Answer], now: int) -> None:
    made = begin(db, evaluator, vetting, now)
    for item, answer in given.items():
        keep(db, made, evaluator.company_id, item, answer, now)
    assert own_response(db, evaluator, vetting)


def _answers() -> Iterator[dict[str, Answer]]:
    """Whole forms of people of the simulated world, with a note beside every fifth answer."""
    for number in range(100):
        for recruiter in project(number, World()):
            for form in recruiter.evaluators:
                yield {item.id: _whole(form.answers[item.id], n, item.support) for n, item in enumerate(ASKED)}


def _whole(answer: Answer, number: int, backed: bool) -> Answer:
    note = "Went quiet after the second interview; we had to chase <twice>." if number % 5 == 0 else ""
    return replace(answer, note=note, support=(answer.support or "specific") if backed else None)


def _asked(db: Connection, owner: Member, vetting: Vetting, now: int) -> tuple[int, str]:
    made = invite(db, owner, vetting.id, Asked("candidate", "Ines Duarte", "", "recruiter", "not_placed"), 20, now)
    found = invitation_to_change(db, owner, made)
    return open_link(db, token_hash(keys_of(db), "invitation", made, found.salt), "", "", "", now)


def saves(stage: Stage, client: int) -> Iterator[dict[str, str]]:
    """The form posts of somebody who changes one answer after the other, as the script of the page sends them.

    The key `item` is taken out and names the question. Every save changes something: the points go round.
    """
    ladders = [item for item in ASKED if item.type not in ("number", "checklist")]
    for sequence in range(1, 10**9):
        turn, place = divmod(sequence - 1, len(ladders))
        item = ladders[place]
        value = str(item.options[turn % len(item.options)].points)
        support = {"support": "specific"} if item.support else {}
        told = {"note": f"Heard in turn {turn}.", "whole": "yes", "device": f"device{client}"}
        who = {"sequence": str(sequence), "who": str(stage.evaluators[client].id)}
        yield {"item": item.id, "value": value, **support, **told, **who, "seen": ""}
