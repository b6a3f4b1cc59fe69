"""Every statement of a walk through the whole site names the company whose rows it wants (safety 2)."""

import re
from collections.abc import Iterator

import pytest

from actors import Doors
from scoped import TENANTS, unscoped
from walking import walked
from world import world

# What names no company, and why: the daily job and the worker serve all of them, and a link says whose it is.
FOR_ALL = {
    r"DELETE FROM (session|respondent_session|taken) WHERE [^()]*": "the daily job forgets what has ended",
    r"SELECT count\(\*\) AS count_1 FROM message WHERE message.state = \? [^()]*": "the worker counts what is due",
    r"SELECT message.id, message.company_id FROM message WHERE [^()]*": "the worker takes the next mail",
    r"SELECT member_invitation.id, .* WHERE member_invitation.token_hash = \?": "whoever holds the link",
    r"SELECT search.id, .* WHERE own_page.token_hash = \?": "whoever holds the link to what was found",
    r"SELECT search.id, .* WHERE own_page.id = \? AND own_page.browser_hash = \? .*": "the browser that opened it",
}


@pytest.fixture(scope="module")
def walk(with_demo: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with world(tmp_path_factory.mktemp("walk"), with_demo, sign_up="open") as made:
        yield Doors(made)


@pytest.fixture(scope="module")
def said(walk: Doors) -> list[str]:
    return sorted(walked(walk))


def test_every_statement_of_a_walk_through_the_whole_site_says_which_company(said: list[str]) -> None:
    touched = {name for name in TENANTS for one in said if re.search(rf"\b{name}\b", one)}
    assert touched >= TENANTS
    careless = unscoped(said)
    named = {known for known in FOR_ALL for one in careless if re.fullmatch(known, one)}
    assert named == FOR_ALL.keys(), "what is no longer said need not be named"
    left = [one for one in careless if not any(re.fullmatch(known, one) for known in FOR_ALL)]
    assert left == [], "\n".join(left)


def test_every_row_that_is_written_says_whose_it_is(said: list[str]) -> None:
    into = [re.match(r"INSERT INTO (\w+) \(([^)]*)\)", one) for one in said]
    written = {found[1]: found[2].split(", ") for found in into if found and found[1] in TENANTS}
    assert len(written) > 15
    assert {table for table, columns in written.items() if "company_id" not in columns} == set()


def test_every_join_stays_inside_a_company(said: list[str]) -> None:
    """So that a cluster which keeps a company's rows together can join them where they are (issue 8.6)."""
    joins = [(one, table, on) for one in said for table, on in joined(one) if table in TENANTS]
    assert len(joins) > 50
    across = [f"{table} ON {on}\n  in {one}" for one, table, on in joins if not inside(one, table, on)]
    assert across == [], "\n".join(across)


def joined(said: str) -> list[tuple[str, str]]:
    """The tables a statement joins, each with its condition."""
    return re.findall(
        r"JOIN (?:\w+ AS )?(\w+) ON (.*?)(?= (?:LEFT OUTER |INNER )?JOIN| WHERE| GROUP| ORDER|\)|$)", said
    )


def inside(said: str, table: str, on: str) -> bool:
    """Whether the company is named in the join, or both sides are of the one that the statement names."""
    named = re.search(rf"\b{table}\.company_id = |= {table}\.company_id\b", on)
    return bool(named or re.search(rf"\b{table}\.company_id (= \?|IN )", said))
