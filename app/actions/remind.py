"""Reminding somebody who was asked and has not answered: by hand, and by the daily job after three and seven days."""

from sqlalchemy import Connection

from app.actions.personal_link import DAY, change, mail_link
from app.refusals import Conflict
from app.store.audit import Actor, Schedule, record
from app.store.invitations import Invitation, due, hold_invitation, invitation_to_change
from app.store.members import Member, own_companies
from app.store.wall import act_for

AFTER = (3 * DAY, 7 * DAY)  # seconds after sending
REFUSED = {
    "made": "This link was never mailed. Copy it and write to them yourself.",
    "answered": "They have answered already.",
    "declined": "They declined, and we said that we would not ask again.",
    "withdrawn": "They deleted what they had answered.",
    "revoked": "This link was taken back.",
    "forgotten": "Their name and link are deleted.",
    "expired": "Their link has run out. Send a new one instead.",
}
QUIET = "They asked for no more reminders."
TODAY = "They were reminded within the last 24 hours. Remind them again tomorrow."


def remind(db: Connection, member: Member, invitation_id: int, now: int) -> int:
    """Mail a reminder with the same link; returns the vetting's id. Raises Conflict where there is no cause for one."""
    held = hold_invitation(db, invitation_to_change(db, member, invitation_id))
    if refused := why_not(held, now):
        raise Conflict(refused)
    _remind(db, member, held, now)
    return held.vetting.id


def why_not(invitation: Invitation, now: int) -> str:
    """Why somebody cannot be reminded, as a sentence; "" where they can."""
    if (state := invitation.state(now)) in REFUSED:
        return REFUSED[state]
    if not invitation.email:
        return REFUSED["made"]
    if invitation.no_reminders:
        return QUIET
    recently = invitation.reminded_at is not None and now - invitation.reminded_at < DAY
    return TODAY if recently else ""


def remind_due(db: Connection, now: int) -> str:
    """Remind everybody who was mailed three or seven days ago and has not opened their link; says how many.

    A day that was missed is made up for once, with the next run.
    """
    many = 0
    for company_id in own_companies(db):
        act_for(db, company_id)
        for found in due(db, company_id, now - AFTER[0], now):
            held = hold_invitation(db, found)
            if is_due(held, now) and not why_not(held, now):
                _remind(db, Schedule(company_id), held, now)
                many += 1
    return f"{many} reminder{'' if many == 1 else 's'}"


def is_due(invitation: Invitation, now: int) -> bool:
    """Whether a day for a reminder has come since they were last written to."""
    if invitation.sent_at is None or invitation.opened_at is not None:
        return False
    moments = [invitation.sent_at + after for after in AFTER if invitation.sent_at + after <= now]
    return bool(moments) and (invitation.reminded_at or 0) < moments[-1]


def _remind(db: Connection, who: Actor, invitation: Invitation, now: int) -> None:
    mail_link(db, invitation, "reminder", now)
    change(db, invitation, reminders=invitation.reminders + 1, reminded_at=now)
    record(db, who, "invitation:remind", f"invitation {invitation.id}", now)
