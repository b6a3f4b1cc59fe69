"""Short ways to make an audit trail, and to read its page."""

from collections.abc import Callable
from typing import Any

import httpx
from sqlalchemy import Connection

from app.store.audit import record
from app.store.members import Member
from journey import answer, fill, open_search, submit, vettings
from people import NOW, OURS, alice, bob
from people import member as person
from shown import said, tree
from visitor import Site, Visitor


def work(site: Site, done: Callable[[Connection], Any]) -> Any:
    """What a function does to the database of the site, committed."""
    return site.portal.call(site.app.state.database.write, done)


def lines(page: httpx.Response) -> list[str]:
    """The sentences, newest first."""
    assert page.status_code == 200, page.text[:300]
    return [said(one) for one in tree(page).xpath("//ol[contains(@class, 'trail')]/li/p[1]")]


def under(page: httpx.Response) -> list[str]:
    """What stands under each sentence: number, when and from where."""
    return [said(one) for one in tree(page).xpath("//ol[contains(@class, 'trail')]/li/p[2]")]


def acts(site: Site, who: Callable[[Connection], Member], many: int, action: str = "search:open") -> None:
    """A trail of so many more events, a second apart."""

    def write(db: Connection) -> None:
        for n in range(many):
            record(db, who(db), action, "search 1", NOW + n)

    work(site, write)


def owner(db: Connection) -> Member:
    return person(db, OURS, "Alice Moreau", "owner")


def evaluated(site: Site, points: int, again: int) -> Visitor:
    """Alice, who evaluates and has not submitted; Bob answers with so many points and changes his mind so often."""
    own, other = alice(site), bob(site)
    ana = vettings(own, open_search(own))[0]
    answer(own, ana, "EV12", value="3", support="specific")
    fill(other, ana, points)
    for n in range(again):
        answer(other, ana, "EV12", value=str(n % 4), support="specific")
    submit(other, ana)
    return own
