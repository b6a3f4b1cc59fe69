"""Responses and their answers, as rows and as what `vetting` scores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, select

from app.store.kept import Kept
from app.store.members import Member
from app.store.prepared import Ready, prepared
from app.store.recruiters import Vetting
from app.store.snapshots import is_snapshot
from app.store.tables import answers, logs, responses
from app.vetting.answers import Answer, Response
from app.vetting.instrument import FormKind


@dataclass(frozen=True, slots=True)
class Filled:
    """A response as it is kept: whose it is, its state, and its answers so far."""

    id: int
    company_id: int
    vetting_id: int
    member_id: int | None
    source: FormKind
    respondent: str
    length: Literal["full", "short"]
    state: Literal["draft", "submitted"]
    impression: str
    summary: str
    started_at: int
    submitted_at: int | None
    relationship: str
    consent: bool
    from_notes: bool
    receipt: str
    reopened_at: int | None
    reopened_why: str
    stamp: str  # another one whenever anything in a form that is in differs
    answers: Mapping[str, Answer]
    versions: Mapping[str, int]  # item → how often its answer was saved
    saved_at: int | None

    @property
    def response(self) -> Response:
        """The response as the score sees it."""
        return Response(self.source, self.respondent, self.answers, length=self.length, from_notes=self.from_notes)


@dataclass(frozen=True, slots=True)
class Given:
    """The answers of one form, their versions, and when the last of them was saved."""

    answers: Mapping[str, Answer]
    versions: Mapping[str, int]
    saved_at: int | None


KEPT = [field.name for field in fields(Filled) if field.name in responses.c]
EVERYBODY = 0  # whose drafts are read
UNSENT = Given({}, {}, None)
IN_MEMORY: Kept[Given] = Kept(2_000)  # forms that are in, at about 10 kB


def responses_in(db: Connection, vettings: Sequence[Vetting], whose: int | None = None) -> dict[int, list[Filled]]:
    """Every response of these vettings by vetting id; two queries at most, however many there are.

    A draft is there without its answers, which are nobody else's to see, unless it is this member's (`whose`).
    """
    wanted = [vetting.id for vetting in vettings]
    found: dict[int, list[Filled]] = {vetting_id: [] for vetting_id in wanted}
    for filled in _filled(db, _in_vettings(vettings=wanted, companies=_companies(vettings)), drafts_of=whose):
        found[filled.vetting_id].append(filled)
    return found


def response_by_id(db: Connection, vetting: Vetting, response_id: int) -> Filled | None:
    """One response of a vetting the caller has already fetched, with its answers."""
    mine = {"response": response_id, "vetting": vetting.id, "company": vetting.search.company_id}
    return next(iter(_filled(db, _by_id(**mine))), None)


def own_response(db: Connection, member: Member, vetting: Vetting) -> Filled | None:
    """The member's own form for this vetting, if begun."""
    mine = {"member": member.id, "vetting": vetting.id, "company": vetting.search.company_id}
    return next(iter(_filled(db, _own(**mine))), None)


def as_stored(db: Connection, filled: Filled) -> Filled:
    """The same form with its answers read from the database, whatever is kept of it in memory."""
    given = _given([*db.execute(*_answers_of(responses=[filled.id], companies=[filled.company_id]))])
    return replace(filled, answers=given.answers, versions=given.versions, saved_at=given.saved_at)


def answers_stored(db: Connection, forms: Sequence[Row[Any]]) -> dict[int, Mapping[str, Answer]]:
    """Form → item → answer, whatever is kept in memory; of rows of `response` with `id` and `company_id`."""
    return {form: _given(rows).answers for form, rows in _answers(db, forms).items()}


def answer_to(db: Connection, filled: Filled, item: str) -> tuple[Answer, int, int]:
    """One answer of the form as it is now, its version and when it was saved; version 0 where there is none."""
    row = db.execute(*_answer_to(response=filled.id, about=item, company=filled.company_id)).first()
    return (_answer(row), row.version, row.saved_at) if row else (Answer(), 0, 0)


def logs_in(db: Connection, vettings: Sequence[Vetting]) -> dict[int, dict[str, Any]]:
    """The shared logs of these vettings, by vetting id."""
    rows = db.execute(*_shared(vettings=[vetting.id for vetting in vettings], companies=_companies(vettings)))
    return {row.vetting_id: row.content for row in rows}


@prepared
def _shared(vettings: Any, companies: Any) -> Select[Any]:
    own = (logs.c.vetting_id.in_(vettings), logs.c.company_id.in_(companies))
    return select(logs.c.vetting_id, logs.c.content).where(*own)


@prepared
def _in_vettings(vettings: Any, companies: Any) -> Select[Any]:
    own = (responses.c.vetting_id.in_(vettings), responses.c.company_id.in_(companies))
    return select(responses).where(*own).order_by(responses.c.id)


@prepared
def _by_id(response: Any, vetting: Any, company: Any) -> Select[Any]:
    own = (responses.c.id == response, responses.c.vetting_id == vetting, responses.c.company_id == company)
    return select(responses).where(*own)


@prepared
def _own(member: Any, vetting: Any, company: Any) -> Select[Any]:
    own = (responses.c.member_id == member, responses.c.vetting_id == vetting, responses.c.company_id == company)
    return select(responses).where(*own).order_by(responses.c.id)


@prepared
def _answer_to(response: Any, about: Any, company: Any) -> Select[Any]:
    own = (answers.c.response_id == response, answers.c.item == about, answers.c.company_id == company)
    return select(answers).where(*own)


@prepared
def _answers_of(responses: Any, companies: Any) -> Select[Any]:
    return select(answers).where(answers.c.response_id.in_(responses), answers.c.company_id.in_(companies))


def _filled(db: Connection, wanted: Ready, drafts_of: int | None = EVERYBODY) -> list[Filled]:
    rows = db.execute(*wanted).all()
    known = {row.id: _known(row, drafts_of) for row in rows}
    new = _answers(db, [row for row in rows if known[row.id] is None])
    return [_one(row, known[row.id] or _kept(db, row, _given(new[row.id]))) for row in rows]


def _known(row: Row[Any], drafts_of: int | None) -> Given | None:
    """What need not be read: forms that are as they were, and other people's drafts."""
    if row.state == "draft":
        mine = drafts_of is not None and drafts_of in (EVERYBODY, row.member_id)
        return None if mine else UNSENT
    return IN_MEMORY.at(row.id, _sealed(row)) if row.stamp else None


def _sealed(row: Row[Any]) -> tuple[int, str]:
    """What the answers of a form that is in rest on."""
    return row.company_id, row.stamp


def _kept(db: Connection, row: Row[Any], given: Given) -> Given:
    """Where form and answers were read in one snapshot: else somebody may have changed them in between."""
    if row.state == "submitted" and row.stamp and is_snapshot(db):
        IN_MEMORY.keep(row.id, _sealed(row), given)
    return given


def _companies(vettings: Sequence[Vetting]) -> list[int]:
    return [*{vetting.search.company_id for vetting in vettings}]


def _answers(db: Connection, rows: Sequence[Row[Any]]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    if not rows:  # SQLite would read all answers of the company to find none
        return found
    companies = [*{row.company_id for row in rows}]
    for row in db.execute(*_answers_of(responses=[row.id for row in rows], companies=companies)):
        found[row.response_id].append(row)
    return found


def _one(row: Row[Any], given: Given) -> Filled:
    return Filled(
        **{name: getattr(row, name) for name in KEPT},
        answers=given.answers,
        versions=given.versions,
        saved_at=given.saved_at,
    )


def _given(rows: list[Row[Any]]) -> Given:
    return Given(
        answers={answer.item: _answer(answer) for answer in rows},
        versions={answer.item: answer.version for answer in rows},
        saved_at=max((answer.saved_at for answer in rows), default=None),
    )


def _answer(row: Row[Any]) -> Answer:
    return Answer(
        status=row.status,
        points=row.points,
        number=None if row.number is None else Fraction(row.number),
        no_number=row.no_number,
        ticks=None if row.ticks is None else frozenset(row.ticks),
        support=row.support,
        reason=row.reason,
        note=row.note,
        flagged=row.flagged,
    )
