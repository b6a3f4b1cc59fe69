"""What is too old goes, every day: scores expire, and logs, names, mails and addresses are deleted (measurement 7)."""

from collections.abc import Iterator

from sqlalchemy import Connection, delete, or_, select, update

from app.actions.forget_invitations import forget_invitations, forget_joining
from app.actions.forget_told import forget_told
from app.actions.forget_words import drop_unsent, forget_decisions, forget_words
from app.store.audit import Schedule, record
from app.store.expiry import LASTS, over
from app.store.members import own_companies
from app.store.tables import (
    audit,
    audit_origins,
    flag_decisions,
    invitations,
    logs,
    member_invitations,
    messages,
    responses,
    vettings,
)
from app.store.wall import act_for

Gone = dict[str, int]  # what → how many
ONE = {  # a class of what is kept → one of it, in a sentence
    "scores": "score expired",
    "logs": "log deleted",
    "people": "invited person forgotten",
    "mails": "mail deleted",
    "addresses": "address of the trail deleted",
}
MANY = {
    "scores": "scores expired",
    "logs": "logs deleted",
    "people": "invited people forgotten",
    "mails": "mails deleted",
    "addresses": "addresses of the trail deleted",
}


def expire_due(db: Connection, now: int) -> str:
    """Do it in every company but the demo's, with a line in the trail of each that was touched; says how many."""
    total = dict.fromkeys(ONE, 0)
    for company_id in own_companies(db):
        act_for(db, company_id)
        gone = _expired(db, company_id, now)
        if any(gone.values()):
            record(db, Schedule(company_id), "retention:run", f"company {company_id}", now, said(gone))
        total = {what: total[what] + many for what, many in gone.items()}
    return f"{said(total) or 'Nothing was old enough'}.".capitalize()


def said(gone: Gone) -> str:
    """“2 scores expired, 1 log deleted”; "" for nothing."""
    return ", ".join(f"{many} {(ONE if many == 1 else MANY)[what]}" for what, many in gone.items() if many)


def _expired(db: Connection, company_id: int, now: int) -> Gone:
    return dict(_classes(db, company_id, now))


def _classes(db: Connection, company_id: int, now: int) -> Iterator[tuple[str, int]]:
    old = now - LASTS
    yield "scores", _scores(db, company_id, now)
    yield "logs", db.execute(delete(logs).where(logs.c.company_id == company_id, logs.c.received_at <= old)).rowcount
    yield "people", _people(db, company_id, old, now)
    sent = (messages.c.company_id == company_id, messages.c.made_at <= old)
    yield "mails", db.execute(delete(messages).where(*sent)).rowcount
    lines = select(audit.c.number).where(audit.c.company_id == company_id, audit.c.at <= old)
    addresses = (audit_origins.c.company_id == company_id, audit_origins.c.number.in_(lines))
    yield "addresses", db.execute(delete(audit_origins).where(*addresses)).rowcount


def _scores(db: Connection, company_id: int, now: int) -> int:
    """The number stays, marked as expired; what people wrote, who was invited and what is not in goes."""
    ended = over(db, company_id, now)
    for vetting_id in ended:
        drop_unsent(db, company_id, responses.c.vetting_id == vetting_id)
        forget_words(db, company_id, responses.c.vetting_id == vetting_id)
        forget_decisions(db, company_id, flag_decisions.c.vetting_id == vetting_id)
        forget_invitations(db, company_id, invitations.c.vetting_id == vetting_id, now)
        forget_told(db, company_id, [vetting_id])
        mine = (vettings.c.id == vetting_id, vettings.c.company_id == company_id)
        db.execute(update(vettings).where(*mine).values(expired_at=now))
    return len(ended)


def _people(db: Connection, company_id: int, old: int, now: int) -> int:
    """Whoever was asked to answer or to join, and whose link ran out long ago."""
    named = or_(invitations.c.name != "", invitations.c.email != "")
    asked = forget_invitations(db, company_id, (invitations.c.expires_at <= old) & named, now)
    return asked + forget_joining(db, company_id, member_invitations.c.expires_at <= old)
