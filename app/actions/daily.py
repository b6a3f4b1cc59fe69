"""What is done every day, or hour, without anybody asking."""

from sqlalchemy import ColumnElement, Connection, Table, delete

from app.actions.expire import expire_due
from app.actions.once import KEPT
from app.actions.remind import remind_due
from app.actions.schedule import Jobs
from app.store.invitations import SESSION
from app.store.limits import forget_full_buckets
from app.store.members import over
from app.store.tables import respondent_sessions, sessions, sign_in_links, taken
from app.store.wall import for_all

HOUR, DAY = 3_600, 86_400
LINKS_KEPT = 30 * DAY  # seconds after a sign-in link was used or ran out


@for_all("what has ended is forgotten in every company at once")
def forget(db: Connection, now: int) -> str:
    """Remove what has served its purpose, for all companies; nobody's page changes by it, so no trail has a line."""
    links = (sign_in_links.c.used_at < now - LINKS_KEPT) | (sign_in_links.c.expires_at < now - LINKS_KEPT)
    forms = _removed(db, taken, taken.c.at < now - KEPT)
    signed_in = _removed(db, sessions, over(now))
    answering = _removed(db, respondent_sessions, respondent_sessions.c.created_at <= now - SESSION)
    old = _removed(db, sign_in_links, links)
    limits = forget_full_buckets(db, now)
    ended_sessions = f"{signed_in + answering} ended sessions"
    return f"Forgot {forms} keys of forms, {ended_sessions}, {old} old sign-in links and {limits} limits."


def _removed(db: Connection, table: Table, over: ColumnElement[bool]) -> int:
    return db.execute(delete(table).where(over)).rowcount


JOBS: Jobs = {"forget": (DAY, forget), "remind": (HOUR, remind_due), "expire": (DAY, expire_due)}
