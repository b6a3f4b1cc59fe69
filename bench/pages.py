"""The pages of a running server, each in runs that alternate with its limit."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, repeat
from statistics import median
from time import perf_counter, time
from typing import Any

from sqlalchemy import delete

from app.actions.reopen import reopen
from app.actions.save_answer import save_answer
from app.actions.submit import submit
from app.store.recruiters import vetting_for
from app.store.responses import own_response
from app.store.tables import buckets
from app.vetting.answers import Answer
from app.web.compare import _page, _read
from app.web.pages import Shell, render
from app.web.passwords import HASHER
from app.web.weighing import Asked
from bench.load import Load, get, post, under_load
from bench.place import STARLETTE, Place
from bench.server import Server
from bench.stage import ASKED, PASSWORD
from bench.table import Figure, figure
from bench.world import INSTRUMENT

ROUNDS = 5
SECONDS = 0.5  # of one run
READERS = 4  # clients that open pages
FEW = 8  # sign-ins in a run: more of one address would be refused
CHANGES = 3  # of an answer in a round
NUMBERS = count(1)
Work = Callable[[], Any]
Clients = Sequence[Iterator[bytes]]


@dataclass(slots=True)
class Runs:
    """What alternating runs against ours and against a limit gave."""

    pairs: list[tuple[float, float]] = field(default_factory=list)
    ours: list[Load] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # ms of the processor for one answer of ours
    other_cpu: list[float] = field(default_factory=list)

    @property
    def more(self) -> dict[str, float]:
        """Medians of what the rate does not say. `cpu_ratio` is the ratio where the machine does other things too."""
        told = {"p50_ms": median(run.p50 for run in self.ours), "p99_ms": median(run.p99 for run in self.ours)}
        told |= {"cpu_ms": median(self.cpu), "bytes": len(self.ours[-1].body)}
        return told | ({"cpu_ratio": median(self.other_cpu) / median(self.cpu)} if self.other_cpu else {})


def measured(server: Server, clients: Clients, seconds: float = SECONDS) -> tuple[Load, float]:
    """One run, and the milliseconds of the processor that an answer took."""
    before = server.cpu()
    seen = under_load(server.port, clients, seconds)
    return seen, (server.cpu() - before) * 1000 / len(seen.times)


def against(server: Server, ours: Callable[[], Clients], bare: Server, limit: bytes) -> Runs:
    """Runs of ours that alternate with runs of the limit's, by as many clients."""
    runs = Runs()
    for _ in range(ROUNDS):
        one, cpu = measured(server, clients := ours())
        other, other_cpu = measured(bare, [repeat(limit) for _ in clients])
        runs.pairs.append((one.rate, other.rate))
        runs.ours.append(one)
        runs.cpu.append(cpu)
        runs.other_cpu.append(other_cpu)
    return runs


def beside_starlette(
    place: Place, row: str, what: str, asked: list[bytes], least: float | None = None, readers: int = READERS
) -> Figure:
    """A page that several people open, beside bare Starlette with the same bytes."""
    name = f"page-{next(NUMBERS)}"
    (place.folder / name).write_bytes(under_load(place.server.port, [iter(asked[:1])]).body)

    def clients() -> Clients:
        return [repeat(asked[n % len(asked)]) for n in range(readers)]

    runs = against(place.server, clients, place.bare, get(f"/{name}"))
    more = runs.more | {"queries": place.queries(asked[0])}
    return figure(row, f"{what}, {place.engine}", STARLETTE, "/s", runs.pairs, least=least, more=more)


def pages(place: Place) -> Iterator[Figure]:
    """Every page of the table of goals, and those that people open most."""
    stage, on_sqlite = place.stage, place.engine == "SQLite"
    form, owner = f"/vettings/{stage.vetting}", {"Cookie": f"session={stage.token}"}
    writers = [{"Cookie": f"session={token}"} for token in stage.tokens[:READERS]]
    whole = [get(f"{form}/form", **who) for who in writers]
    yield beside_starlette(place, "A" if on_sqlite else "H", "form page of 30", whole, 0.35 if on_sqlite else 0.10)
    one = [get(f"{form}/answer/{ASKED[9].id}", **who, HX_Request="true") for who in writers]
    yield beside_starlette(place, "A′" if on_sqlite else "", "one question", one, 0.45 if on_sqlite else None)
    reply = {"Cookie": f"reply-{stage.invitation}={stage.reply}"}
    question = next(item.id for item in INSTRUMENT.asked("candidate"))
    yield beside_starlette(
        place, "", "question of a reference", [get(f"/reply/{stage.invitation}/{question}", **reply)]
    )
    yield beside_starlette(place, "", "scorecard", [get(f"/vettings/{stage.scored}/score", **owner)])
    yield signing_in(place)
    for many, search in ((5, stage.five), (20, stage.twenty)):
        yield comparison(place, many, search)
        yield changed(place, many, search)


def signing_in(place: Place) -> Figure:
    """Beside checking the password alone, in one thread."""
    hashed, runs = HASHER.hash(PASSWORD), Runs()
    sent = [post("/sign-in", {"email": one.email, "password": PASSWORD}) for one in place.stage.evaluators]
    for _ in range(ROUNDS):
        place.write(lambda db: db.execute(delete(buckets)))
        ours, cpu = measured(place.server, [iter(sent[n : n + 2]) for n in range(0, FEW, 2)], 60)
        runs.ours.append(ours)
        runs.cpu.append(cpu)
        runs.pairs.append((ours.rate, 1 / usual(lambda: HASHER.verify(PASSWORD, hashed), FEW)))
    more = runs.more | {"queries": place.queries(sent[-1])}
    return figure("", f"signing in, {place.engine}", "checking the password alone", "/s", runs.pairs, more=more)


def comparison(place: Place, many: int, search: int) -> Figure:
    """The page of a comparison, beside Jinja that renders what is on it."""
    request = get(f"/searches/{search}/compare", Cookie=f"session={place.stage.token}")
    draw, runs = rendering(place, search), Runs()
    for _ in range(ROUNDS):
        ours, cpu = measured(place.server, [repeat(request) for _ in range(READERS)])
        runs.ours.append(ours)
        runs.cpu.append(cpu)
        runs.pairs.append((ours.rate, 1 / usual(draw)))
    more = runs.more | {"queries": place.queries(request)}
    goal = 1.0 if place.engine == "SQLite" else None
    what = f"comparison of {many}, warm, {place.engine}"
    return figure("C", what, "rendering its template", "/s", runs.pairs, least=goal, more=more)


def changed(place: Place, many: int, search: int) -> Figure:
    """The same page right after an answer changed: one visit after each change."""
    request = get(f"/searches/{search}/compare", Cookie=f"session={place.stage.token}")
    draw, pairs = rendering(place, search), []
    for n in range(ROUNDS * CHANGES):
        place.write(change, place, search, n)
        pairs.append((1 / under_load(place.server.port, [iter([request])]).times[0], 1 / usual(draw, 20)))
    goal = 0.2 if place.engine == "SQLite" else None
    what = f"comparison of {many}, an answer changed, {place.engine}"
    return figure("C", what, "rendering its template", "/s", pairs, least=goal)


def change(db: Any, place: Place, search: int, number: int) -> None:
    """One evaluator is let in again, changes an answer and submits, as the pages do it."""
    who, owner, now = place.stage.evaluators[0], place.stage.owner, int(time())
    vetting = place.vettings[search][number % len(place.vettings[search])]
    own = own_response(db, who, vetting_for(db, who, vetting))
    assert own
    item = next(item for item in ASKED if item.type not in ("number", "checklist") and not item.support)
    other = next(one.points for one in item.options if one.points != own.answers[item.id].points)
    reopen(db, owner, vetting, own.id, "Something was mistyped.", now)
    save_answer(db, who, vetting, item.id, Answer(points=other), now)
    submit(db, who, vetting, INSTRUMENT, "yes", "Keeps people posted, with cases.", False, now)


def rendering(place: Place, search: int) -> Work:
    """The work of the template alone, on the finished page."""
    page = _page(place.read(_read, place.stage.owner, search), Asked(search, {}))
    shell = Shell("nonce", "once", "", place.stage.owner, f"/searches/{search}/compare", "")
    render(page, shell)  # compiles the template, which happens once
    return lambda: render(page, shell)


def usual(work: Work, times: int = 0) -> float:
    """The median seconds of some work, done so often, or for as long as a run is."""
    taken: list[float] = []
    until = perf_counter() + SECONDS
    while len(taken) < times or (not times and perf_counter() < until):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return median(taken)
