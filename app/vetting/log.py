"""A recruiter's log: contacts, interviews, endings and promises, and the counts they add up to (measurement 4.11)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.vetting.proportions import Count, Difference, newcombe, rate_index
from app.vetting.survival import Survival, Wait, survival

SEVEN_DAYS = 7
GRACE_DAYS = 14
Outcome = Literal["moved_on", "turned_down"]


@dataclass(frozen=True, slots=True)
class LogCandidate:
    """One pseudonymous candidate; every day is counted from the same day 0. Automatic receipts are not contacts."""

    start: int
    contacts: tuple[int, ...] = ()
    interviews: tuple[int, ...] = ()
    ended: int | None = None
    told: int | None = None
    withdrew: bool = False
    promises: tuple[tuple[int, bool], ...] = ()  # day it was due, met or moved in time
    outcome: Outcome | None = None  # None where the log does not say


@dataclass(frozen=True, slots=True)
class Log:
    """A complete export of one period, looked at on day `today`."""

    today: int
    candidates: tuple[LogCandidate, ...]


@dataclass(frozen=True, slots=True)
class LogMetrics:
    """What the log shows. `usefulness`: metric → people who moved on minus people turned down, where both are known."""

    n: int
    seven_day: Count
    loop: Count
    promises: Count
    longest_silence: Survival
    after_interview: Survival
    still_open: int
    usefulness: dict[str, Difference]

    def dimensions(self, min_n: int = 1) -> dict[str, tuple[Fraction, int]]:
        """Dimension → (score −100..+100, n) for every count of at least `min_n`."""
        counts = {"rhythm": self.seven_day, "closure": self.loop, "reliability": self.promises}
        return {d: (rate_index(*count), count.n) for d, count in counts.items() if count.n >= max(1, min_n)}


def metrics(log: Log) -> LogMetrics:
    """All counts and waiting times of measurement 4.11."""
    return LogMetrics(
        n=len(log.candidates),
        seven_day=seven_day(log, log.candidates),
        loop=loop_closed(log, log.candidates),
        promises=promises_kept(log, log.candidates),
        longest_silence=survival([longest_silence(log, candidate) for candidate in log.candidates]),
        after_interview=survival(after_interviews(log)),
        still_open=sum(candidate.ended is None and candidate.told is None for candidate in log.candidates),
        usefulness=usefulness(log),
    )


def seven_day(log: Log, candidates: Sequence[LogCandidate]) -> Count:
    """Candidates with no silence, the running one included, of more than seven days."""
    kept = sum(all(gap.days <= SEVEN_DAYS for gap in silences(log, candidate)) for candidate in candidates)
    return Count(kept, len(candidates))


def loop_closed(log: Log, candidates: Iterable[LogCandidate]) -> Count:
    """Told, of those told or ended at least fourteen days ago; the withdrawn are left out."""
    due = [c for c in candidates if not c.withdrew and (c.told is not None or _overdue(log, c))]
    return Count(sum(c.told is not None for c in due), len(due))


def promises_kept(log: Log, candidates: Iterable[LogCandidate]) -> Count:
    """Dates met or moved in time, of those that have come."""
    due = [kept for candidate in candidates for day, kept in candidate.promises if day <= log.today]
    return Count(sum(due), len(due))


def silences(log: Log, candidate: LogCandidate) -> list[Wait]:
    """The waits between one word and the next; being told is a word too. Not told is still waiting."""
    told = () if candidate.told is None else (candidate.told,)
    return gaps(candidate.start, (*candidate.contacts, *told), _last_day(log, candidate))


def gaps(start: int, contacts: Iterable[int], end: int) -> list[Wait]:
    """Waits from `start` to `end`; the last one still runs unless a contact falls on `end`."""
    heard = sorted(day for day in contacts if start <= day <= end)
    waits = [Wait(day - before, over=True) for before, day in zip([start, *heard], heard, strict=False)]
    last = heard[-1] if heard else start
    return [*waits, Wait(end - last, over=False)] if end > last else waits


def longest_silence(log: Log, candidate: LogCandidate) -> Wait:
    """Still running if no finished silence is longer than the running one."""
    return max(silences(log, candidate), key=lambda wait: (wait.days, not wait.over), default=Wait(0, over=False))


def after_interviews(log: Log) -> list[Wait]:
    """Each interview: days to the next contact on a later day; still running if there is none yet."""
    return [_after(log, candidate, day) for candidate in log.candidates for day in candidate.interviews]


def usefulness(log: Log) -> dict[str, Difference]:
    """The same metric for people who moved on minus people turned down (measurement 1.1); needs outcomes in the log."""
    groups = [[c for c in log.candidates if c.outcome == outcome] for outcome in ("moved_on", "turned_down")]
    rules: dict[str, Callable[[Log, Sequence[LogCandidate]], Count]] = {
        "seven_day": seven_day,
        "loop": loop_closed,
        "promises": promises_kept,
    }
    counts = {name: [rule(log, group) for group in groups] for name, rule in rules.items()}
    return {name: newcombe(up, down) for name, (up, down) in counts.items() if up.n and down.n}


def _overdue(log: Log, candidate: LogCandidate) -> bool:
    return candidate.ended is not None and log.today - candidate.ended >= GRACE_DAYS


def _last_day(log: Log, candidate: LogCandidate) -> int:
    """The day the wait is over: told, or withdrawn; for everyone else it is still today."""
    if candidate.told is not None:
        return candidate.told
    return candidate.ended if candidate.withdrew and candidate.ended is not None else log.today


def _after(log: Log, candidate: LogCandidate, interview: int) -> Wait:
    words = [*candidate.contacts, *([] if candidate.told is None else [candidate.told])]
    following = [day for day in words if day > interview]
    if following:
        return Wait(min(following) - interview, over=True)
    return Wait(max(0, _last_day(log, candidate) - interview), over=False)
