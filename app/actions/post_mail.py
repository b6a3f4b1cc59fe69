"""Putting a mail right by hand: trying it again now, or noting that somebody sent it themselves."""

from sqlalchemy import Connection, update

from app.mail.bell import ring
from app.mail.standing import ended
from app.refusals import Conflict
from app.store.audit import record
from app.store.members import Member
from app.store.messages import Message, message_for
from app.store.tables import messages

SENT = "This mail was sent already."
BUSY = "This mail is being sent just now. Look again in a minute."
PERSONAL = "A sign-in link is for one person, who asks for a new one on the sign-in page."


def send_again(db: Connection, member: Member, message_id: int, now: int) -> None:
    """Try a mail now that failed or waits for its next try. Raises NotHere, or Conflict where it must not go out.

    A claim is left as it is: whoever is sending the mail at this moment stays the only one.
    """
    message = message_for(db, member, message_id)
    if why := ended(message, now):
        raise Conflict(f"It is not sent again. {why}")
    tries = 0 if message.state == "failed" else message.tries
    if not _change(db, message, state="waiting", tries=tries, next_at=now, error=""):
        raise Conflict(SENT)
    record(db, member, "message:again", f"message {message_id}", now)
    ring()


def mark_sent(db: Connection, member: Member, message_id: int, now: int) -> None:
    """Note that somebody sent the text themselves. Raises NotHere, or Conflict for one sent already, or just now."""
    message = message_for(db, member, message_id)
    if message.personal:
        raise Conflict(PERSONAL)
    if message.claimed_until > now:
        raise Conflict(BUSY)
    if not _change(db, message, state="sent", sent_at=now, error=""):
        raise Conflict(SENT)
    record(db, member, "message:mark", f"message {message_id}", now)


def _change(db: Connection, message: Message, **values: object) -> bool:
    """Change it if it was not sent and nobody has claimed it since it was read; returns whether that was so."""
    mine = (messages.c.id == message.id, messages.c.company_id == message.company_id)
    as_read = (messages.c.state != "sent", messages.c.claimed_until == message.claimed_until)
    return db.execute(update(messages).where(*mine, *as_read).values(**values)).rowcount == 1
