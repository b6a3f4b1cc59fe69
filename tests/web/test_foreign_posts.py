"""Every form of the site, sent from everywhere a form can be sent from (safety 18).

The cases are those of Go's net/http `csrf_test.go`, with one difference: where a browser says nothing of where it comes
from, a cookie is not enough.
"""

from collections.abc import Iterator

import pytest

from actors import ACTORS, Actor, Doors
from app.settings import Settings
from app.web.security import FOREIGN, is_key
from databases import used
from policy import SENT
from test_doors import ask
from visitor import ADDRESS, Visitor

Said = dict[str, str | None]  # what a browser says of where a form comes from
ELSEWHERE = "https://attacker.example"
CASES: dict[str, tuple[Said, bool]] = {  # and whether the form is taken
    "same-origin": ({"Sec-Fetch-Site": "same-origin"}, True),
    "typed by the user": ({"Sec-Fetch-Site": "none"}, True),
    "cross-site": ({"Sec-Fetch-Site": "cross-site"}, False),
    "same-site": ({"Sec-Fetch-Site": "same-site"}, False),
    "cross-site with our origin": ({"Sec-Fetch-Site": "cross-site", "Origin": ADDRESS}, False),
    "same-origin with another origin": ({"Sec-Fetch-Site": "same-origin", "Origin": ELSEWHERE}, True),
    "something unheard of": ({"Sec-Fetch-Site": "next-door"}, False),
    "our origin": ({"Origin": ADDRESS}, True),
    "another origin": ({"Origin": ELSEWHERE}, False),
    "our host at another port": ({"Origin": "http://127.0.0.1:9000"}, False),
    "our host as a part": ({"Origin": f"{ADDRESS}.attacker.example"}, False),
    "hidden origin": ({"Origin": "null"}, False),
    "nothing": ({}, False),
}
UNSAID: Said = {"Sec-Fetch-Site": None, "Origin": None, "Referer": None}
OWNER, RECRUITER = (next(actor for actor in ACTORS if actor.name == name) for name in ("owner", "recruiter"))


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Of a server that others on the network reach."""
    return used(database_url, url="http://192.168.1.4:8000")


@pytest.mark.parametrize("case", CASES)
def test_every_form_of_the_site_is_taken_from_our_own_pages_only(doors: Doors, case: str) -> None:
    wrong = [said for name in SENT for said in tried(doors, name, case)]
    assert not wrong, "\n".join(wrong)


def tried(doors: Doors, name: str, case: str) -> Iterator[str]:
    """One form in one case: what went otherwise than the table says."""
    said, taken = CASES[case]
    who = RECRUITER if "/reply/" in name else OWNER
    path = own(doors, name, who)
    taken = taken or (case == "hidden origin" and is_key(path))  # whose page names its address to nobody
    page = ask(doors, who, "POST", path, name, UNSAID | said)
    refused = page.status_code == 403 and page.text == FOREIGN
    if refused is taken or page.status_code >= 500:
        yield f"{name}: {page.status_code} {page.text[:60]!r}"
    if refused and doors.world.changed():
        yield f"{name}: changed something"
    doors.world.restore()


def own(doors: Doors, name: str, who: Actor) -> str:
    path = doors.address(doors.world.routes[name], who, "own")
    assert path, name
    return path


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_no_other_method_is_a_way_around(visitor: Visitor, method: str) -> None:
    page = visitor.ask(method, "/searches", headers={**UNSAID, "Sec-Fetch-Site": "cross-site"}, follow=False)
    assert (page.status_code, page.text) == (403, FOREIGN)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_open_to_links_from_everywhere(visitor: Visitor, method: str) -> None:
    page = visitor.ask(method, "/help", headers={**UNSAID, "Sec-Fetch-Site": "cross-site"}, follow=False)
    assert page.status_code == (405 if method == "OPTIONS" else 200)


def test_a_program_without_cookies_that_says_nothing_is_nobody_s_browser(visitor: Visitor) -> None:
    assert visitor.post("/theme", {"theme": "dark"}, headers=UNSAID, follow=False).status_code == 303


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        ("http://192.168.1.4:8000", True),
        ("http://192.168.1.4", False),
        ("http://192.168.1.5:8000", False),
        ("http://127.0.0.1:8000", False),
        (None, False),
    ],
)
def test_on_a_network_without_tls_the_origin_decides(visitor: Visitor, origin: str | None, taken: bool) -> None:
    """Browsers send Sec-Fetch-Site to addresses with TLS, and to this machine, only."""
    said = {**UNSAID, "Host": "192.168.1.4:8000", "Origin": origin, "Cookie": "theme=dark"}
    page = visitor.post("/theme", {"theme": "light"}, headers=said, follow=False)
    assert page.status_code == (303 if taken else 403)
