"""The records a recruiter shared, person by person: what the shares on the comparison are counted from."""

from dataclasses import dataclass

from app.vetting.log import SEVEN_DAYS, Log, LogCandidate, longest_silence, loop_closed, promises_kept
from app.web import words

MOST = 200  # people shown; the counts are of all


@dataclass(frozen=True, slots=True)
class Person:
    """One pseudonymous candidate of a log, in words."""

    number: int
    contacts: int
    silence: str  # the longest, and whether it still runs
    kept: bool  # never more than seven days
    told: str
    promises: str


def people_of(log: Log | None) -> list[Person]:
    """The first MOST people of the records, in their order; none where no records were shared."""
    return [_person(log, n, one) for n, one in enumerate(log.candidates[:MOST], start=1)] if log else []


def _person(log: Log, number: int, one: LogCandidate) -> Person:
    wait, promises = longest_silence(log, one), promises_kept(log, [one])
    return Person(
        number=number,
        contacts=len(one.contacts),
        silence=words.count(wait.days, "day") + ("" if wait.over else ", still running"),
        kept=wait.days <= SEVEN_DAYS,
        told=_told(log, one),
        promises=f"{promises.k} of {promises.n}" if promises.n else "None due",
    )


def _told(log: Log, one: LogCandidate) -> str:
    if one.told is not None:
        return "Told" if one.ended is None else f"Told after {words.count(one.told - one.ended, 'day')}"
    if one.withdrew:
        return "Withdrew"
    return "Not told" if loop_closed(log, [one]).n else "Not due yet"
