"""The schedule: each job is run once when it is due, by whichever server comes first, in one transaction with its note.

A job that fails leaves nothing behind and is tried again after a while; how many servers there are makes no difference.
"""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, and_, func, not_, select, update

from app.store.clock import AHEAD
from app.store.rows import add_if_missing
from app.store.tables import jobs

Work = Callable[[Connection, int], str]  # what it does at a moment; says in a sentence what it did
Jobs = Mapping[str, tuple[int, Work]]  # name → every how many seconds, and what is done

AFTER_FAILURE = 15 * 60  # seconds
CLAIM = 3 * 60  # seconds for which a job is claimed; who is still at it then, and did not say so, is taken for dead
LONGEST = max(AFTER_FAILURE, CLAIM)  # that a job waits which is due
FAILED = "It could not be done and left everything as it was. It is tried again in a quarter of an hour."


def due_jobs(db: Connection, known: Iterable[str], now: int) -> list[str]:
    """The names of the jobs that are due, those never run among them."""
    waiting = set(db.execute(select(jobs.c.name).where(not_(_due(now)))).scalars())
    return [name for name in known if name not in waiting]


def run_job(db: Connection, name: str, every: int, work: Work, now: int) -> str | None:
    """Do what is due and note what was done; None where another server does it, or has done it."""
    if not _is_due(db, name, now):
        return None
    said = work(db, now)
    note_job(db, name, every, said, now)
    return said


def claim_job(db: Connection, name: str, now: int) -> int | None:
    """Take a job that is done outside of a transaction; until when. None where it is not due or another server has it.

    Whoever is at it claims it again in time; of one who was killed the next server takes it over.
    """
    return _claimed(db, now, jobs.c.name == name) if _is_due(db, name, now) else None


def claim_again(db: Connection, name: str, until: int, now: int) -> int | None:
    """Go on with a job of ours; until when. None where we were taken for dead and another server has it."""
    return _claimed(db, now, *_ours(name, until))


def note_job(db: Connection, name: str, every: int, said: str, now: int, until: int | None = None) -> None:
    """Note that a job was done, and when it is due again; not where it was claimed `until` and another has it now."""
    note = {"said": said, "ran_at": now, "next_at": now + every, "claimed_until": 0}
    db.execute(update(jobs).where(*_ours(name, until)).values(**note))


def _claimed(db: Connection, now: int, *which: ColumnElement[bool]) -> int | None:
    until = now + CLAIM
    return until if db.execute(update(jobs).where(*which).values(claimed_until=until)).rowcount else None


def _ours(name: str, until: int | None) -> tuple[ColumnElement[bool], ...]:
    """Of a job: nobody else has claimed it since."""
    named: ColumnElement[bool] = jobs.c.name == name
    return (named,) if until is None else (named, jobs.c.claimed_until == until)


def _is_due(db: Connection, name: str, now: int) -> bool:
    """Whether a job is due and nobody else's; its row is held until the transaction ends."""
    add_if_missing(db, jobs, name=name, next_at=now)
    mine = (jobs.c.name == name, _due(now))
    return db.execute(select(jobs.c.name).where(*mine).with_for_update(skip_locked=True)).first() is not None


def _due(now: int) -> ColumnElement[bool]:
    """Of a job: its time has come and nobody has it. What a clock that was ahead wrote down holds nothing up."""
    noted = func.coalesce(jobs.c.ran_at, jobs.c.next_at)
    come = (jobs.c.next_at <= now) | (noted > now + AHEAD)
    return and_(come, (jobs.c.claimed_until <= now) | (jobs.c.claimed_until > now + LONGEST + AHEAD))


def put_off(db: Connection, name: str, now: int, until: int | None = None) -> None:
    """After a failure: not again at once, and the note says so; not where another server is at it now."""
    add_if_missing(db, jobs, name=name, next_at=now)
    later = {"claimed_until": now + AFTER_FAILURE, "said": FAILED}
    db.execute(update(jobs).where(*_ours(name, until)).values(**later))
