"""Responses and their answers, as rows and as what `vetting` scores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, select

from app.store.members import Member
from app.store.recruiters import Vetting
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
    answers: Mapping[str, Answer]
    versions: Mapping[str, int]  # item → how often its answer was saved
    saved_at: int | None

    @property
    def response(self) -> Response:
        """The response as the score sees it."""
        return Response(self.source, self.respondent, self.answers, length=self.length, from_notes=self.from_notes)


KEPT = [field.name for field in fields(Filled) if field.name in responses.c]


def responses_in(db: Connection, vettings: Sequence[Vetting]) -> dict[int, list[Filled]]:
    """Every response of these vettings, drafts included, by vetting id; two queries however many there are."""
    wanted = [vetting.id for vetting in vettings]
    found: dict[int, list[Filled]] = {vetting_id: [] for vetting_id in wanted}
    for filled in _filled(db, vettings, responses.c.vetting_id.in_(wanted)):
        found[filled.vetting_id].append(filled)
    return found


def response_by_id(db: Connection, vetting: Vetting, response_id: int) -> Filled | None:
    """One response of a vetting the caller has already fetched, with its answers."""
    mine = (responses.c.id == response_id, responses.c.vetting_id == vetting.id)
    return next(iter(_filled(db, [vetting], *mine)), None)


def own_response(db: Connection, member: Member, vetting: Vetting) -> Filled | None:
    """The member's own form for this vetting, if begun."""
    mine = (responses.c.member_id == member.id, responses.c.vetting_id == vetting.id)
    return next(iter(_filled(db, [vetting], *mine)), None)


def answer_to(db: Connection, filled: Filled, item: str) -> tuple[Answer, int, int]:
    """One answer of the form as it is now, its version and when it was saved; version 0 where there is none."""
    mine = (answers.c.response_id == filled.id, answers.c.item == item, answers.c.company_id == filled.company_id)
    row = db.execute(select(answers).where(*mine)).first()
    return (_answer(row), row.version, row.saved_at) if row else (Answer(), 0, 0)


def logs_in(db: Connection, vettings: Sequence[Vetting]) -> dict[int, dict[str, Any]]:
    """The shared logs of these vettings, by vetting id."""
    mine = logs.c.vetting_id.in_([vetting.id for vetting in vettings])
    rows = db.execute(select(logs.c.vetting_id, logs.c.content).where(mine, _company(logs, vettings)))
    return {row.vetting_id: row.content for row in rows}


def _filled(db: Connection, vettings: Sequence[Vetting], *conditions: ColumnElement[bool]) -> list[Filled]:
    query = select(responses).where(*conditions, _company(responses, vettings)).order_by(responses.c.id)
    rows = db.execute(query).all()
    given = _answers(db, [row.id for row in rows], _company(answers, vettings))
    return [_one(row, given[row.id]) for row in rows]


def _company(table: Any, vettings: Sequence[Vetting]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = table.c.company_id.in_({vetting.search.company_id for vetting in vettings})
    return condition


def _answers(db: Connection, response_ids: list[int], company: ColumnElement[bool]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    if not response_ids:  # SQLite would read all answers of the company to find none
        return found
    for row in db.execute(select(answers).where(answers.c.response_id.in_(response_ids), company)):
        found[row.response_id].append(row)
    return found


def _one(row: Row[Any], given: list[Row[Any]]) -> Filled:
    return Filled(
        **{name: getattr(row, name) for name in KEPT},
        answers={answer.item: _answer(answer) for answer in given},
        versions={answer.item: answer.version for answer in given},
        saved_at=max((answer.saved_at for answer in given), default=None),
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
