"""Who sends which mail: a claim that runs out by itself, so that two never send the same and none is forgotten.

The outbox is worked through for all companies at once: choosing the next mail is the one question that names none.
"""

from sqlalchemy import ColumnElement, Connection, func, select, update

from app.store.messages import Message, message_to_send
from app.store.tables import messages
from app.store.wall import for_all

CLAIM = 150  # seconds; longer than the longest try, so that nobody else begins while one is still at it
BACKOFF = (60, 5 * 60, 30 * 60, 2 * 3_600, 8 * 3_600)  # seconds after the first try, the second, …
TRIES = len(BACKOFF) + 1
GIVEN_UP = " That was the last try."
LATE = 15 * 60  # seconds after which a mail that is due should be on its way (safety 60)


@for_all("the outbox is one for all companies")
def due(db: Connection, now: int) -> int:
    """How many mails wait to be sent now and are nobody's."""
    count: int = db.execute(select(func.count()).select_from(messages).where(*_due(now))).scalar_one()
    return count


def overdue(db: Connection, now: int) -> int:
    """How many mails have been due for LATE seconds, and nobody took them up."""
    return due(db, now - LATE)


@for_all("the outbox is one for all companies")
def claim(db: Connection, now: int) -> Message | None:
    """The next mail that is due, ours for CLAIM seconds; links to sign in first, as somebody waits before a screen."""
    first = (messages.c.sign_in_link_id.is_(None), messages.c.next_at, messages.c.id)
    query = select(messages.c.id, messages.c.company_id).where(*_due(now)).order_by(*first).limit(1)
    row = db.execute(query.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    mine = (messages.c.id == row.id, messages.c.company_id == row.company_id)
    db.execute(update(messages).where(*mine).values(claimed_until=now + CLAIM))
    return message_to_send(db, row.company_id, row.id)


def sent(db: Connection, message: Message, now: int) -> None:
    """The server has it."""
    values = {"state": "sent", "sent_at": now, "tries": message.tries + 1, "claimed_until": 0, "error": ""}
    db.execute(update(messages).where(*_waiting(message)).values(**values))


def not_sent(db: Connection, message: Message, why: str, now: int, *, final: bool = False) -> None:
    """Try again later, or not at all: when it is `final`, and after TRIES tries. A claim that ran out says nothing."""
    tries = message.tries + 1
    last = final or tries >= TRIES
    then = {"state": "failed"} if last else {"next_at": now + BACKOFF[tries - 1]}
    error = why + (GIVEN_UP if last and not final else "")
    ours = messages.c.claimed_until == message.claimed_until
    db.execute(
        update(messages).where(*_waiting(message), ours).values(tries=tries, error=error, claimed_until=0, **then)
    )


def _due(now: int) -> tuple[ColumnElement[bool], ...]:
    return (messages.c.state == "waiting", messages.c.next_at <= now, messages.c.claimed_until <= now)


def _waiting(message: Message) -> tuple[ColumnElement[bool], ...]:
    mine = (messages.c.id == message.id, messages.c.company_id == message.company_id)
    return (*mine, messages.c.state == "waiting")
