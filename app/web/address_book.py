"""The address book: every recruiter the company has met, whichever search it was in."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.store.address_book import PAGE, Known, known_recruiters
from app.store.expiry import Ending, ending
from app.store.members import Member
from app.web import words
from app.web.doors import Belonging

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AddressBookPage:
    template: ClassVar[str] = "address_book.html"
    known: list[Known]
    wanted: str
    more: str  # the address of the next page; "" on the last
    ending: list[Ending]  # scores that end soon, for those who can renew them


@router.get("/address-book")
async def address_book(visit: Belonging, q: str = "", name: str = "", after: int = 0) -> Response:
    return visit.page(await visit.read(_page, q.strip()[:200], name[:200], min(after, 2**63 - 1), visit.now))


def _page(db: Connection, member: Member, wanted: str, name: str, after: int, now: int) -> AddressBookPage:
    found = known_recruiters(db, member, wanted, (name, after))
    known, last = found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None
    query = {"q": wanted, "name": last.name, "after": last.id} if last else {}
    soon = ending(db, member, now) if member.role in words.MANAGING else []
    return AddressBookPage(known, wanted, f"/address-book?{urlencode(query)}" if query else "", soon)
