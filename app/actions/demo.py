"""The demo search: brought in through the code a user's answers go through, and removed with everything it holds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.actions.open_search import open_search
from app.actions.save_answer import keep
from app.refusals import NotAllowed
from app.store.audit import record
from app.store.locks import DEMO, alone
from app.store.members import Member, first_company
from app.store.recruiters import Vetting, vettings_in
from app.store.rows import add
from app.store.searches import Search, demo_search, search_for
from app.store.stamps import stamp
from app.store.tables import companies, logs, recruiters, responses, searches
from app.store.wall import act_for, for_all
from app.vetting.answers import Response
from app.vetting.compact import compact
from app.vetting.exchange import read_panel
from app.vetting.instrument import Instrument

DAY = 86_400


@for_all("the demo is brought in before anybody asks")
def load_demo(db: Connection, demo: Mapping[str, Any], instrument: Instrument, now: int) -> Search:
    """Bring the demo in as a company of its own; what is there already is left as it is."""
    alone(db, DEMO)
    if existing := demo_search(db):
        return existing
    host = Member(None, _company(db, demo["company"], now), demo["company"], "", "", "owner")
    named = [(recruiter["name"], recruiter["firm"]) for recruiter in demo["recruiters"]]
    search = search_for(db, host, open_search(db, host, demo["title"], named, "full", instrument, now - 14 * DAY))
    panel = read_panel(demo, instrument)
    for vetting, told, entrant in zip(vettings_in(db, search), demo["recruiters"], panel.entrants, strict=True):
        for form, response in zip(told["forms"], entrant.responses, strict=True):
            _response(db, vetting, instrument, form, response, now)
        if told.get("log"):
            db.execute(
                insert(logs).values(
                    company_id=host.company_id, vetting_id=vetting.id, content=told["log"], received_at=now
                )
            )
    return search


@for_all("the demo is brought in before anybody asks")
def load_demo_once(db: Connection, demo: Mapping[str, Any], instrument: Instrument, now: int) -> Search | None:
    """The same at the first start only: a demo that was removed stays removed."""
    alone(db, DEMO)
    seen = db.execute(select(companies.c.id).where(companies.c.demo)).first()
    return demo_search(db) if seen else load_demo(db, demo, instrument, now)


def remove_demo(db: Connection, member: Member, now: int) -> None:
    """Remove the demo's search, recruiters and answers; its company's empty row remembers that it was removed.

    Whoever may set the installation up may: anybody before the first run, then an owner. Raises NotAllowed.
    """
    if first_company(db) and member.role != "owner":
        raise NotAllowed("Only an owner can remove the demo search.")
    alone(db, DEMO)
    if (demo := demo_search(db)) is None:
        return
    who = member if member.id else replace(member, company_id=demo.company_id)
    act_for(db, who.company_id)
    record(db, who, "demo:remove", f"search {demo.id}", now)
    act_for(db, demo.company_id)
    for table in (searches, recruiters):
        db.execute(delete(table).where(table.c.company_id == demo.company_id))


def _company(db: Connection, name: str, now: int) -> int:
    known: int | None = db.execute(select(companies.c.id).where(companies.c.demo)).scalar()
    return known if known is not None else add(db, companies, name=name, demo=True, created_at=now)


def _response(
    db: Connection, vetting: Vetting, instrument: Instrument, form: Mapping[str, Any], response: Response, now: int
) -> None:
    company_id = vetting.search.company_id
    made = add(
        db,
        responses,
        company_id=company_id,
        vetting_id=vetting.id,
        source=response.source,
        respondent=response.respondent,
        length=response.length,
        state="submitted",
        impression=form.get("impression", ""),
        summary=form.get("summary", ""),
        started_at=now - 7 * DAY,
        submitted_at=now - 7 * DAY,
        stamp=stamp(),
        compact=compact(instrument, response),
    )
    for item, answer in response.answers.items():
        keep(db, made, company_id, item, answer, now - 7 * DAY)
