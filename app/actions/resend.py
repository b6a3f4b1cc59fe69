"""A new link for somebody who was asked before: the old one is dead, and the browser it was opened in forgotten."""

from sqlalchemy import Connection

from app.actions.invite import LIVING, SELF
from app.actions.personal_link import DAY, check_mails_left, close_browser, give_link, mail_link
from app.refusals import Conflict
from app.store.audit import record
from app.store.invitations import (
    LASTS,
    Invitation,
    Respondent,
    hold_invitation,
    invitation_of_token,
    invitation_to_change,
    invitations_in,
)
from app.store.limits import Limit, take
from app.store.members import Member
from app.store.recruiters import hold

OWN = Limit("new link asked for by a respondent", 3, DAY)
REFUSED = {
    "declined": "They declined, and we said that we would not ask again.",
    "withdrawn": "They deleted what they had answered. Ask them first whether they would like to answer again.",
    "revoked": "This link was taken back. Ask them anew.",
    "forgotten": "Their name and link are deleted, and what they answered stays as it is.",
}


def resend(db: Connection, member: Member, invitation_id: int, a_day: int, now: int) -> int:
    """Make the link anew, good for as long as the first was, and mail it where there is an address.

    What was written and not sent yet stays theirs. Returns the vetting's id. Raises Conflict for somebody who declined,
    withdrew or whose link was taken back, Mistakes where the day's mails are used up.
    """
    found = invitation_to_change(db, member, invitation_id)
    if found.email:
        check_mails_left(db, member.company_id, a_day, now)
    hold(db, found.vetting)
    held = hold_invitation(db, found)
    if (state := held.state(now)) in REFUSED:
        raise Conflict(REFUSED[state])
    _check_only_self(db, held, now)
    _renew(db, held, now + LASTS, now)
    if held.email:
        mail_link(db, invitation_to_change(db, member, held.id), "invitation", now)
    record(db, member, "invitation:resend", f"invitation {held.id}", now)
    return held.vetting.id


def renew(db: Connection, who: Respondent, token_hash: str, now: int) -> str:
    """Mail a new link to the known address, because a respondent asked for it; it ends when the old one would have.

    Returns "sent", "none" where there is no address or nothing left to answer, or "wait" after three in a day.
    """
    found = invitation_of_token(db, token_hash)
    if found is None or not found.email or found.state(now) in ("expired", *REFUSED) or not found.is_good(now):
        return "none"
    if take(db, OWN, f"invitation {found.id}", now) is not None:
        return "wait"
    held = hold_invitation(db, found)
    _renew(db, held, held.expires_at, now)
    mail_link(db, held, "invitation", now)
    record(db, who, "invitation:resend", f"invitation {held.id}", now)
    return "sent"


def _renew(db: Connection, invitation: Invitation, expires_at: int, now: int) -> None:
    sent_at = now if invitation.email else None
    fresh = {"made_at": now, "sent_at": sent_at, "expires_at": expires_at, "opened_at": None, "reminders": 0}
    close_browser(db, invitation)
    give_link(db, invitation.vetting.search.company_id, invitation.id, **fresh)


def _check_only_self(db: Connection, invitation: Invitation, now: int) -> None:
    """One living link to the self-report at a time. Raises Conflict."""
    others = [one for one in invitations_in(db, invitation.vetting) if one.id != invitation.id]
    if invitation.source == "self" and any(one.source == "self" and one.state(now) in LIVING for one in others):
        raise Conflict(SELF.format(invitation.vetting.name))
