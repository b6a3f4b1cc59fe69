"""Whether pages stay as fast when there is a thousand times as much: `make growth`, on both databases in one run."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from anyio.from_thread import start_blocking_portal
from sqlalchemy import func, select

import machine
from actors import ACTORS, Actor, Doors, expected
from app.store.database import migrate
from app.store.tables import answers
from app.web.site import create_app
from bench.engines import OnPostgreSQL, OnSQLite, Place
from bench.filling import with_archive, with_companies
from bench.server import folder
from databases import used
from household import Household
from policy import POLICY
from visitor import Site
from world import World, served

SIZES = [int(float(size)) for size in os.environ.get("SIZES", "1e4,1e6,1e7").split(",")]  # answers
SEARCHES = 9  # closed ones of a company for each that is open, of which it has two
ARCHIVE = 400  # the same in a company that is asked whether its archive slows it
ROUNDS = 60
GOAL = 1.3
FILES = (".pdf", ".xlsx", ".png", ".csv", ".json", ".svg", ".zip", "/logs", "healthz", "readyz")
OPEN = ("/answer", "/compare", "/score", "/review", "/form", "/reply")  # pages of an open search
RESULTS = Path(__file__).parent / "growth.json"
Found = dict[str, list[float]]  # page → milliseconds in each database


@dataclass(frozen=True, slots=True)
class Made:
    """A database that others are made from, and who is in it."""

    ours: Household
    theirs: Household
    demo: dict[str, int]


class NoCopy:
    """Nothing is put back: what is measured only reads."""

    def version(self) -> int:
        return 0

    def restore(self) -> None: ...
    def close(self) -> None: ...
    def tables(self) -> list[str]:
        return []

    def rows(self, _table: str) -> list[dict[str, Any]]:
        return []


def made(place: Place) -> Made:
    """The database to begin with: two companies with something in every table, and the demo."""
    url = place.create("base")
    migrate(used(url))
    with served(url, NoCopy) as world:
        return Made(world.ours, world.theirs, world.demo)


def filled(place: Place, base: Made, name: str, size: int, archive: int) -> int:
    """A database with so many answers; returns how many there are."""
    began = time.monotonic()
    place.create(name, like="base")
    with place.filling(name) as db:
        with_archive(db, base.ours.id, archive)
        own, there = (
            db.execute(select(func.count()).select_from(answers).where(*whose)).scalar_one()
            for whose in ((answers.c.company_id == base.ours.id,), ())
        )
        with_companies(db, base.ours.id, max(0, (size - there) // own))
        there += max(0, (size - there) // own) * own
    place.done(name)
    print(f"{place.name}: {there:,} answers in {time.monotonic() - began:.0f} s", flush=True)
    return there


@contextmanager
def open_doors(url: str, base: Made) -> Iterator[Doors]:
    """Everybody at the doors of a site over this database."""
    app = create_app(used(url))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        site = Site(app, portal)
        yield Doors(World(site, NoCopy(), base.ours, base.theirs, base.demo))
        site.close()


def pages() -> Iterator[tuple[str, Actor]]:
    """Every page, and who looks at it: the first who may."""
    for name, who in POLICY.items():
        if name.startswith("GET ") and not name.endswith(FILES):
            yield name, next(one for one in ACTORS if one.house != "theirs" and expected(who, one, "own") == "in")


def measured(sites: list[Doors]) -> Iterator[tuple[str, list[float]]]:
    """Each page with its milliseconds at each site, asked in turn so that a busy machine slows all alike."""
    for name, actor in pages():
        asks = [ask(doors, name, actor) for doors in sites]
        if all(one is not None and one() < 400 for one in asks):
            took = [[timed(one) for one in asks] for _ in range(ROUNDS)]
            yield name.removeprefix("GET "), [round(quantiles(each, n=4)[0], 2) for each in zip(*took, strict=True)]


def ask(doors: Doors, name: str, actor: Actor) -> Callable[[], int] | None:
    """Opening the page once; None where there is no such page."""
    path, browser = doors.address(doors.world.routes[name], actor, "own"), doors.browsers[actor.name]
    return (lambda: browser.get(path).status_code) if path else None


def timed(work: Callable[[], int] | None) -> float:
    assert work
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def compared(place: Place, base: Made, names: list[str], only: tuple[str, ...] = ("",)) -> Found:
    """The pages whose address has one of `only` in it, over databases of these names."""
    with ExitStack() as open_:
        sites = [open_.enter_context(open_doors(place.url(name), base)) for name in names]
        return {page: found for page, found in measured(sites) if any(part in page for part in only)}


def grown(place: Place) -> tuple[Found, Found]:
    """The pages at each size; and those of an open search without and with a long archive beside it."""
    base = made(place)
    names = [f"size_{size}" for size in SIZES]
    for name, size in zip(names, SIZES, strict=True):
        filled(place, base, name, size, SEARCHES)
    bigger = compared(place, base, names)
    for name, archive in (("young", SEARCHES), ("old", ARCHIVE)):
        filled(place, base, name, 0, archive)
    return bigger, compared(place, base, ["young", "old"], OPEN)


def shown(title: str, heads: list[str], found: Found) -> list[str]:
    """The table, and what misses the goal."""
    print(f"\n{title:<52}" + "".join(f"{head:>12}" for head in heads) + f"{'ratio':>8}")
    for page, times in found.items():
        print(f"{page:<52}" + "".join(f"{each:>9.2f} ms" for each in times) + f"{times[-1] / times[0]:>8.2f}")
    ratios = {page: times[-1] / times[0] for page, times in found.items()}
    print(f"{'median ratio':<52}{'':>{12 * len(heads)}}{median(ratios.values()):>8.2f}")
    return [f"{page} {ratio:.2f}" for page, ratio in ratios.items() if ratio > GOAL]


def main() -> int:
    kept: dict[str, Any] = {"answers": SIZES, "unit": "ms, the fast quarter of alternating requests"}
    missed: list[str] = []
    with folder() as here, ExitStack() as open_:
        places: list[Place] = [OnSQLite(here)]
        if programs := machine.postgresql():
            server = machine.PostgreSQL(programs)
            open_.callback(server.stop)
            places.append(OnPostgreSQL(server))
        for place in places:
            bigger, beside = grown(place)
            kept[place.name] = {"size": bigger, "archive": beside}
            missed += shown(f"{place.name}: answers", [f"{size:,}" for size in SIZES], bigger)
            missed += shown(f"{place.name}: closed searches", [f"{2 * SEARCHES}", f"{2 * ARCHIVE}"], beside)
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    print(f"\nover {GOAL}: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
