"""Short ways to ask somebody about a recruiter and to let them answer, through the pages they use."""

import time
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import Connection

from app.actions.invite import Asked, invite
from app.actions.open_search import open_search
from app.store.instruments import DEFAULT, instrument
from app.store.invitations import Invitation, invitation_to_change
from app.store.keys import keys_of
from app.store.recruiters import vettings_in
from app.store.replies import reply_of
from app.store.responses import Filled
from app.store.searches import search_for
from people import OURS, member
from visitor import Site, Visitor

ASKED = {
    "candidate": Asked("candidate", "Ines Duarte", "ines@candidates.example", "recruiter", "not_placed"),
    "client": Asked("client", "Omar Said", "omar@clients.example", "company", "client"),
    "self": Asked("self", "Ana Ferreira", "ana@recruiters.example", "recruiter", ""),
}


@dataclass
class Reply:
    """Somebody who was asked about the recruiter Ana, in the browser in which they opened their link."""

    site: Site
    visitor: Visitor
    id: int
    token: str

    @property
    def path(self) -> str:
        return f"/reply/{self.id}"

    def get(self, where: str = "", **more: Any) -> httpx.Response:
        return self.visitor.get(f"{self.path}{where}", **more)

    def post(self, where: str, **fields: str | list[str]) -> httpx.Response:
        """Send a form; where it leads is not followed."""
        return self.visitor.post(f"{self.path}{where}", fields, follow=False)

    def script(self, where: str, **fields: str) -> httpx.Response:
        """Save an answer as the script of the page does."""
        sent = {"whole": "yes", "who": str(self.id), **fields}
        return self.visitor.ask("POST", f"{self.path}{where}", data=sent, headers={"Followthrough-Save": "1"})

    def answer(self, item: str, **fields: str) -> None:
        page = self.post(f"/{item}", whole="yes", **fields)
        assert page.status_code == 303, page.text

    def fill(self, relationship: str = "not_placed") -> None:
        """Two answers and what they are: enough to be sent."""
        self.post("/about", relationship=relationship)
        self.answer("CA07", value="a", note="They rang on the Friday.")
        self.answer("CA03", number="3")

    def send(self, **fields: str) -> None:
        assert self.post("/review", **fields).status_code == 303

    @property
    def invitation(self) -> Invitation:
        found: Invitation = self.site.portal.call(self._read, lambda db: _invitation(db, self.id))
        return found

    @property
    def own(self) -> Filled | None:
        found: Filled | None = self.site.portal.call(self._read, lambda db: reply_of(db, _invitation(db, self.id)))
        return found

    @property
    def _read(self) -> Any:
        return self.site.app.state.database.read


def asked(site: Site, source: str = "candidate", company: str = OURS) -> Reply:
    """Somebody new who was asked, and has opened their link."""
    made, token = site.portal.call(site.app.state.database.write, lambda db: ask_somebody(db, source, company))
    visitor = site.visitor()
    page = visitor.submit(visitor.get(f"/i/{token}"), "start")
    assert page.url.path.startswith(f"/reply/{made}/"), page.text
    return Reply(site, visitor, made, token)


def ask_somebody(db: Connection, source: str, company: str = OURS) -> tuple[int, str]:
    """An invitation to answer about a recruiter of a new search; its id and the token of its link."""
    alice, now = member(db, company, "Alice Moreau", "owner"), int(time.time())
    search = open_search(db, alice, "Head of Data Platform", [("Ana Ferreira", "")], "short", instrument(*DEFAULT), now)
    vetting = vettings_in(db, search_for(db, alice, search))[0]
    made = invite(db, alice, vetting.id, ASKED[source], 20, now)
    salt = invitation_to_change(db, alice, made).salt
    return made, keys_of(db).token("invitation", made, salt)


def _invitation(db: Connection, invitation_id: int) -> Invitation:
    return invitation_to_change(db, member(db, OURS, "Alice Moreau", "owner"), invitation_id)
