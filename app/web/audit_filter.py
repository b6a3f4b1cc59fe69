"""What the page of the audit trail is asked for: read from its address or from the form of an export."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import AfterValidator, StringConstraints

from app.store.trail import Wanted
from app.web import deeds, forms

Number = Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{0,17})?$")]
LINKS, SERVER = "links", "server"  # who did something and is no member
FIRST, LAST = datetime.date(1971, 1, 1), datetime.date(2999, 12, 31)


def _day(text: str) -> str:
    if text and not FIRST <= datetime.date.fromisoformat(text) <= LAST:
        raise ValueError("no day of ours")
    return text


def _kind(text: str) -> str:
    if text and text not in deeds.KINDS:
        raise ValueError("no kind")
    return text


Day = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_day)]
Place = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]


class Filter(forms.Form):
    """The fields of the filter; what is "" is not asked about."""

    person: Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{0,17}|links|server)?$")] = ""
    kind: Annotated[str, AfterValidator(_kind)] = ""
    search: Number = ""
    recruiter: Number = ""
    since: Day = ""
    until: Day = ""
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""

    @property
    def given(self) -> dict[str, str]:
        """What is asked about."""
        return {name: value for name, value in self.model_dump().items() if value and name in Filter.model_fields}

    @property
    def wanted(self) -> Wanted:
        """The same for the query."""
        return Wanted(
            person=int(self.person) if self.person.isdecimal() else None,
            by_link=self.person == LINKS,
            by_itself=self.person == SERVER,
            actions=self._actions,
            search=int(self.search) if self.search else None,
            recruiter=int(self.recruiter) if self.recruiter else None,
            since=_begins(self.since) if self.since else None,
            until=_begins(self.until, 1) if self.until else None,
        )

    @property
    def _actions(self) -> frozenset[str] | None:
        of_kind = deeds.of_kind(self.kind) if self.kind else None
        saying = deeds.saying(self.words) if self.words else None
        return saying if of_kind is None else of_kind if saying is None else of_kind & saying


class Asked(Filter):
    """The address of the page: the filter, where in the trail to begin, and whether to check all of it."""

    before: Place = ""
    after: Place = ""
    check: Literal["", "yes"] = ""


SENTENCES = {
    "person": "Choose somebody from the list, or everybody.",
    "kind": "Choose a kind from the list, or all.",
    "search": "Choose a search from the list, or all.",
    "recruiter": "Choose a recruiter from the list, or all.",
    "since": "Enter the first day as year, month and day, like 2026-11-03.",
    "until": "Enter the last day as year, month and day, like 2026-11-03.",
    "words": "Enter up to 200 characters.",
    "before": "That place in the trail is not known. Begin again with the newest.",
    "after": "That place in the trail is not known. Begin again with the newest.",
    "form": "Choose CSV or JSON lines.",
    "check": "Choose “Check it now” to check the trail.",
}


def address(given: Mapping[str, str], **more: str) -> str:
    """The page's address with this filter."""
    asked = urlencode({**given, **more})
    return f"/audit?{asked}" if asked else "/audit"


def asked(typed: dict[str, list[str]]) -> Asked:
    """The fields of an address. Raises Mistakes."""
    return forms.read(Asked, typed, SENTENCES)


def _begins(day: str, later: int = 0) -> int:
    """When a day begins where the server stands, `later` days on."""
    wanted = datetime.date.fromisoformat(day) + datetime.timedelta(days=later)
    return int(datetime.datetime.combine(wanted, datetime.time()).astimezone().timestamp())
