"""Everything that has a limit, measured in one run: `make bench`. Nine minutes where nothing else runs, at most."""

import os
import sys
from collections.abc import Iterator

import machine
from bench import papers, rescoring, saves, speed, starting
from bench.pages import pages
from bench.place import Place, place, postgresql
from bench.server import LOADING, folder
from bench.table import Figure, heading, line, written


def main() -> int:
    """Print each figure as it comes and keep them all; 1 if a goal is missed."""
    os.sched_setaffinity(0, {LOADING})
    print(heading())
    found = []
    for one in measured():
        print(line(one), flush=True)
        found.append(one)
    written(found)
    missed = [one for one in found if not one.met]
    print(f"{len(found)} figures, {len(missed)} goals missed. Medians of alternating runs; ratio: ours to the limit.")
    return 1 if missed else 0


def measured() -> Iterator[Figure]:
    """In the order of the table of goals."""
    yield from speed.parts()
    with folder() as here:
        with place("SQLite", f"sqlite:///{here}/followthrough.db", here) as on_sqlite:
            yield from pages(on_sqlite)
            yield from saves.durable(on_sqlite)
            yield from papers.papers(on_sqlite)
            settings, stage = on_sqlite.settings, on_sqlite.stage
            yield _memory(on_sqlite)
        yield from rescoring.rescoring("SQLite", f"sqlite:///{here}/rescored.db")
        yield saves.beside_reports(settings, stage)
        yield starting.starting(settings)
        if programs := machine.postgresql():
            with postgresql(programs) as running, place("PostgreSQL", running.create("bench"), here) as there:
                yield from pages(there)
                yield saves.on_postgresql(there, running)
                yield _memory(there)
                yield from rescoring.rescoring("PostgreSQL", running.create("rescored"))
        else:
            print("PostgreSQL is not installed, so rows H and H′ are not measured.")


def _memory(place: Place) -> Figure:
    most, bare = place.server.memory("VmHWM"), place.bare.memory("VmHWM")
    return Figure("", f"memory at most, after all of this, {place.engine}", "bare Starlette", "MiB", most, bare)


if __name__ == "__main__":
    sys.exit(main())
