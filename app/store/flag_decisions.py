"""Decisions on flags: what a named person wrote about each, and which serious ones of a search still wait for one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from app.store.instruments import instrument
from app.store.prepared import prepared
from app.store.recruiters import Vetting, vettings_in
from app.store.responses import Filled, logs_in, responses_in
from app.store.searches import Search
from app.store.tables import accounts, flag_decisions, members
from app.vetting.flags import RaisedFlag, is_serious
from app.vetting.log_reading import log_at
from app.vetting.mistakes import Place
from app.vetting.scoring import score


@dataclass(frozen=True, slots=True)
class FlagDecision:
    """What somebody decided on one flag; `by` is "" where they were erased. `covers` is what had raised it by then."""

    vetting_id: int
    flag: str
    outcome: str
    why: str
    by: str
    made_at: int
    covers: frozenset[str]


def decisions_in(db: Connection, vettings: Sequence[Vetting]) -> dict[int, tuple[FlagDecision, ...]]:
    """Every decision of these vettings, newest first, by vetting id; one query however many there are."""
    companies = [*{vetting.search.company_id for vetting in vettings}]
    rows = db.execute(*_decided(vettings=[vetting.id for vetting in vettings], companies=companies))
    found: dict[int, list[FlagDecision]] = {vetting.id: [] for vetting in vettings}
    for row in rows:
        told = (row.vetting_id, row.flag, row.outcome, row.why, row.by or "", row.made_at)
        found[row.vetting_id].append(FlagDecision(*told, frozenset(row.covers)))
    return {vetting_id: tuple(decisions) for vetting_id, decisions in found.items()}


@prepared
def _decided(vettings: Any, companies: Any) -> Select[Any]:
    mine = (flag_decisions.c.vetting_id.in_(vettings), flag_decisions.c.company_id.in_(companies))
    maker = (members.c.id == flag_decisions.c.made_by) & (members.c.company_id == flag_decisions.c.company_id)
    query = select(flag_decisions, accounts.c.name.label("by")).where(*mine).order_by(flag_decisions.c.id.desc())
    return query.outerjoin(members, maker).outerjoin(accounts, accounts.c.id == members.c.account_id)


def raised_by(forms: Iterable[Filled], flags: Iterable[RaisedFlag]) -> dict[str, frozenset[str]]:
    """Flag → what raises it: each answer in its present version, so that a changed one raises its flag anew."""
    by_who = {(form.source, form.respondent): form for form in forms}
    found: dict[str, set[str]] = {}
    for flag in flags:
        form = by_who[flag.source, flag.respondent]  # type: ignore[index]
        item = flag.item or ""
        found.setdefault(flag.flag, set()).add(f"{form.id}:{item}:{form.versions.get(item, 0)}")
    return {flag: frozenset(causes) for flag, causes in found.items()}


def holding(decisions: Iterable[FlagDecision], raised: Mapping[str, frozenset[str]]) -> dict[str, FlagDecision]:
    """Flag → its newest decision, where it is raised and nothing has raised it since."""
    newest: dict[str, FlagDecision] = {}
    for decision in decisions:
        newest.setdefault(decision.flag, decision)
    return {flag: newest[flag] for flag, causes in raised.items() if flag in newest and causes <= newest[flag].covers}


def raised_in(db: Connection, search: Search, vettings: Sequence[Vetting]) -> dict[int, dict[str, frozenset[str]]]:
    """Vetting id → flag → what raises it, for vettings of one search, by every form that is in."""
    used = instrument(*search.instrument)
    filled, logs = responses_in(db, vettings), logs_in(db, vettings)
    found = {}
    for vetting in vettings:
        forms = [form for form in filled[vetting.id] if form.state == "submitted"]
        log = log_at(logs[vetting.id], Place()) if vetting.id in logs else None
        card = score(used, [form.response for form in forms], search.weights, log)
        found[vetting.id] = raised_by(forms, card.flags)
    return found


def open_serious_flags(db: Connection, search: Search) -> list[tuple[Vetting, str]]:
    """Each serious flag of a search that nobody has decided on: while there is one, the search cannot be decided."""
    used, vettings = instrument(*search.instrument), vettings_in(db, search)
    raised, decided = raised_in(db, search, vettings), decisions_in(db, vettings)
    return [
        (vetting, flag)
        for vetting in vettings
        for flag in raised[vetting.id].keys() - holding(decided[vetting.id], raised[vetting.id]).keys()
        if is_serious(used, flag)
    ]
