"""Whether a mail may still go out: a link that was revoked, used or has run out is not sent to anybody."""

from app.store.messages import Message

CARRIES = {  # kinds whose text is nothing without their link
    "member_invitation": "member_invitation",
    "sign_in_link": "sign_in_link",
    "reset": "sign_in_link",
    "invitation": "invitation",
    "reminder": "invitation",
    "found": "own_page",
}
GONE = "What this mail was about is no longer there."
EXPIRED = "Its link has run out."
ENDED = {
    "revoked": "The invitation was taken back.",
    "declined": "They said they do not want to take part.",
    "withdrawn": "They withdrew what they had answered.",
    "answered": "They have answered already.",
    "taken": "They have joined already.",
    "used": "The link was used already.",
    "silenced": "They asked for no more reminders.",
}


def ended(message: Message, now: int) -> str:
    """Why this mail must not go out any more, as a sentence; "" while it may."""
    if message.kind not in CARRIES:
        return ""
    if message.link is None or message.link.purpose != CARRIES[message.kind]:
        return GONE
    if message.link.ended and (message.link.ended != "silenced" or message.kind == "reminder"):
        return ENDED[message.link.ended]
    return EXPIRED if now >= message.link.expires_at else ""
