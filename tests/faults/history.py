"""What was told to people against what is kept, afterwards: nothing acknowledged is gone, nothing is there twice.

Each device counts its saves of all questions, so a save is known by device and sequence; the table of all saves, in
which nothing is ever changed, says which arrived and in which order.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Engine, select

from app.store.tables import answer_saves, answers
from faults.raters import Event

Kept = tuple[str, str, int]  # device, item, sequence


@dataclass
class Verdict:
    """What is wrong with a history; each list names the saves or reads it is of."""

    acknowledged: int = 0
    lost: list[Event] = field(default_factory=list)  # told that it is kept, and it is not
    stale: list[Event] = field(default_factory=list)  # a read that does not know what was acknowledged before it
    doubles: list[Kept] = field(default_factory=list)  # there more than once, or two versions with one number
    strange: list[Event] = field(default_factory=list)  # shows, or leaves, what nobody sent

    @property
    def wrong(self) -> int:
        return len(self.lost) + len(self.stale) + len(self.doubles) + len(self.strange)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds: every save that arrived with its version, and the answers as they stand."""

    saves: list[tuple[str, str, int, int, bool]]  # device, item, sequence, version, kept
    answers: dict[tuple[str, str], tuple[int, str]]  # device, item → sequence and note


def stored(engine: Engine) -> Stored:
    with engine.begin() as db:
        came = answer_saves.c
        saves = db.execute(select(came.device, came.item, came.sequence, came.version, came.kept).order_by(came.id))
        now = answers.c
        kept = db.execute(select(now.device, now.item, now.sequence, now.note).where(now.device != ""))
        return Stored([tuple(row) for row in saves], {(row[0], row[1]): (row[2], row[3]) for row in kept})


def check(events: Iterable[Event], found: Stored) -> Verdict:
    """Hold the events of all devices against what is stored."""
    verdict = Verdict()
    by_place: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        by_place[event.device, event.item].append(event)
    times = Counter((device, item, sequence) for device, item, sequence, _, _ in found.saves)
    versions = Counter((device, item, version) for device, item, _, version, kept in found.saves if kept)
    verdict.doubles = [each for counted in (times, versions) for each, many in counted.items() if many > 1]
    for place, here in by_place.items():
        _one_place(verdict, here, times, found.answers.get(place))
    return verdict


def _one_place(verdict: Verdict, here: list[Event], times: Counter[Kept], now: tuple[int, str] | None) -> None:
    """The saves and reads of one question on one device, which come one after the other."""
    newest, sent = 0, {0}
    for event in sorted(here, key=lambda event: event.began):
        if event.kind == "save":
            sent.add(event.sequence)
        if event.outcome != "ok":
            continue
        if event.kind == "read":
            if event.sequence < newest:
                verdict.stale.append(event)
            if event.sequence not in sent:
                verdict.strange.append(event)
        else:
            verdict.acknowledged += 1
            newest = max(newest, event.sequence)
            if times[event.device, event.item, event.sequence] == 0:
                verdict.lost.append(event)
    sequence, note = now or (0, "")
    if sequence < newest:
        verdict.lost.append(here[-1])
    if sequence not in sent or (sequence and note != f"note {here[0].device}-{sequence}"):
        verdict.strange.append(here[-1])
