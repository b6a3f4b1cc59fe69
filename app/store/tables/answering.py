"""Invitations to outsiders, responses, their answers and every earlier state of an answer."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.store.tables.columns import Key, key, maybe, seconds, to

SOURCES = "source IN ('self', 'candidate', 'client')"


class Invitation(SQLModel, table=True):
    """A personal, hashed, expiring, revocable link to one form. `named_as`: what the recruiter says they are."""

    __table_args__ = (
        CheckConstraint(SOURCES, name="source"),
        CheckConstraint("chosen_by IN ('recruiter', 'company')", name="chosen_by"),
        CheckConstraint("named_as IN ('', 'placed', 'not_placed', 'in_process', 'client')", name="named_as"),
        Index(None, "response_id", unique=True),
    )
    id: int = key()
    company_id: int = to("company")
    vetting_id: int = to("vetting")
    response_id: int | None = Field(default=None, foreign_key="response.id", ondelete="SET NULL", sa_type=Key)
    source: str
    name: str = ""
    email: str = ""
    chosen_by: str = "recruiter"
    named_as: str = ""
    salt: str
    token_hash: str = Field(unique=True)
    made_by: int | None = maybe("member")
    made_at: int = seconds()
    sent_at: int | None = seconds(default=None)  # when a mail with the link was last put into the outbox
    expires_at: int = seconds()
    opened_at: int | None = seconds(default=None)  # when the link was first exchanged for a cookie
    declined_at: int | None = seconds(default=None)
    revoked_at: int | None = seconds(default=None)
    withdrawn_at: int | None = seconds(default=None)
    reminders: int = 0
    reminded_at: int | None = seconds(default=None)
    no_reminders: bool = False


class RespondentSession(SQLModel, table=True):
    """The one browser in which an invitation is being answered."""

    __tablename__ = "respondent_session"
    token_hash: str = Field(primary_key=True)
    company_id: int = to("company")
    invitation_id: int = to("invitation")
    created_at: int = seconds()
    seen_at: int = seconds()


class Response(SQLModel, table=True):
    """A respondent's form: draft, then submitted and locked. `impression` never enters a score."""

    __table_args__ = (
        UniqueConstraint("vetting_id", "source", "respondent"),
        CheckConstraint("state IN ('draft', 'submitted')", name="state"),
        CheckConstraint("source IN ('evaluator', 'self', 'candidate', 'client')", name="source"),
        CheckConstraint(
            "relationship IN ('', 'placed', 'not_placed', 'in_process', 'client', 'other')", name="relationship"
        ),
        CheckConstraint("compact IS NULL OR state = 'submitted'", name="compact"),
        Index(None, "member_id"),
    )
    id: int = key()
    company_id: int = to("company")
    vetting_id: int = to("vetting")
    member_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL", sa_type=Key)
    source: str
    respondent: str
    relationship: str = ""  # what a reference says they are to the recruiter
    length: str = "full"
    state: str = "draft"
    impression: str = ""
    summary: str = ""
    consent: bool = False  # a reference's words may be passed on to the recruiter
    from_notes: bool = False  # entered after the call, from paper
    started_at: int = seconds()
    submitted_at: int | None = seconds(default=None)
    receipt: str = ""  # the hash of exactly what was submitted
    stamp: str = ""  # by chance; another one whenever anything in a form that is in differs
    reopened_at: int | None = seconds(default=None)
    reopened_why: str = ""
    compact: bytes | None = None  # its answers, a byte each (vetting/compact.py), sealed when it is submitted


class Answer(SQLModel, table=True):
    """One item's answer. `version` counts its saves; `device` and `sequence` are those of the last one."""

    __table_args__ = (
        CheckConstraint("status IN ('answered', 'na', 'not_asked', 'declined')", name="status"),
        CheckConstraint("points BETWEEN 0 AND 4", name="points"),
    )
    response_id: int = Field(primary_key=True, foreign_key="response.id", ondelete="CASCADE", sa_type=Key)
    item: str = Field(primary_key=True)
    company_id: int = to("company")
    status: str = "answered"
    points: int | None = None
    number: str | None = None
    no_number: bool = False
    ticks: list[int] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    support: str | None = None
    reason: str = ""
    note: str = ""
    flagged: bool = False
    version: int = 1
    saved_at: int = seconds()
    device: str = ""
    sequence: int = seconds(default=0)


class AnswerSave(SQLModel, table=True):
    """One save of an answer, as it came; `kept` is false where it met another and the two were shown side by side."""

    __tablename__ = "answer_save"
    __table_args__ = (Index(None, "response_id", "item"),)
    id: int = key()
    company_id: int = to("company")
    response_id: int = to("response", index=False)
    item: str
    version: int  # of the answer after it
    kept: bool = True
    content: dict[str, Any] = Field(sa_type=JSON)
    saved_at: int = seconds()
    device: str = ""
    sequence: int = seconds(default=0)


class Calibration(SQLModel, table=True):
    """An evaluator's rating of one written example call before the first vetting; it enters no score."""

    __table_args__ = (UniqueConstraint("search_id", "member_id", "example"),)
    id: int = key()
    company_id: int = to("company")
    search_id: int = to("search")
    member_id: int = to("member")
    example: str
    answers: dict[str, Any] = Field(sa_type=JSON)
    made_at: int = seconds()
