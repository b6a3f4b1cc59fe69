"""What is held about one person: every row that is theirs, and of the others' nothing."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from app.refusals import NotHere
from app.store.holdings import Part, part, seen_forms
from app.store.members import Member
from app.store.tables import (
    accounts,
    answer_saves,
    answers,
    audit,
    calibrations,
    flag_decisions,
    invitations,
    logs,
    members,
    messages,
    own_pages,
    proofs,
    recruiters,
    remarks,
    responses,
    search_members,
    searches,
    sessions,
    vettings,
    weightings,
)
from app.store.trail_veil import Veil

LETTER = ("content", "error", "message_id")  # of a mail: it names others, and they have it
ASKER = ("made_by", "response_id")


def of_recruiter(veil: Veil, recruiter_id: int) -> list[Part]:
    """Their entry, the searches they were met in, their own form, links and log, what they replied, and their mails."""
    own = veil.owner.company_id
    mine = and_(recruiters.c.id == recruiter_id, recruiters.c.company_id == own)
    in_them = (vettings.c.recruiter_id == recruiter_id, vettings.c.company_id == own)
    met = select(vettings.c.id).where(*in_them)
    asked = select(invitations.c.id).where(
        invitations.c.vetting_id.in_(met), invitations.c.company_id == own, invitations.c.source == "self"
    )
    found = searches.c.id.in_(select(vettings.c.search_id).where(*in_them))
    forms = and_(responses.c.vetting_id.in_(met), responses.c.source == "self")
    shared = and_(logs.c.vetting_id.in_(met), logs.c.company_id == own, logs.c.vetting_id.not_in(veil.vettings))
    theirs = (own_pages, remarks, proofs)
    seen = [
        and_(one.c.vetting_id.in_(met), one.c.company_id == own, one.c.vetting_id.not_in(veil.vettings))
        for one in theirs
    ]
    told = select(own_pages.c.id).where(own_pages.c.vetting_id.in_(met), own_pages.c.company_id == own)
    return [
        part(recruiters, veil, mine),
        part(vettings, veil, *in_them),
        part(searches, veil, found, searches.c.company_id == own, without=("weights", "weights_name")),
        part(logs, veil, shared),
        *(part(table, veil, which, without=ASKER[:1]) for table, which in zip(theirs, seen, strict=True)),
        *_by_links(veil, asked, told),
        *_forms(veil, forms),
    ]


def of_respondent(veil: Veil, invitation_ids: list[int]) -> list[Part]:
    """Their links, the form they filled in, and the mails they were sent."""
    own = veil.owner.company_id
    asked = select(invitations.c.id).where(invitations.c.id.in_(invitation_ids), invitations.c.company_id == own)
    return [
        *_by_links(veil, asked),
        *_forms(veil, responses.c.id.in_(asked.with_only_columns(invitations.c.response_id))),
    ]


def of_member(veil: Veil, member: Member) -> list[Part]:
    """Their account, sessions, seats, forms, practice and decisions, the mails they were sent, and what they did."""
    own = veil.owner.company_id
    theirs = [sessions, search_members, calibrations]
    decided = and_(flag_decisions.c.made_by == member.id, flag_decisions.c.company_id == own)
    if member.id != veil.owner.id:  # why somebody else decided so tells of answers
        decided = and_(decided, flag_decisions.c.vetting_id.not_in(veil.vettings))
    mails = and_(messages.c.to_email == member.email, messages.c.company_id == own)
    return [
        part(members, veil, members.c.id == member.id, members.c.company_id == own),
        part(accounts, veil, accounts.c.id == member.account_id),
        *(part(table, veil, table.c.member_id == member.id, table.c.company_id == own) for table in theirs),
        part(weightings, veil, weightings.c.made_by == member.id, weightings.c.company_id == own),
        part(flag_decisions, veil, decided),
        part(messages, veil, mails, without=LETTER),
        *_forms(veil, responses.c.member_id == member.id),
        _trail(veil, audit.c.member_id == member.id),
    ]


def _by_links(veil: Veil, asked: Select[Any], told: Select[Any] | None = None) -> list[Part]:
    own = veil.owner.company_id
    named = messages.c.invitation_id.in_(asked)
    mails = and_(named if told is None else or_(named, messages.c.own_page_id.in_(told)), messages.c.company_id == own)
    links = and_(invitations.c.id.in_(asked), invitations.c.company_id == own)
    return [
        part(invitations, veil, links, without=ASKER),
        part(messages, veil, mails, without=LETTER),
        _trail(veil, audit.c.invitation_id.in_(asked)),
    ]


def _forms(veil: Veil, theirs: ColumnElement[bool]) -> list[Part]:
    """Forms with their answers and every earlier version, where the one who takes them out may see them."""
    seen = (responses.c.company_id == veil.owner.company_id, theirs, seen_forms(veil))
    inside = select(responses.c.id).where(*seen)
    within = [
        part(table, veil, table.c.response_id.in_(inside), table.c.company_id == veil.owner.company_id)
        for table in (answers, answer_saves)
    ]
    return [part(responses, veil, *seen, without=("reopened_why",)), *within]


def _trail(veil: Veil, whose: ColumnElement[bool]) -> Part:
    mine = (audit.c.company_id == veil.owner.company_id, whose, veil.leaves)
    return part(audit, veil, *mine, without=("id", "number", "detail"))


def own_vettings(db: Connection, owner: Member, recruiter_id: int) -> list[int]:
    """The vettings of a recruiter of the owner's company. Raises NotHere where there is no such recruiter."""
    query = select(vettings.c.id).join(recruiters, recruiters.c.id == vettings.c.recruiter_id)
    mine = (vettings.c.recruiter_id == recruiter_id, vettings.c.company_id == owner.company_id)
    found = list(db.execute(query.where(*mine, recruiters.c.company_id == owner.company_id)).scalars())
    if not found:
        raise NotHere
    return found
