"""A recruiter's log as JSON, every day and every promise checked (measurement 4.11)."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from app.vetting.log import Log, LogCandidate, Outcome
from app.vetting.mistakes import Place, shown

MOST_CANDIDATES = 2000
OUTCOMES: tuple[str, ...] = get_args(Outcome)
NOTHING = Log(0, ())
COUNTED = ("start", "contacts", "interviews", "ended", "told", "withdrew", "promises", "outcome")  # of a candidate


class LogMistakes(ValueError):
    """A log that cannot be read: one sentence for each mistake."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


def read_log(value: Any) -> Log:
    """A log on its own; its shape is that of `log_at`. Raises LogMistakes."""
    place = Place()
    log = log_at(value, place)
    if place.sentences:
        raise LogMistakes(place.sentences)
    return log


def bare(content: Mapping[str, Any]) -> dict[str, Any]:
    """A log that was read before with nothing in it but what is counted: days, and whether a promise was kept."""
    cands = [{key: each[key] for key in COUNTED if key in each} for each in content.get("cands", [])]
    return {"today": content.get("today"), "cands": cands}


def log_at(value: Any, place: Place) -> Log:
    """`{"today": day, "cands": [{"start", "contacts", "interviews", "ended", "told", "withdrew", "promises"}]}`.

    Mistakes go to `place`. A candidate may also have an "outcome", moved_on or turned_down; other keys are ignored.
    """
    content = place.object(value, "a log")
    if content is None:
        return NOTHING
    today = place.day(content.get("today"), "today")
    candidates = place.list(content.get("cands"), "the candidates (cands)")
    if len(candidates) > MOST_CANDIDATES:
        place.mistake(f"there are {len(candidates):,} candidates; share one period of at most {MOST_CANDIDATES:,}.")
    if today is None or len(candidates) > MOST_CANDIDATES:
        return NOTHING
    read = [_candidate(c, today, place.within(f"candidate {n}")) for n, c in enumerate(candidates, start=1)]
    return Log(today, tuple(read))


def _candidate(value: Any, today: int, place: Place) -> LogCandidate:
    content = place.object(value, "a candidate")
    if content is None:
        return LogCandidate(0)
    start = _day(content.get("start"), 0, today, "the start", place)
    outcome = content.get("outcome")
    if outcome is not None:
        place.one_of(outcome, OUTCOMES, "the outcome")
    return LogCandidate(
        start=start,
        contacts=_days(content.get("contacts"), start, today, "contacts", place),
        interviews=_days(content.get("interviews"), start, today, "interviews", place),
        ended=_day_or_none(content.get("ended"), start, today, "the day it ended", place),
        told=_day_or_none(content.get("told"), start, today, "the day they were told", place),
        withdrew=content.get("withdrew") is not None and place.flag(content["withdrew"], "withdrew"),
        promises=_promises(content.get("promises"), start, place),
        outcome=outcome,
    )


def _day(value: Any, first: int, last: int, what: str, place: Place) -> int:
    day = place.day(value, what)
    if day is not None and not first <= day <= last:
        place.mistake(f"{what} is {day}, which is not between the start ({first}) and today ({last}).")
    return first if day is None else day


def _day_or_none(value: Any, first: int, last: int, what: str, place: Place) -> int | None:
    return None if value is None else _day(value, first, last, what, place)


def _days(value: Any, first: int, last: int, what: str, place: Place) -> tuple[int, ...]:
    listed = [] if value is None else place.list(value, what)
    return tuple(_day(day, first, last, f"a day of {what}", place) for day in listed)


def _promises(value: Any, start: int, place: Place) -> tuple[tuple[int, bool], ...]:
    promises = []
    for promise in [] if value is None else place.list(value, "promises"):
        if not isinstance(promise, list) or len(promise) != 2:
            place.mistake(f"a promise must be [day, kept], not {shown(promise)}.")
            continue
        due, kept = place.day(promise[0], "the day of a promise"), place.flag(promise[1], "whether a promise was kept")
        if due is not None and due < start:
            place.mistake(f"a promise is due on day {due}, before the start ({start}).")
        promises.append((due or 0, kept))
    return tuple(promises)
