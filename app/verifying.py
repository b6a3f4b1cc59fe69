"""Checking audit trails without a server: through a connection that cannot write, and what to say of each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.doctor.database import found_keys, opened, schema, secret
from app.settings import Settings
from app.store.audit_check import Anchor, Head, anchor_in, first_bad, head_of, trails
from app.store.keys import database_file
from app.store.readiness import standing

NO_ANCHOR = "“{}” is no anchor. It looks as the page Audit trail shows it, such as 214:9f3a52c177de0b14."
WHOSE = "An anchor belongs to one company. Say which with --company: {}."
UNKNOWN = "There is no company “{}”. There are: {}."
SEVERAL = "There is more than one company “{}”. Give its number: {}."
NO_DATABASE = "There is no database at {}. Set FOLLOWTHROUGH_DATABASE_URL to the one you mean."
UNREADABLE = "The database {} cannot be read: {}. Start it, or mend its address."


class CannotVerify(Exception):
    """The trail cannot be checked as it was asked; its text is the sentence to print."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say of one company's trail, or of its forms."""

    sentence: str
    whole: bool


def told(verdicts: Iterator[Verdict], say: Callable[..., None]) -> int:
    """Say each as it comes; returns 0 where all is whole, 1 where it is not, 2 where it cannot be checked."""
    whole = True
    try:
        for verdict in verdicts:
            say(verdict.sentence, err=not verdict.whole)
            whole = whole and verdict.whole
    except CannotVerify as wrong:
        say(str(wrong), err=True)
        return 2
    return 0 if whole else 1


def verdicts(settings: Settings, company: str | None, anchor: str | None) -> Iterator[Verdict]:
    """Check every company's trail, or that of one, by number or name. Raises CannotVerify."""
    noted = _anchor(anchor)
    with checked(settings) as db:
        wanted = chosen(trails(db), company)
        if noted and len(wanted) > 1:
            raise CannotVerify(WHOSE.format(_listed(wanted)))
        for company_id, name in wanted:
            bad = first_bad(db, company_id, noted)
            yield Verdict(f"{name}: {bad.sentence if bad else _good(head_of(db, company_id))}", bad is None)


@contextmanager
def checked(settings: Settings) -> Iterator[Connection]:
    """A connection to a database whose tables and secret are the ones we know. Raises CannotVerify."""
    path = database_file(settings)
    if path and not path.exists():
        raise CannotVerify(NO_DATABASE.format(path))
    try:
        with opened(settings) as db:
            for finding in (schema(standing(db)), secret(db, settings)):
                if finding.level != "ok":
                    raise CannotVerify(finding.says)
            yield db.execution_options(keys=found_keys(settings))
    except DBAPIError as refused:
        why = str(refused.orig).strip().splitlines()[0]
        raise CannotVerify(UNREADABLE.format(settings.database_shown, why)) from refused


def _anchor(text: str | None) -> Anchor | None:
    if text is None:
        return None
    found = anchor_in(text)
    if found is None:
        raise CannotVerify(NO_ANCHOR.format(text))
    return found


def chosen(known: list[tuple[int, str]], wanted: str | None) -> list[tuple[int, str]]:
    """The company with this number, else with this name; all where none is named."""
    if wanted is None:
        return known
    found = [one for one in known if str(one[0]) == wanted] or [one for one in known if one[1] == wanted.strip()]
    if not found:
        raise CannotVerify(UNKNOWN.format(wanted, _listed(known)))
    if len(found) > 1:
        raise CannotVerify(SEVERAL.format(wanted, _listed(found)))
    return found


def _listed(known: list[tuple[int, str]]) -> str:
    return ", ".join(f"{company_id} ({name})" for company_id, name in known) or "none yet"


def _good(head: Head) -> str:
    return f"{head.good} Note down {head.anchor}, to notice later if it is cut off." if head.anchor else head.good
