"""Opening a personal link: exchanging its token for the session of the one browser that answers (safety 13, 14)."""

import base64

from sqlalchemy import Connection

from app.actions.personal_link import change
from app.mail.links import token_hash
from app.refusals import Conflict, NotHere
from app.store.audit import record
from app.store.invitations import Invitation, browser_of, hold_invitation, invitation_of_token
from app.store.keys import keys_of, sha256
from app.store.rows import add
from app.store.tables import respondent_sessions

OPEN = ("made", "sent", "opened", "answered")  # states in which a link lets somebody in


class OpenedElsewhere(Conflict):
    """Another browser opened it first."""

    def __init__(self) -> None:
        super().__init__("This link was opened in another browser.")


def open_link(db: Connection, link_hash: str, browser: str, key: str, address: str, now: int) -> tuple[int, str]:
    """Let the first browser in, and the same one again; returns the invitation's id and the token for its cookie.

    `browser` is the token in its cookie, "" for none; `key` is that of the page's form: sent again, because the answer
    got lost on the way, it opens the same session. Raises NotHere for no link that is open, OpenedElsewhere.
    """
    held = _held(db, link_hash)
    if held.state(now) not in OPEN or not held.is_good(now):
        raise NotHere
    known = browser_of(db, held, now)
    if known is not None and known == sha256(browser):
        return held.id, browser
    token = _token(db, held, key)
    if known is None:
        _begin(db, held, token, address, now)
    elif known != sha256(token):
        raise OpenedElsewhere
    return held.id, token


def _held(db: Connection, link_hash: str) -> Invitation:
    """The invitation of a link that is still its link once nobody else can change it. Raises NotHere."""
    found = invitation_of_token(db, link_hash)
    held = hold_invitation(db, found) if found else None
    if held is None or token_hash(keys_of(db), "invitation", held.id, held.salt) != link_hash:
        raise NotHere
    return held


def _token(db: Connection, invitation: Invitation, key: str) -> str:
    """256 bits, the same for the same form of the same link; nobody without the installation's secret can make it."""
    raw = keys_of(db).raw("reply", str(invitation.id), invitation.salt, key)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _begin(db: Connection, invitation: Invitation, token: str, address: str, now: int) -> None:
    company_id = invitation.vetting.search.company_id
    whose = {"company_id": company_id, "invitation_id": invitation.id}
    add(db, respondent_sessions, token_hash=sha256(token), **whose, created_at=now, seen_at=now)
    change(db, invitation, opened_at=now)
    record(db, invitation.respondent(address), "invitation:open", f"invitation {invitation.id}", now)
