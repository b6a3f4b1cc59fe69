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
    times: Mapping[str, int]  # item → when its answer was saved last

    @property
    def saved_at(self) -> int | None:
        """When the last of its answers was saved."""
        return max(self.times.values(), default=None)

    def saying(self, item: str, answer: Answer, version: int, at: int) -> "Filled":
        """The same form once this answer is saved in it."""
        versions, times = {**self.versions, item: version}, {**self.times, item: at}
        return replace(self, answers={**self.answers, item: answer}, versions=versions, times=times)

    @property
    def response(self) -> Response:
        """The response as the score sees it."""
        return Response(self.source, self.respondent, self.answers, length=self.length, from_notes=self.from_notes)


@dataclass(frozen=True, slots=True)
class Given:
    """The answers of one form, their versions, and when each was saved."""

    answers: dict[str, Answer]
    versions: dict[str, int]
    times: dict[str, int]


KEPT = [field.name for field in fields(Filled) if field.name in responses.c]
COLUMNS = [
    *answers.c["response_id", "item", "version", "saved_at"],
    *(answers.c[field.name] for field in fields(Answer)),
]
FORM = [responses.c[name] for name in KEPT]
# What a form that was in says once it can be changed again.
TAKEN_BACK: dict[str, Any] = {"state": "draft", "submitted_at": None, "receipt": "", "compact": None}
EVERYBODY = 0  # whose drafts are read
UNSENT = Given({}, {}, {})
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
    return found_by(db, _by_id(**mine))


def own_response(db: Connection, member: Member, vetting: Vetting) -> Filled | None:
    """The member's own form for this vetting, if begun."""
    return found_by(db, _own_in(False, member, vetting))


def held_response(db: Connection, member: Member, vetting: Vetting) -> Filled | None:
    """The same, held until the transaction ends."""
    return found_by(db, _own_in(True, member, vetting))


def found_by(db: Connection, wanted: Ready) -> Filled | None:
    """The first response that a query of FORM finds, with its answers."""
    return next(iter(_filled(db, wanted)), None)


def as_stored(db: Connection, filled: Filled) -> Filled:
    """The same form with its answers read from the database, whatever is kept of it in memory."""
    given = _given(db.execute(*_answers_of_one(response=filled.id, company=filled.company_id)).all())
    return replace(filled, answers=given.answers, versions=given.versions, times=given.times)


def answers_stored(db: Connection, forms: Sequence[Row[Any]]) -> dict[int, Mapping[str, Answer]]:
    """Form → item → answer, whatever is kept in memory; of rows of `response` with `id` and `company_id`."""
    return {form: _given(rows).answers for form, rows in _answers(db, forms).items()}


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
    return select(*FORM).where(*own).order_by(responses.c.id)


@prepared
def _by_id(response: Any, vetting: Any, company: Any) -> Select[Any]:
    own = (responses.c.id == response, responses.c.vetting_id == vetting, responses.c.company_id == company)
    return select(*FORM).where(*own)


def _own_in(held: bool, member: Member, vetting: Vetting) -> Ready:
    return _own(held, member=member.id, vetting=vetting.id, company=vetting.search.company_id)


@prepared
def _own(held: bool, member: Any, vetting: Any, company: Any) -> Select[Any]:
    own = (responses.c.member_id == member, responses.c.vetting_id == vetting, responses.c.company_id == company)
    query = select(*FORM).where(*own).order_by(responses.c.id)
    return query.with_for_update() if held else query


@prepared
def _answers_of(responses: Any, companies: Any) -> Select[Any]:
    return select(*COLUMNS).where(answers.c.response_id.in_(responses), answers.c.company_id.in_(companies))


@prepared
def _answers_of_one(response: Any, company: Any) -> Select[Any]:
    """The same without lists, whose parameters have to be written into the statement each time."""
    return select(*COLUMNS).where(answers.c.response_id == response, answers.c.company_id == company)


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
    if len(rows) == 1:
        [one] = rows
        found[one.id] = [*db.execute(*_answers_of_one(response=one.id, company=one.company_id)).all()]
        return found
    companies = [*{row.company_id for row in rows}]
    for row in db.execute(*_answers_of(responses=[row.id for row in rows], companies=companies)).all():
        found[row.response_id].append(row)
    return found


def _one(row: Row[Any], given: Given) -> Filled:
    """By their places: FORM is the first fields of a form, in their order."""
    fields: tuple[Any, ...] = (*row, given.answers, given.versions, given.times)
    return Filled(*fields)


def _given(rows: Sequence[Any]) -> Given:
    """By the places of COLUMNS: a form is read with each of its pages, and names take three times as long."""
    given = Given({}, {}, {})
    for _, item, version, saved_at, status, points, number, no_number, ticks, *said in rows:
        exact = None if number is None else Fraction(number)
        ticked = None if ticks is None else frozenset(ticks)
        given.answers[item] = Answer(status, points, exact, no_number, ticked, *said)
        given.versions[item], given.times[item] = version, saved_at
    return given
