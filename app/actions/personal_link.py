"""What inviting, asking again, declining and revoking share: the link of an invitation, its mail, browser and draft."""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, select, update

from app.mail.links import token_hash
from app.mail.outbox import Kind, queue
from app.refusals import Mistakes
from app.store.instruments import instrument
from app.store.invitations import Invitation
from app.store.keys import keys_of, salt
from app.store.members import hold_company
from app.store.tables import invitations, messages, respondent_sessions, responses

DAY = 86_400
COUNTED = ("invitation", "member_invitation", "found")  # mails that a company may send so many of in a day
USED_UP = (
    "{} invitations went out within 24 hours, as many as this server mails. Make the link without mailing it, and send "
    "it yourself: leave the email empty, or copy the link of somebody you asked before."
)


def give_link(db: Connection, company_id: int, invitation_id: int, **also: object) -> None:
    """Make the link of an invitation anew, so that an earlier one leads nowhere; `also` changes with it."""
    fresh = salt()
    link = {"salt": fresh, "token_hash": token_hash(keys_of(db), "invitation", invitation_id, fresh)}
    mine = (invitations.c.id == invitation_id, invitations.c.company_id == company_id)
    db.execute(update(invitations).where(*mine).values(**link, **also))


def check_mails_left(db: Connection, company_id: int, a_day: int, now: int) -> None:
    """Let one more invitation be mailed, and no other transaction count meanwhile. Raises Mistakes (safety 19)."""
    hold_company(db, company_id)
    mine = (messages.c.company_id == company_id, messages.c.kind.in_(COUNTED), messages.c.made_at > now - DAY)
    if db.execute(select(func.count()).select_from(messages).where(*mine)).scalar_one() >= a_day:
        raise Mistakes({"email": USED_UP.format(a_day)})


def mail_link(db: Connection, invitation: Invitation, kind: Kind, now: int) -> None:
    """Put a mail with the link into the outbox."""
    vetting = invitation.vetting
    content = {
        "company": vetting.search.company,
        "by": invitation.by,
        "recruiter": vetting.name,
        "source": invitation.source,
        "minutes": instrument(*vetting.search.instrument).form[invitation.source].minutes,
        "expires": day(invitation.expires_at),
    }
    whom = {"to_name": invitation.name, "invitation_id": invitation.id}
    queue(db, vetting.search.company_id, kind, invitation.email, content, now, **whom)  # type: ignore[arg-type]


def close_browser(db: Connection, invitation: Invitation) -> None:
    """End the session of the browser it was opened in."""
    own = respondent_sessions.c.company_id == invitation.vetting.search.company_id
    db.execute(delete(respondent_sessions).where(respondent_sessions.c.invitation_id == invitation.id, own))


def drop_draft(db: Connection, invitation: Invitation) -> None:
    """Delete what was written and never sent."""
    mine = (responses.c.id == invitation.response_id, responses.c.company_id == invitation.vetting.search.company_id)
    db.execute(delete(responses).where(*mine, responses.c.state == "draft"))


def change(db: Connection, invitation: Invitation, **values: object) -> None:
    """Change columns of its row."""
    mine = (invitations.c.id == invitation.id, invitations.c.company_id == invitation.vetting.search.company_id)
    db.execute(update(invitations).where(*mine).values(**values))


def day(at: int) -> str:
    """3 December 2026, where the server stands."""
    moment = datetime.fromtimestamp(at, UTC).astimezone()
    return f"{moment.day} {moment:%B %Y}"
