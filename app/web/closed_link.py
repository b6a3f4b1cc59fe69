"""Pages for a personal link that lets this browser in no longer, or not yet: each says why, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from app.store.invitations import Invitation
from app.web import words


@dataclass(frozen=True, slots=True)
class ClosedLinkPage:
    """`whose` is the company that asks, "" where nobody may know; `typed` is what was sent and not taken."""

    template: ClassVar[str] = "closed_link.html"
    whose: str
    heading: str
    sentence: str
    offer: Literal["", "go-on", "look", "new-link"] = ""
    typed: Mapping[str, list[str]] = field(default_factory=dict)


UNOPENED = "as long as the results are not open"
UNKNOWN = ClosedLinkPage(
    "",
    "This link does not work",
    "It may have been replaced by a newer one. Copy the whole of it from the latest mail, or ask whoever sent it.",
)


def ended(invitation: Invitation, now: int) -> ClosedLinkPage | None:
    """The page for answers that were deleted and for a link that has run out; None while it is open."""
    company, asker = invitation.vetting.search.company, invitation.asker
    if invitation.withdrawn_at:
        again = (
            f"Nothing of them was kept, and {company} no longer sees them. Should you change your mind, ask {asker}."
        )
        return ClosedLinkPage(company, "Your answers were deleted", again)
    if invitation.is_good(now):
        return None
    sent = f"What you sent is with {company}. Ask {asker} if you want it changed or deleted."
    unsent = f"Nothing was sent to {company}. Ask {asker} for a new link if you would still like to answer."
    heading = f"This link {words.over(invitation.expires_at, now)}"
    return ClosedLinkPage(company, heading, sent if invitation.submitted_at else unsent)


def declined(invitation: Invitation) -> ClosedLinkPage:
    later = f"Nothing you wrote is kept. Should you change your mind, {invitation.asker} can make you a new link."
    return ClosedLinkPage(invitation.vetting.search.company, "Thank you. We will not ask again.", later)


def revoked(invitation: Invitation) -> ClosedLinkPage:
    company = invitation.vetting.search.company
    sentence = f"{company} no longer asks for your answers, and what you had not sent was deleted. You need do nothing."
    return ClosedLinkPage(company, "This link was taken back", sentence)


def answered(invitation: Invitation, late: str, *, here: bool) -> ClosedLinkPage:
    """`late`: why the answers stay, "" while they may change; `here`: in this browser, where they were given."""
    company, until = invitation.vetting.search.company, words.day(invitation.expires_at)
    offer: Literal["", "new-link"] = "new-link" if invitation.email else ""
    if late:
        where = "" if here else f" You can see them in the browser you gave them in, {_or_else(invitation)}"
        return ClosedLinkPage(company, "You have answered", f"{late}{where}", "look" if here else offer)
    if here:
        sentence = f"{company} has your answers. You can change or delete them until {until}, {UNOPENED}."
        return ClosedLinkPage(company, "You have answered", sentence, "go-on")
    sentence = (
        f"{company} has your answers. Until {until}, {UNOPENED}, you can change or delete them in the browser you gave "
        f"them in, {_or_else(invitation)}"
    )
    return ClosedLinkPage(company, "You have answered", sentence, offer)


def elsewhere(invitation: Invitation) -> ClosedLinkPage:
    sentence = (
        f"So that two people’s answers never mix, it works in that browser only. Go on there, {_or_else(invitation)}"
    )
    heading = "This link was opened in another browser"
    offer: Literal["", "new-link"] = "new-link" if invitation.email else ""
    return ClosedLinkPage(invitation.vetting.search.company, heading, sentence, offer)


def _or_else(invitation: Invitation) -> str:
    if not invitation.email:
        return f"or ask {invitation.asker} for a new link."
    return "or have a new link sent to the address this one went to. What you wrote is kept, and this link ends."


NEW_LINK = {  # what became of asking for a new one → status, heading, sentence
    "sent": (200, "A new link is on its way", "It goes to the address the first one went to. This one ends with it."),
    "wait": (429, "Three new links went out today", "Use the latest of them, ask {}, or try again tomorrow."),
    "none": (409, "No new link was sent", "Ask {} for one."),
}


def new_link(invitation: Invitation, done: str) -> tuple[ClosedLinkPage, int]:
    """The page and status after a respondent asked for a new link."""
    status, heading, sentence = NEW_LINK[done]
    return ClosedLinkPage(invitation.vetting.search.company, heading, sentence.format(invitation.asker)), status
