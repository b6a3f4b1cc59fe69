"""The recruiter's own page: the link to it, and how far it is."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, select

from app.store.clock import is_living
from app.store.recruiters import SAME_RECRUITER, SAME_SEARCH, WITH_RECRUITER, Vetting, vetting_from
from app.store.searches import every_search
from app.store.tables import accounts, members, own_pages, recruiters, vettings
from app.store.wall import act_for, for_all

LASTS = 60 * 86_400  # seconds a link is good for
State = Literal["made", "opened", "revoked", "expired"]


@dataclass(frozen=True, slots=True)
class Told:
    """The recruiter who was told, as an actor of the company that did."""

    company_id: int
    address: str = ""
    id: None = None
    invitation_id: None = None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """`told_at`: which references count there; `by` is who told them, "" once they were erased."""

    id: int
    vetting: Vetting
    name: str
    email: str
    salt: str
    browser_hash: str
    told_at: int
    made_at: int
    answer_by: int
    expires_at: int
    opened_at: int | None
    revoked_at: int | None
    by: str

    def told(self, address: str = "") -> Told:
        return Told(self.vetting.search.company_id, address)

    @property
    def asker(self) -> str:
        return self.by or self.vetting.search.company

    def state(self, now: int) -> State:
        if self.revoked_at:
            return "revoked"
        if not is_living(self.expires_at, LASTS, now):
            return "expired"
        return "opened" if self.opened_at else "made"


def own_page_in(db: Connection, vetting: Vetting) -> OwnPage | None:
    """That of a vetting the caller has already fetched; None where nobody was told yet."""
    company = own_pages.c.company_id == vetting.search.company_id
    return _one(db, own_pages.c.vetting_id == vetting.id, company)


def own_page_of_token(db: Connection, token_hash: str) -> OwnPage | None:
    """The page a link belongs to, whatever its state; None for no link of ours."""
    return _found(db, own_pages.c.token_hash == token_hash)


def own_page_of_browser(db: Connection, browser: str, page_id: int) -> OwnPage | None:
    """The page this browser has opened; None where it is not the one."""
    return _found(db, own_pages.c.id == page_id, own_pages.c.browser_hash == browser, own_pages.c.browser_hash != "")


def hold_own_page(db: Connection, page: OwnPage) -> OwnPage | None:
    """The page as it is now, held until the transaction ends; None once it is gone."""
    mine = (own_pages.c.id == page.id, own_pages.c.company_id == page.vetting.search.company_id)
    db.execute(select(own_pages.c.id).where(*mine).with_for_update())
    return _one(db, *mine)


def _found(db: Connection, *conditions: ColumnElement[bool]) -> OwnPage | None:
    found = _with_key(db, *conditions)
    if found is not None:
        act_for(db, found.vetting.search.company_id)
    return found


@for_all("a link, or the browser that opened it, says whose it is")
def _with_key(db: Connection, *conditions: ColumnElement[bool]) -> OwnPage | None:
    return _one(db, *conditions)


def _one(db: Connection, *conditions: ColumnElement[bool]) -> OwnPage | None:
    same_vetting = (vettings.c.id == own_pages.c.vetting_id) & (vettings.c.company_id == own_pages.c.company_id)
    same_member = (members.c.id == own_pages.c.made_by) & (members.c.company_id == own_pages.c.company_id)
    columns = [own_pages.c[name].label(f"page_{name}") for name in OWN]
    query = every_search().add_columns(*WITH_RECRUITER, *columns, accounts.c.name.label("by"))
    query = query.join(vettings, SAME_SEARCH).join(recruiters, SAME_RECRUITER).join(own_pages, same_vetting)
    query = query.outerjoin(members, same_member).outerjoin(accounts, accounts.c.id == members.c.account_id)
    row = db.execute(query.where(*conditions)).first()
    return _own_page(row) if row else None


def _own_page(row: Row[Any]) -> OwnPage:
    own = {name: getattr(row, f"page_{name}") for name in OWN}
    return OwnPage(vetting=vetting_from(row), by=row.by or "", **own)


OWN = [name for name in OwnPage.__dataclass_fields__ if name in own_pages.c]
