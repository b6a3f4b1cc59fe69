"""The second wall on PostgreSQL: every transaction says for which company it acts, and row security shows no other.

What serves several companies is marked with the reason, and is alone in seeing all of them. SQLite has no such wall.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Connection, P], T]

SETTING = "followthrough.company"  # its value: the number of a company, ALL, or nothing, which shows the demo only
ALL = "all"
SEES_ALL = f"-c {SETTING}={ALL}"  # as an option of a whole connection: doctor, and checking trails
SAY = f"SELECT current_setting('{SETTING}', true), set_config('{SETTING}', %(company)s, true)"


def act_for(db: Connection, company_id: int) -> None:
    """From here on the transaction acts for this company, which the caller has just found to be the right one."""
    _say(db, str(company_id))


def begin_for_all(db: Connection) -> None:
    """From here on the transaction acts for all companies: migrations, which change their rows too."""
    _say(db, ALL)


def for_all(why: str) -> Callable[[Work[P, T]], Work[P, T]]:
    """Mark a work that serves several companies, or finds out which one is meant, with the reason.

    It alone sees all of them: after it the transaction acts as before. Where it refuses, the transaction ends.
    """

    def marked(work: Work[P, T]) -> Work[P, T]:
        @wraps(work)
        def beyond(db: Connection, /, *args: P.args, **kwargs: P.kwargs) -> T:
            before = _say(db, ALL)
            found = work(db, *args, **kwargs)
            _say(db, before)
            return found

        setattr(beyond, MARK, why)
        return beyond

    return marked


MARK = "for_all"


def walled(db: Connection, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run what a transaction is for. It acts for the company of whoever asks, who comes first, or as it is marked."""
    asker: Any = args[0] if args else None
    if hasattr(work, MARK):
        _say(db, ALL)
        work = work.__wrapped__  # type: ignore[attr-defined]  # nothing follows for which to act as before
    elif hasattr(asker, "company_id"):
        _say(db, str(asker.company_id))
    return work(db, *args, **kwargs)


def _say(db: Connection, company: str) -> str:
    """Say it until the transaction ends; returns what was said before."""
    if db.dialect.name != "postgresql":
        return ""
    before: str | None = db.exec_driver_sql(SAY, {"company": company}).one()[0]
    return before or ""
