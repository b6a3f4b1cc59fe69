"""A browser without a screen: keeps cookies, sends what a browser sends with a form, follows where it is sent."""

import sys
from collections.abc import Mapping
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from lxml import html  # type: ignore[import-untyped]

ADDRESS = "http://127.0.0.1:8000"
# httpx asks for this at every request, and where it is not installed Python looks through all folders each time.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
Fields = Mapping[str, str | list[str]]


class Visitor:
    """One person at the site of one test; `client` is there for what the methods do not cover."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 50000))
        self.client = httpx.AsyncClient(transport=transport, base_url=ADDRESS)
        self._portal = portal

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Open an address as a link on our own pages does."""
        return self.ask("GET", path, **more)

    def post(self, path: str, fields: Fields | None = None, **more: Any) -> httpx.Response:
        """Send a form from one of our own pages."""
        return self.ask("POST", path, data=fields or {}, **more)

    def submit(self, page: httpx.Response, form: str, **changes: str | list[str]) -> httpx.Response:
        """Send the form with this id as `page` holds it, hidden fields and all, after these changes."""
        found = html.fromstring(page.text).get_element_by_id(form)
        fields: dict[str, str | list[str]] = {}
        for name, value in found.form_values():
            before = fields.get(name)
            fields[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]
        return self.post(found.get("action") or str(page.url), {**fields, **changes})

    def fragment(self, path: str, **more: Any) -> httpx.Response:
        """Open an address as htmx does: the answer is a named part of the page."""
        return self.ask("GET", path, headers={"HX-Request": "true", **more.pop("headers", {})}, **more)

    def ask(self, method: str, path: str, follow: bool = True, **more: Any) -> httpx.Response:
        """Any request; `headers` given here replace the ones a same-origin page would send, None leaves one out."""
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": ADDRESS, "Referer": f"{ADDRESS}/"}
        headers.update(more.pop("headers", {}))
        told = {name: value for name, value in headers.items() if value is not None}
        return self._portal.call(
            lambda: self.client.request(method, path, headers=told, follow_redirects=follow, **more)
        )

    def close(self) -> None:
        self._portal.call(self.client.aclose)


class Site:
    """The application of one test, running in a loop of its own so that a test stays plain and synchronous."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self.app = app
        self.portal = portal
        self._visitors: list[Visitor] = []

    def visitor(self) -> Visitor:
        """Somebody new, not signed in."""
        self._visitors.append(Visitor(self.app, self.portal))
        return self._visitors[-1]

    def close(self) -> None:
        for visitor in self._visitors:
            visitor.close()
