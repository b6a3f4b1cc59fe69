"""Saving one answer of somebody who answers by a link, as it is given; the first one begins the form."""

from collections.abc import Collection

from sqlalchemy import Connection

from app.actions.begin_reply import begin, held_draft
from app.actions.save_answer import Saved, Stamp, save
from app.store.invitations import Invitation, Respondent
from app.store.replies import reply_of
from app.vetting.answers import Answer

NOTHING = Answer()


def save_reply(
    db: Connection,
    who: Respondent,
    invitation: Invitation,
    item: str,
    answer: Answer,
    said: Collection[str],
    stamp: Stamp,
    now: int,
) -> Saved:
    """Keep one answer; `said` and `stamp` as in save_answer. A question passed by begins nothing.

    Raises Conflict once the form is sent.
    """
    own = held_draft(db, invitation)
    if own is None and answer == NOTHING:
        return Saved(answer, 0, 0, stamp.sequence)
    if own is None:
        begin(db, invitation, now)
        own = reply_of(db, invitation, held=True)
        assert own
    return save(db, who, own, item, answer, said, stamp, now)
