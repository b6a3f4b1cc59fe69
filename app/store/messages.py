"""The outbox as people read it: each mail with the link it carries, and whether that link still works."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, Select, case, func, select

from app.refusals import NotHere
from app.store.members import Member
from app.store.messages_shown import shown_to
from app.store.tables import invitations, member_invitations, messages, own_pages, responses, sign_in_links

State = Literal["waiting", "sent", "failed"]
STATES: tuple[State, ...] = ("waiting", "failed", "sent")
PERSONAL = ("sign_in_link", "reset")  # whoever holds such a link is signed in as its owner: it is shown to nobody else


@dataclass(frozen=True, slots=True)
class Link:
    """The row a mail's link is made of; `ended` is the word for what ended it, "" for nothing but time."""

    purpose: Literal["invitation", "member_invitation", "sign_in_link", "own_page"]
    row: int
    salt: str
    made_at: int
    expires_at: int
    ended: str


@dataclass(frozen=True, slots=True)
class Message:
    """One mail. `link` is None where it carries none, or where what it belonged to is gone."""

    id: int
    company_id: int
    kind: str
    to_name: str
    to_email: str
    content: Mapping[str, Any]
    message_id: str
    made_at: int
    state: State
    tries: int
    next_at: int
    claimed_until: int
    sent_at: int | None
    error: str
    link: Link | None

    @property
    def personal(self) -> bool:
        """Whether its link is for the eyes of one person only."""
        return self.kind in PERSONAL

    @property
    def addressee(self) -> tuple[str, str]:
        """The name and the address as the company's owners may read them: of a personal link one letter, d…@…"""
        return ("", f"{self.to_email[:1]}…@…") if self.personal else (self.to_name, self.to_email)

    @property
    def about(self) -> str:
        """The recruiter or the search it speaks of, or ""."""
        return str(self.content.get("recruiter") or self.content.get("search") or "")

    @property
    def why(self) -> str:
        """Why it was not sent; the server's own words, which may name the person, are not for a personal link."""
        return f"{self.error.partition(':')[0].rstrip('.')}." if self.personal and self.error else self.error


def message_for(db: Connection, member: Member, message_id: int) -> Message:
    """The mail, if this member may read it. Raises NotHere for what is not there and what is not theirs alike."""
    row = db.execute(_with_links().where(messages.c.id == message_id, shown_to(member))).first()
    if row is None:
        raise NotHere
    return _message(row)


def message_to_send(db: Connection, company_id: int, message_id: int) -> Message:
    """The mail, for whoever delivers it."""
    mine = (messages.c.id == message_id, messages.c.company_id == company_id)
    return _message(db.execute(_with_links().where(*mine)).one())


def messages_of(db: Connection, member: Member, state: State | None, skip: int, most: int) -> list[Message]:
    """The mails this member may read, newest first."""
    wanted = [messages.c.state == state] if state else []
    query = _with_links().where(shown_to(member), *wanted).order_by(messages.c.id.desc())
    return [_message(row) for row in db.execute(query.offset(skip).limit(most))]


def counts_of(db: Connection, member: Member) -> dict[State, int]:
    """How many mails this member may read, by state."""
    query = select(messages.c.state, func.count().label("many")).where(shown_to(member)).group_by(messages.c.state)
    found = {row.state: row.many for row in db.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


def _with_links() -> Select[Any]:
    """Mails with the rows their links are made of."""
    asked, joining, signing, telling = invitations.c, member_invitations.c, sign_in_links.c, own_pages.c
    of = (asked, joining, signing, telling)
    query = select(
        messages,
        func.coalesce(*(columns.salt for columns in of)).label("salt"),
        func.coalesce(*(columns.made_at for columns in of)).label("link_made_at"),
        func.coalesce(*(columns.expires_at for columns in of)).label("expires_at"),
        _ended().label("ended"),
    )
    query = query.outerjoin(own_pages, (telling.id == messages.c.own_page_id) & _same(telling))
    query = query.outerjoin(invitations, (asked.id == messages.c.invitation_id) & _same(asked))
    query = query.outerjoin(responses, (responses.c.id == asked.response_id) & _same(responses.c))
    query = query.outerjoin(member_invitations, (joining.id == messages.c.member_invitation_id) & _same(joining))
    return query.outerjoin(sign_in_links, signing.id == messages.c.sign_in_link_id)


def _same(columns: Any) -> Any:
    return columns.company_id == messages.c.company_id


def _ended() -> Any:
    """The first thing that ended the link."""
    asked, joining, signing = invitations.c, member_invitations.c, sign_in_links.c
    revoked = asked.revoked_at.is_not(None) | joining.revoked_at.is_not(None) | own_pages.c.revoked_at.is_not(None)
    return case(
        (revoked, "revoked"),
        (asked.declined_at.is_not(None), "declined"),
        (asked.withdrawn_at.is_not(None), "withdrawn"),
        (responses.c.submitted_at >= messages.c.made_at, "answered"),  # a later mail is a way back to what was sent
        (joining.taken_at.is_not(None), "taken"),
        (signing.used_at.is_not(None), "used"),
        (asked.no_reminders, "silenced"),
        else_="",
    )


PURPOSES = get_args(Link.__annotations__["purpose"])
OWN = [name for name in Message.__dataclass_fields__ if name != "link"]


def _message(row: Row[Any]) -> Message:
    return Message(**{name: getattr(row, name) for name in OWN}, link=_link(row))


def _link(row: Row[Any]) -> Link | None:
    for purpose in PURPOSES:
        if (key := getattr(row, f"{purpose}_id")) is not None and row.salt is not None:
            return Link(purpose, key, row.salt, row.link_made_at, row.expires_at, row.ended)
    return None
