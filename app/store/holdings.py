"""What is held about a company, found from the tables themselves, so that none is forgotten."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, or_, select, true
from sqlmodel import SQLModel

from app.store.kept_reports import holding
from app.store.tables import (
    accounts,
    answer_saves,
    answers,
    audit,
    audit_origins,
    companies,
    flag_decisions,
    kept_report_vettings,
    kept_reports,
    logs,
    members,
    proofs,
    remarks,
    responses,
)
from app.store.trail_veil import Veil

AT_ONCE = 500  # rows in memory together
SECRET = frozenset(
    {"token_hash", "browser_hash", "salt", "password_hash", "totp_salt", "totp_step", "hash", "origin", "stamp"}
)
SAID_TWICE = frozenset({"compact"})  # answers as bytes, which are taken out as answers
LEFT_OUT: Mapping[str, str] = {  # a table → why it is in no export
    "audit_head": "the end of the audit trail, which its page shows",
    "audit_origin": "addresses: each stands in its line of the audit trail",
    "bucket": "limits: keyed digests that name nobody",
    "erasure": "what was erased: keyed digests that name nobody",
    "installation": "the mark of the server's secret",
    "job": "when the daily jobs of the server ran",
    "recovery_code": "secrets",
    "respondent_session": "secrets of browsers in which somebody answers",
    "session": "secrets of browsers in which members are signed in",
    "sign_in_link": "secrets of links by mail, and when they were used",
    "taken": "keys of forms that were sent within two days",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that are taken out."""

    name: str
    query: Select[Any]


def of_company(veil: Veil) -> list[Part]:
    """Everything of the owner's company, without what they may not see yet."""
    taken = [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT]
    return [part(table, veil, condition(table, veil)) for table in taken]


def rows(db: Connection, taken: Part) -> Iterator[dict[str, Any]]:
    """The rows of a part in the order they were made, some in memory at a time."""
    with db.execute(taken.query.execution_options(yield_per=AT_ONCE)) as found:
        for row in found:
            yield row._asdict()


def part(table: Table, veil: Veil, *conditions: ColumnElement[bool], without: Collection[str] = ()) -> Part:
    """Rows of a table without its secrets; an event of the trail has the address it came from."""
    columns = [column for column in table.c if not _is_hidden(column, veil) and column.name not in without]
    query = select(*columns)
    if table is audit:
        same = (audit_origins.c.company_id == audit.c.company_id) & (audit_origins.c.number == audit.c.number)
        query = select(*columns, audit_origins.c.address).outerjoin(audit_origins, same)
    return Part(table.name, query.where(*conditions).order_by(*table.primary_key.columns))


def _is_hidden(column: ColumnElement[Any], veil: Veil) -> bool:
    """Secrets; and what lies between two numbers would tell a blind owner how much the others have answered."""
    telling = (audit.c.number, audit.c.id, answer_saves.c.id)
    return column.name in SECRET | SAID_TWICE or (not veil.off and any(column is each for each in telling))


def condition(table: Table, veil: Veil) -> ColumnElement[bool]:
    """Which rows of a table are the company's, and the owner's to see."""
    company_id = veil.owner.company_id
    if table is companies:
        return companies.c.id == company_id
    if table is accounts:
        return accounts.c.id.in_(select(members.c.account_id).where(members.c.company_id == company_id))
    return and_(table.c.company_id == company_id, _seen(table, veil))


def _seen(table: Table, veil: Veil) -> ColumnElement[bool]:
    if table is responses:
        return seen_forms(veil)
    if table in (answers, answer_saves):
        mine = (responses.c.company_id == veil.owner.company_id, seen_forms(veil))
        inside: ColumnElement[bool] = table.c.response_id.in_(select(responses.c.id).where(*mine))
        return inside
    if table in (logs, flag_decisions, remarks, proofs, kept_report_vettings):
        open_to: ColumnElement[bool] = table.c.vetting_id.not_in(veil.vettings)
        return open_to
    if table is kept_reports:
        return ~holding(veil.owner.company_id, kept_report_vettings.c.vetting_id.in_(veil.vettings))
    return veil.leaves if table is audit else true()


def seen_forms(veil: Veil) -> ColumnElement[bool]:
    """The condition on `response`: one's own, and of the others what is in where one is not blind."""
    own = responses.c.member_id == veil.owner.id
    return or_(own, and_(responses.c.state == "submitted", responses.c.vetting_id.not_in(veil.vettings)))
