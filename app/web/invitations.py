"""The people outside the company who are asked about a recruiter: making links, and how far each one is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter
from pydantic import AfterValidator, StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.invite import LIVING, Asked, invite
from app.actions.remind import remind, why_not
from app.actions.resend import REFUSED, resend
from app.actions.revoke import DONE, revoke
from app.mail.links import link
from app.refusals import Mistakes
from app.store.instruments import instrument
from app.store.invitations import Invitation, invitation_to_change, invitations_in
from app.store.keys import keys_of
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_to_change
from app.store.sealed import is_link_sealed
from app.vetting.instrument import Form
from app.web import forms, words
from app.web.asked import came_from
from app.web.doors import Id, Managing, Visit

router = APIRouter()

KINDS: dict[str, tuple[str, Literal["self", "candidate", "client"], Any]] = {  # as one may be asked → form, named as
    "not_placed": ("A candidate who was not placed", "candidate", "not_placed"),
    "placed": ("A candidate who was placed", "candidate", "placed"),
    "in_process": ("A candidate still in process", "candidate", "in_process"),
    "candidate": ("A candidate, not said how it ended", "candidate", ""),
    "client": ("A client", "client", "client"),
    "self": ("The recruiter, about themselves", "self", ""),
}
REMINDED = "A reminder goes out."
REMINDER_WAITS = "The reminder waits on the page Mail for you to send it yourself."
STATES = {  # a state, followed by its day
    "made": "Link made, not mailed, on",
    "sent": "Mailed on",
    "opened": "Opened on",
    "answered": "Answered on",
    "declined": "Declined on",
    "withdrawn": "Deleted their answers on",
    "forgotten": "Name and link are deleted. Asked on",
    "revoked": "Link taken back on",
    "expired": "Link ran out on",
}
SENTENCES = {
    "asked_as": "Choose whom you ask.",
    "name": "Shorten the name to 200 characters, or leave it empty.",
    "email": "Enter an email like ana@company.example, or leave it empty and send the link yourself.",
    "chosen_by": "Say who chose this person.",
}


def _seen(text: str) -> str:
    if text and not words.visible(text):
        raise ValueError("nothing in it can be seen")
    return text


class Asking(forms.Form):
    asked_as: Literal["not_placed", "placed", "in_process", "candidate", "client", "self"]
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_seen)] = ""
    email: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^$|^[^@\s]+@[^@\s]+$", max_length=254)] = (
        ""
    )
    chosen_by: Literal["recruiter", "company"] = "recruiter"

    def asked(self) -> Asked:
        _, source, named_as = KINDS[self.asked_as]
        chosen_by = "recruiter" if source == "self" else self.chosen_by
        return Asked(source, self.name, self.email, chosen_by, named_as)


@dataclass(frozen=True, slots=True)
class Row:
    """One person asked: their link while it opens, and what can be done; `not_yet` is why no reminder can go out.

    `sealed`: the link opens answers that this member may not see, so it is shown to the person it was mailed to only.
    """

    invitation: Invitation
    state: str
    since: int
    link: str
    sealed: bool
    may_resend: bool
    may_remind: bool
    not_yet: str
    may_revoke: bool


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    template: ClassVar[str] = "invitations.html"
    vetting: Vetting
    rows: list[Row]
    forms: Mapping[str, Form]
    kinds: Mapping[str, Any]
    states: Mapping[str, str]
    only_placed: bool  # nobody is asked yet who was named as not placed
    self_asked: bool
    sends_mail: bool
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/vettings/{vetting_id}/invitations")
async def invitations(visit: Managing, vetting_id: Id) -> Response:
    return visit.page(await _shown(visit, vetting_id))


@router.post("/vettings/{vetting_id}/invitations")
async def ask(visit: Managing, vetting_id: Id) -> Response:
    """Make one link; the page then stands ready for the next person."""
    typed = await visit.typed()
    a_day = visit.request.app.state.settings.invitations_a_day
    await visit.read(vetting_to_change, vetting_id)
    try:
        asked = forms.read(Asking, typed, SENTENCES).asked()
        await visit.write(invite, vetting_id, asked, a_day, visit.now)
    except Mistakes as mistakes:
        kept = {name: values[-1] for name, values in typed.items()}
        return visit.page(await _shown(visit, vetting_id, kept, mistakes.fields), status=422)
    goes = f"A mail with a personal link goes to {asked.email}."
    waits = "The link is made. Copy it from the list, or the mail from the page Mail, and send it yourself."
    mailed = goes if visit.request.app.state.settings.smtp_host else waits
    made = "The link is made. Copy it from the list and send it yourself."
    return visit.go(f"/vettings/{vetting_id}/invitations", mailed if asked.email else made)


@router.post("/invitations/{invitation_id}/resend")
async def send_again(visit: Managing, invitation_id: Id) -> Response:
    await visit.typed()
    a_day = visit.request.app.state.settings.invitations_a_day
    found = await visit.read(invitation_to_change, invitation_id)
    try:
        await visit.write(resend, invitation_id, a_day, visit.now)
    except Mistakes as mistakes:
        said = {f"link-{invitation_id}": sentence for sentence in mistakes.fields.values()}
        return visit.page(await _shown(visit, found.vetting.id, {}, said), status=422)
    return _back(visit, found.vetting.id, "There is a new link, and the old one leads nowhere now.")


@router.post("/invitations/{invitation_id}/remind")
async def remind_now(visit: Managing, invitation_id: Id) -> Response:
    await visit.typed()
    vetting_id, back = await visit.write(remind, invitation_id, visit.now), came_from(visit.request)
    said = REMINDED if visit.request.app.state.settings.smtp_host else REMINDER_WAITS
    return visit.go(back, said) if back.startswith("/searches/") else _back(visit, vetting_id, said)


@router.post("/invitations/{invitation_id}/revoke")
async def take_back(visit: Managing, invitation_id: Id) -> Response:
    await visit.typed()
    return _back(visit, await visit.write(revoke, invitation_id, visit.now), "The link was taken back.")


def _back(visit: Visit, vetting_id: int, said: str) -> Response:
    return visit.go(f"/vettings/{vetting_id}/invitations", said)


async def _shown(
    visit: Visit, vetting_id: int, typed: Mapping[str, str] | None = None, mistakes: Mapping[str, str] | None = None
) -> InvitationsPage:
    settings = visit.request.app.state.settings
    found = await visit.read(_invitations, vetting_id, settings.public_url, bool(settings.smtp_host), visit.now)
    vetting, rows = found
    living = [row.invitation for row in rows if row.state in LIVING]
    return InvitationsPage(
        vetting=vetting,
        rows=rows,
        forms=instrument(*vetting.search.instrument).form,
        kinds=KINDS,
        states=STATES if settings.smtp_host else STATES | {"sent": "Mail waiting since"},
        only_placed=not any(one.named_as == "not_placed" for one in living),
        self_asked=any(one.source == "self" for one in living),
        sends_mail=bool(settings.smtp_host),
        typed=typed or {},
        mistakes=mistakes or {},
    )


def _invitations(
    db: Connection, member: Member, vetting_id: int, public_url: str, mails: bool, now: int
) -> tuple[Vetting, list[Row]]:
    vetting, keys = vetting_to_change(db, member, vetting_id), keys_of(db)
    addresses = [(one, link(keys, public_url, "invitation", one.id, one.salt)) for one in invitations_in(db, vetting)]
    return vetting, [row_of(one, address, is_link_sealed(db, member, one), mails, now) for one, address in addresses]


def row_of(invitation: Invitation, address: str, sealed: bool, mails: bool, now: int) -> Row:
    """One person asked, as the pages show them; `address` is their link."""
    state = invitation.state(now)
    refused = why_not(invitation, now)
    open_ = state in ("made", "sent", "opened")
    return Row(
        invitation=invitation,
        state=state,
        since=_since(invitation, state),
        link=address if open_ and not sealed else "",
        sealed=sealed and open_,
        may_resend=state not in REFUSED and (not sealed or (mails and bool(invitation.email))),
        may_remind=not refused,
        not_yet=refused if open_ and invitation.email else "",
        may_revoke=state not in (*DONE, "revoked"),
    )


def _since(invitation: Invitation, state: str) -> int:
    of = {"answered": "submitted_at", "expired": "expires_at", "forgotten": "made_at"}
    since: int = getattr(invitation, of.get(state, f"{state}_at"))
    return since
