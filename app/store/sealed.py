"""What is kept from a member until they may see the answers: mails that tell of them, and links that open them."""

import re

from sqlalchemy import Connection, select

from app.refusals import NotHere
from app.store.blindness import sees
from app.store.invitations import Invitation
from app.store.members import Member
from app.store.messages import Message
from app.store.recruiters import vetting_for
from app.store.tables import invitations

TELLING = ("receipt", "reopened")  # a receipt can be made again from a guess at the answers, a reason may name one
VETTING = re.compile("/vettings/([0-9]{1,18})/")


def is_link_sealed(db: Connection, member: Member, invitation: Invitation) -> bool:
    """Whether the link of an invitation opens answers that this member may not see."""
    return invitation.response_id is not None and not sees(db, member, invitation.vetting)


def is_mail_sealed(db: Connection, member: Member, message: Message) -> bool:
    """Whether a mail to somebody else tells of answers, or carries a link to them, that this member may not see."""
    if message.to_email == member.email:
        return False
    vetting_id, begun = _about(db, message)
    if message.kind not in TELLING and not begun:
        return False
    try:
        return vetting_id is None or not sees(db, member, vetting_for(db, member, vetting_id))
    except NotHere:
        return True


def _about(db: Connection, message: Message) -> tuple[int | None, bool]:
    """The vetting a mail is about, by its link or the page it leads to; and whether its link opens a form begun."""
    if message.link is None or message.link.purpose != "invitation":
        found = VETTING.match(str(message.content.get("path", "")))
        return (int(found[1]) if found else None), False
    mine = (invitations.c.id == message.link.row, invitations.c.company_id == message.company_id)
    row = db.execute(select(*invitations.c["vetting_id", "response_id"]).where(*mine)).one()
    return row.vetting_id, row.response_id is not None
