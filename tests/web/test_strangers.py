"""Whether an address has an account is told to nobody: the same answer, and the same work, for known and unknown."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from sqlalchemy import event

from app.web import passwords
from people import alice
from visitor import Site

ASKS = {  # what a stranger can send with an address in it
    "/sign-in": {"password": "a quiet long secret", "next": "/searches"},
    "/sign-in/link": {"next": ""},
    "/reset": {},
}
KNOWN, UNKNOWN = "alice@halden.example", "nobody@halden.example"


@contextmanager
def watched(site: Site) -> Iterator[list[str]]:
    """Every statement and every hashing while this is open, in order."""
    done: list[str] = []
    database = site.app.state.database
    engines = (database._reader, database._writer_engine)

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        done.append(statement)

    def verify(password: str, kept: str) -> bool:
        done.append("hash")
        return False

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    with patch.object(passwords.HASHER, "verify", verify):
        yield done
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def answer(site: Site, path: str, email: str) -> tuple[int, str, list[str]]:
    visitor = site.visitor()
    with watched(site) as done:
        page = visitor.post(path, {**ASKS[path], "email": email}, follow=False)
    text = re.sub(r'nonce="[^"]*"|name="once" value="[^"]*"', "", page.text).replace(email, "")
    return page.status_code, text, [_shape(each) for each in done]


def _shape(statement: str) -> str:
    """A statement without the numbers of its savepoints."""
    return re.sub(r"sa_savepoint_\d+", "savepoint", statement)


@pytest.mark.parametrize("path", ASKS)
def test_a_known_and_an_unknown_address_get_the_same_answer_for_the_same_work(site: Site, path: str) -> None:
    """No stopwatch: the statements and the hashes are counted (safety 15)."""
    alice(site)
    answer(site, path, UNKNOWN)  # whatever is done once only is done
    known, unknown = answer(site, path, KNOWN), answer(site, path, UNKNOWN)
    assert known[:2] == unknown[:2]
    work = [[each for each in done[2] if not each.startswith(("RELEASE", "ROLLBACK"))] for done in (known, unknown)]
    assert work[0] == work[1]
    assert len(work[0]) > 2
    assert ("hash" in work[0]) is (path == "/sign-in")


def test_an_invitation_to_join_says_the_same_whether_the_address_has_an_account_elsewhere(site: Site) -> None:
    """An owner learns nothing of other companies."""
    from people import mallory

    mallory(site)
    owner = alice(site)
    said = []
    for email in ("mallory@rival.example", "nobody@rival.example"):
        with watched(site) as done:
            page = owner.post("/members", {"email": email, "role": "viewer"}, follow=False)
        said.append((page.status_code, page.headers["location"], [_shape(each) for each in done]))
    assert said[0] == said[1]
    assert said[0][0] == 303
