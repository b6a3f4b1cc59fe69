"""A trail that was touched is found, and its first bad row named: in memory by the thousand, and on both engines."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from app.store.audit import CHAINED, chain, record
from app.store.audit_check import Anchor, Bad, Head, anchor_in, check, first_bad, head_of, lines
from app.store.members import Member
from app.store.tables import audit, audit_heads, audit_origins, companies
from databases import KEYS
from people import NOW, OURS, THEIRS, member

Row = dict[str, Any]
EVENTS = 40
EDITS: dict[str, Callable[[Any], Any]] = {
    "company_id": lambda was: was + 1,
    "at": lambda was: was - 1,
    "member_id": lambda was: None if was else 7,
    "invitation_id": lambda was: None if was else 7,
    "action": lambda was: was + "s",
    "subject": lambda was: was.replace("1", "2") if "1" in was else was + "1",
    "detail": lambda was: was + ".",
    "origin": lambda was: "" if was else "0" * 64,
    "hash": lambda was: "0" * 64 if was else "1" * 64,
}


def trail(events: int = EVENTS) -> list[Row]:
    """A good trail in memory."""
    rows: list[Row] = []
    for number in range(1, events + 1):
        by_link = number % 3 == 0
        row: Row = {"member_id": None if by_link else 2, "invitation_id": number if by_link else None}
        row |= {"company_id": 1, "number": number, "at": NOW + number}
        row |= {"action": "answer:save", "subject": f"response {number % 5}", "detail": "", "origin": "ab" * 32}
        rows.append(row | {"hash": chain(KEYS, rows[-1]["hash"] if rows else "", row)})
    return rows


def renumbered(rows: list[Row]) -> list[Row]:
    return [row | {"number": number} for number, row in enumerate(rows, start=1)]


def edited(rows: list[Row], dice: random.Random) -> tuple[list[Row], int]:
    at, name = dice.randrange(len(rows)), dice.choice([*EDITS])
    return [*rows[:at], rows[at] | {name: EDITS[name](rows[at][name])}, *rows[at + 1 :]], at + 1


def deleted(rows: list[Row], dice: random.Random) -> tuple[list[Row], int]:
    at, many = dice.randrange(len(rows)), dice.randint(1, 3)
    left = rows[:at] + rows[at + many :]
    return (renumbered(left) if dice.random() < 0.5 else left), at + 1


def inserted(rows: list[Row], dice: random.Random) -> tuple[list[Row], int]:
    at, copied = dice.randrange(len(rows) + 1), dice.choice(rows)
    return renumbered([*rows[:at], copied | {"at": 1, "action": "response:submit"}, *rows[at:]]), at + 1


def swapped(rows: list[Row], dice: random.Random) -> tuple[list[Row], int]:
    one, other = sorted(dice.sample(range(len(rows)), 2))
    moved = [*rows]
    moved[one], moved[other] = rows[other], rows[one]
    return (renumbered(moved) if dice.random() < 0.5 else moved), one + 1


def truncated(rows: list[Row], dice: random.Random) -> tuple[list[Row], int]:
    left = dice.randrange(len(rows))
    return rows[:left], left + 1


TAMPERING = (edited, deleted, inserted, swapped, truncated)


def test_ten_thousand_ways_to_touch_a_trail_are_found_at_their_first_row() -> None:
    rows, dice = trail(), random.Random(51)
    head = Head(EVENTS, rows[-1]["hash"])
    assert check(KEYS, rows, head) is None
    for turn in range(10_000):
        touched, first = TAMPERING[turn % 5](rows, dice)
        found = check(KEYS, touched, head)
        assert found, f"turn {turn} was not seen"
        assert found.number == first, (turn, found)


def test_a_shorter_trail_with_an_end_that_fits_is_found_by_what_was_noted_down() -> None:
    rows, dice = trail(), random.Random(52)
    anchor = Anchor(EVENTS, rows[-1]["hash"][:16])
    for _ in range(200):
        left, first = truncated(rows, dice)
        fits = Head(first - 1, left[-1]["hash"] if left else "")
        assert check(KEYS, left, fits) is None
        assert check(KEYS, left, fits, anchor) == Bad(first, "cut off")


def test_a_trail_written_anew_with_the_secret_is_found_by_what_was_noted_down() -> None:
    anchor = Anchor(30, trail()[29]["hash"])
    rows: list[Row] = []
    for row in trail():
        rows.append(row | {"at": NOW} | {"hash": chain(KEYS, rows[-1]["hash"] if rows else "", row | {"at": NOW})})
    assert check(KEYS, rows, Head(EVENTS, rows[-1]["hash"])) is None
    assert check(KEYS, rows, Head(EVENTS, rows[-1]["hash"]), anchor) == Bad(30, "not the anchor")


@pytest.mark.parametrize(
    ("touch", "why"),
    [
        (lambda rows: rows[:4] + rows[5:], "missing"),
        (lambda rows: renumbered(rows[:4] + rows[5:]), "changed"),
        (lambda rows: renumbered(rows[:4] + rows[:1] + rows[4:]), "inserted"),
        (lambda rows: renumbered([*rows[:4], rows[5], rows[4], *rows[6:]]), "out of order"),
        (lambda rows: [*rows[:4], rows[5], rows[4], *rows[6:]], "out of order"),
        (lambda rows: [*rows[:4], rows[4] | {"detail": "x"}, *rows[5:]], "changed"),
    ],
)
def test_why_a_row_is_bad_is_said(touch: Callable[[list[Row]], list[Row]], why: str) -> None:
    rows = trail(10)
    found = check(KEYS, touch(rows), Head(10, rows[-1]["hash"]))
    assert found
    assert (found.number, found.why) == (5, why)
    assert "5" in found.sentence


@pytest.mark.parametrize("text", ["", "5", "5:xyz", "5:abc", "-1:0123456789abcdef", "5:0123456789abcdeg"])
def test_what_is_no_anchor_is_none(text: str) -> None:
    assert anchor_in(text) is None


def test_an_anchor_is_read_as_it_is_shown() -> None:
    assert anchor_in(f" {str(Anchor(5, 'AB' * 8)).upper()}\n") == Anchor(5, "ab" * 8)


# ---- the same through a database ----


@pytest.fixture
def alice(db: Connection) -> Member:
    """With a trail of thirty events."""
    alice = member(db, OURS, "Alice Moreau", "owner")
    for number in range(30):
        record(db, alice, "search:open", f"search {number}", NOW + number, "3 recruiters")
    return alice


@pytest.fixture
def unguarded(db: Connection) -> None:
    """Somebody with the rights of the database's owner has put the triggers out of the way."""
    if db.dialect.name == "sqlite":
        db.execute(text("DROP TRIGGER audit_unchanged"))
        db.execute(text("DROP TRIGGER audit_undeleted"))
        db.execute(text("DROP TRIGGER audit_unreplaced"))
    else:
        db.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_closed"))
    db.execute(text("DROP INDEX ix_audit_company_id_number"))


def test_a_trail_as_it_was_written_is_whole(db: Connection, alice: Member) -> None:
    other = member(db, THEIRS, "Mallory Quist", "owner")
    record(db, other, "search:open", "search 1", NOW)
    for who in (alice, other):
        end = head_of(db, who.company_id)
        assert first_bad(db, who.company_id) is None
        assert first_bad(db, who.company_id, Anchor(end.number, end.hash)) is None


def test_a_company_without_events_has_a_whole_trail(db: Connection) -> None:
    assert first_bad(db, member(db, OURS, "Alice Moreau", "owner").company_id) is None


@pytest.mark.usefixtures("unguarded")
def test_a_thousand_ways_to_touch_the_table_are_found_at_their_first_row(db: Connection, alice: Member) -> None:
    rows, dice = [dict(line) for line in lines(db, alice.company_id)], random.Random(53)
    for turn in range(1_000):
        touched, first = TAMPERING[turn % 5](rows, dice)
        before = db.begin_nested()
        rewrite(db, rows, touched)
        found = first_bad(db, alice.company_id)
        assert found, f"turn {turn} was not seen"
        if in_order(touched):  # a table has no order but its numbers
            assert found.number == first, (turn, found)
        before.rollback()
    assert first_bad(db, alice.company_id) is None


def in_order(rows: list[Row]) -> bool:
    return [row["number"] for row in rows] == sorted(row["number"] for row in rows)


def rewrite(db: Connection, rows: list[Row], touched: list[Row]) -> None:
    """Bring the table from one state to the other; rows that only stand elsewhere are given the other's number."""
    wanted = touched if in_order(touched) else renumbered(touched)
    others = companies.insert().values(id=rows[0]["company_id"] + 1, name="other", created_at=NOW)
    if any(row["company_id"] != rows[0]["company_id"] for row in wanted):
        db.execute(others)
    gone = [row["number"] for row in rows if row not in wanted]
    db.execute(delete(audit).where(audit.c.company_id == rows[0]["company_id"], audit.c.number.in_(gone)))
    if new := [row for row in wanted if row not in rows]:
        db.execute(insert(audit), new)


@pytest.mark.usefixtures("unguarded")
def test_a_trail_cut_short_with_its_end_put_right_is_found_by_the_anchor(db: Connection, alice: Member) -> None:
    end = head_of(db, alice.company_id)
    mine = audit.c.company_id == alice.company_id
    last = db.execute(select(audit.c.hash).where(mine, audit.c.number == 20)).scalar_one()
    db.execute(delete(audit).where(mine, audit.c.number > 20))
    assert first_bad(db, alice.company_id) == Bad(21, "cut off")
    mine = audit_heads.c.company_id == alice.company_id
    db.execute(update(audit_heads).where(mine).values(number=20, hash=last))
    assert first_bad(db, alice.company_id) is None
    assert first_bad(db, alice.company_id, Anchor(end.number, end.hash)) == Bad(21, "cut off")


def test_events_from_before_the_chain_are_counted_and_its_beginning_cannot_be_moved(
    db: Connection, alice: Member
) -> None:
    old = member(db, THEIRS, "Mallory Quist", "owner")
    row = {"company_id": old.company_id, "member_id": old.id, "at": NOW, "action": "search:open", "subject": "search 1"}
    db.execute(insert(audit), [row | {"number": number} for number in (1, 2, 3)])
    db.execute(insert(audit_heads).values(company_id=old.company_id, number=3, since=3, hash=""))
    record(db, old, "search:open", "search 2", NOW)
    assert first_bad(db, old.company_id) is None
    db.execute(update(audit_heads).where(audit_heads.c.company_id == alice.company_id).values(since=3))
    assert first_bad(db, alice.company_id) == Bad(1, "changed")


# ---- only ever added to (safety 53) ----


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET detail = 'x' WHERE number = 5",
        "UPDATE audit SET hash = hash",
        "DELETE FROM audit WHERE number = 30",
        "DELETE FROM audit",
    ],
)
def test_a_row_is_neither_changed_nor_taken_away(db: Connection, alice: Member, statement: str) -> None:
    before = db.begin_nested()
    with pytest.raises(DatabaseError, match="only ever added to"):
        db.execute(text(statement))
    before.rollback()
    assert first_bad(db, alice.company_id) is None


REPLACING = "INSERT OR REPLACE INTO audit ({}) SELECT {} FROM audit WHERE number = 5"


def columns(**others: str) -> str:
    """A row's own columns but for these."""
    return ", ".join(others.get(column.name, column.name) for column in audit.c)


@pytest.mark.parametrize("others", [{"detail": "'x'"}, {"detail": "'x'", "id": "id + 1000"}])
def test_a_row_is_not_replaced_and_the_table_is_not_emptied(
    db: Connection, alice: Member, others: dict[str, str]
) -> None:
    statement = REPLACING.format(columns(), columns(**others)) if db.dialect.name == "sqlite" else "TRUNCATE audit"
    before = db.begin_nested()
    with pytest.raises(DatabaseError, match="only ever added to"):
        db.execute(text(statement))
    before.rollback()
    assert first_bad(db, alice.company_id) is None


def test_erasing_a_company_takes_its_trail_and_no_other(db: Connection, alice: Member) -> None:
    other = member(db, THEIRS, "Mallory Quist", "owner")
    record(db, other, "search:open", "search 1", NOW)
    db.execute(delete(companies).where(companies.c.id == alice.company_id))
    for table in (audit, audit_heads, audit_origins):
        assert db.execute(select(table).where(table.c.company_id == alice.company_id)).all() == []
    assert first_bad(db, other.company_id) is None
    assert db.execute(select(*audit.c[*CHAINED])).all()
