"""No save is lost without a word: not by eight at once, not by a thousand late or doubled ones, on both engines."""

import asyncio
import random
import threading
import time
from fractions import Fraction

import pytest
from sqlalchemy import Connection, func, select, update

from app.actions.open_search import open_search
from app.actions.save_answer import ChangedElsewhere, Saved, Stamp, save_answer
from app.actions.save_view import View, save_view
from app.refusals import Conflict
from app.store.database import Database
from app.store.instruments import DEFAULT, instrument
from app.store.members import Member
from app.store.recruiters import vetting_for
from app.store.responses import Filled, own_response
from app.store.saves import Save, history
from app.store.tables import answer_saves, answers, audit, responses
from app.vetting.answers import Answer
from endurance import Found, Tally, times
from people import NOW, OURS, member

ITEM = "EV07"
UNSTAMPED = Stamp()
SAVES = times(short=1_000, whole=10_000)
THREADS, ROUNDS = 8, 60


def opened(db: Connection) -> Member:
    """Alice with a search of one recruiter: search 1, vetting 1."""
    alice = member(db, OURS, "Alice Moreau", "owner")
    open_search(db, alice, "Role", [("Ana", "")], "short", instrument(*DEFAULT), NOW)
    return alice


def own(db: Connection, alice: Member) -> Filled:
    found = own_response(db, alice, vetting_for(db, alice, 1))
    assert found
    return found


def trail(db: Connection) -> list[str]:
    return list(db.execute(select(audit.c.action).order_by(audit.c.number)).scalars())[1:]


def number(n: int, note: str = "") -> Answer:
    return Answer(number=Fraction(n), note=note)


def put(db: Connection, alice: Member, n: int, stamp: Stamp = UNSTAMPED) -> Saved:
    return save_answer(db, alice, 1, ITEM, number(n), NOW, stamp=stamp)


def stored(db: Connection, alice: Member) -> Answer:
    return own(db, alice).answers[ITEM]


def saves(db: Connection, alice: Member) -> list[Save]:
    return history(db, own(db, alice))[ITEM]


def test_what_was_not_seen_is_not_written_over_and_both_are_kept(db: Connection) -> None:
    alice = opened(db)
    put(db, alice, 3, Stamp(0, "one", 1))
    refused = put(db, alice, 9, Stamp(0, "two", 1))
    assert (refused.answer, refused.refused, refused.version) == (number(3), number(9), 1)
    with pytest.raises(ChangedElsewhere) as told:
        refused.accepted()
    assert (told.value.answer, told.value.version, told.value.at, told.value.mine) == (number(3), 1, NOW, number(9))
    assert stored(db, alice) == number(3)
    assert [(save.answer, save.kept, save.version) for save in saves(db, alice)] == [
        (number(3), True, 1),
        (number(9), False, 1),
    ]
    assert trail(db) == ["response:begin"]


def test_who_was_refused_is_refused_again_when_the_answer_got_lost(db: Connection) -> None:
    alice = opened(db)
    put(db, alice, 3, Stamp(0, "one", 1))
    first, again = (put(db, alice, 9, Stamp(0, "two", 1)) for _ in range(2))
    assert first == again
    assert again.refused == number(9)
    assert len(saves(db, alice)) == 2


def test_mine_is_kept_once_the_other_was_seen(db: Connection) -> None:
    alice = opened(db)
    put(db, alice, 3, Stamp(0, "one", 1))
    version = put(db, alice, 9, Stamp(0, "two", 1)).version
    assert put(db, alice, 9, Stamp(version, "two", 2)).accepted().version == 2
    assert stored(db, alice) == number(9)


def test_the_same_content_is_no_conflict_and_no_event(db: Connection) -> None:
    alice = opened(db)
    put(db, alice, 3, Stamp(0, "one", 1))
    assert put(db, alice, 3, Stamp(0, "two", 1)).accepted().version == 1
    assert trail(db) == ["response:begin"]


def test_a_device_s_own_save_whose_answer_got_lost_is_no_conflict(db: Connection) -> None:
    alice = opened(db)
    for n in (1, 2, 3):
        assert put(db, alice, n, Stamp(0, "one", n)).accepted().version == n
    assert stored(db, alice) == number(3)
    assert trail(db) == ["response:begin", "answer:save", "answer:save"]


def test_a_device_that_said_the_same_may_go_on(db: Connection) -> None:
    alice = opened(db)
    put(db, alice, 3, Stamp(0, "one", 1))
    put(db, alice, 3, Stamp(0, "two", 1))
    assert put(db, alice, 4, Stamp(0, "two", 2)).accepted().version == 2


def test_without_a_version_the_last_write_wins_and_the_history_keeps_the_first(db: Connection) -> None:
    alice = opened(db)
    put(db, alice, 3)
    put(db, alice, 9)
    assert stored(db, alice) == number(9)
    assert [save.answer for save in saves(db, alice)] == [number(3), number(9)]


def test_a_page_without_a_script_may_send_again_what_it_sent(db: Connection) -> None:
    alice = opened(db)
    page = Stamp(0, "page")
    assert put(db, alice, 3, page).accepted().version == 1
    assert put(db, alice, 4, page).accepted().version == 2
    other = put(db, alice, 5, Stamp(0, "another page"))
    assert other.refused == number(5)


def test_nothing_is_begun_or_kept_once_the_form_is_submitted(db: Connection) -> None:
    alice = opened(db)
    put(db, alice, 3, Stamp(0, "one", 1))
    db.execute(update(responses).values(state="submitted"))
    with pytest.raises(Conflict):
        put(db, alice, 4, Stamp(1, "one", 2))
    assert len(saves(db, alice)) == 1


class Tab:
    """One tab that saves one answer again and again, over a network that delays, repeats and reorders."""

    def __init__(self, name: str, item: str, chance: random.Random) -> None:
        self.item, self.name, self.typed = item, name, 0
        self.under_way: list[int] = []
        self.chance = chance

    def types(self) -> None:
        self.typed += 1
        self.under_way += [self.typed] * self.chance.choice((1, 1, 1, 2))

    def arrives(self, db: Connection, alice: Member) -> int:
        """One of those under way reaches the server; returns the save that counts after it."""
        sequence = self.under_way.pop(self.chance.randrange(len(self.under_way)))
        stamp = Stamp(0, self.name, sequence)
        saved = save_answer(db, alice, 1, self.item, Answer(note=f"{sequence}"), NOW, stamp=stamp)
        return int(saved.accepted().answer.note)


@pytest.mark.soak
def test_saves_that_arrive_late_or_twice_never_bring_an_earlier_answer_back(db: Connection, tally: Tally) -> None:
    alice, chance = opened(db), random.Random(38)
    tabs = [Tab(f"tab {n}", item, chance) for n, item in enumerate(instrument(*DEFAULT).short_form.items)]
    newest, arrived, back = dict.fromkeys(tabs, 0), 0, 0
    while arrived < SAVES or any(tab.under_way for tab in tabs):
        tab = chance.choice(tabs)
        if arrived < SAVES and (not tab.under_way or chance.random() < 0.5):
            tab.types()
        elif tab.under_way:
            now, arrived = tab.arrives(db, alice), arrived + 1
            back += now < newest[tab]
            newest[tab] = now
    given = own(db, alice).answers
    lost = sum(given[tab.item].note != str(tab.typed) for tab in tabs)
    tally.note(Found(f"T38 late and doubled saves, {db.dialect.name}", arrived, lost, errors=back))
    assert arrived >= SAVES


def test_a_view_that_arrives_late_does_not_bring_an_earlier_one_back(db: Connection) -> None:
    alice = opened(db)
    for sequence in (1, 3, 2, 3, 5, 4):
        save_view(db, alice, 1, View("yes", f"Reason {sequence}."), NOW, stamp=Stamp(device="one", sequence=sequence))
    assert own(db, alice).summary == "Reason 5."
    assert trail(db) == ["response:begin", "view:save", "view:save"]


def test_a_view_that_was_not_seen_is_not_written_over_and_both_are_kept(db: Connection) -> None:
    alice = opened(db)
    first = save_view(db, alice, 1, View("yes", "First."), NOW, stamp=Stamp(0, "one", 1))
    refused, again = (save_view(db, alice, 1, View("no", "Second."), NOW, stamp=Stamp(0, "two", 1)) for _ in range(2))
    assert (first.version, refused.version, refused.refused) == (1, 1, View("no", "Second."))
    assert again == refused
    assert own(db, alice).summary == "First."
    mine = save_view(db, alice, 1, View("no", "Second."), NOW, stamp=Stamp(1, "two", 2))
    assert (mine.version, own(db, alice).summary) == (2, "Second.")
    assert trail(db) == ["response:begin", "view:save"]


def test_a_repeated_save_is_not_told_of_a_version_nobody_there_has_seen(db: Connection) -> None:
    alice = opened(db)
    put(db, alice, 3, Stamp(0, "one", 1))
    put(db, alice, 9, Stamp(1, "two", 1))
    repeated = put(db, alice, 3, Stamp(0, "one", 1))
    assert (repeated.version, repeated.answer, repeated.sequence) == (1, number(9), 1)
    assert put(db, alice, 4, Stamp(repeated.version, "one", 2)).refused == number(4)


def test_eight_who_read_change_and_write_lose_nothing_without_being_told(database: Database) -> None:
    """Each adds one to what it saw; whoever is refused looks again. The sum says whether any was lost (safety 37)."""
    alice = asyncio.run(database.write(opened))
    asyncio.run(database.write(put, alice, 0))
    refused: list[int] = []

    def adds_one(device: str) -> None:
        chance = random.Random(device)
        for round in range(ROUNDS):
            read = asyncio.run(database.read(own, alice))
            answer, version, tries = read.answers[ITEM], read.versions[ITEM], 0
            while True:
                tries += 1
                mine = number(int(answer.number or 0) + 1, f"{device}, round {round}, try {tries}")
                stamp = Stamp(version, device, 1_000 * round + tries)
                try:
                    asyncio.run(database.write(save_answer, alice, 1, ITEM, mine, NOW, stamp=stamp)).accepted()
                    break
                except ChangedElsewhere as told:
                    answer, version = told.answer, told.version
                    refused.append(round)
                    time.sleep(chance.random() / 20)

    threads = [threading.Thread(target=adds_one, args=(f"tab {n}",)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count = select(func.count()).select_from(answer_saves)
    assert asyncio.run(database.read(stored, alice)).number == THREADS * ROUNDS
    assert asyncio.run(database.read(lambda db: db.execute(select(answers.c.version)).scalar_one())) == 481
    assert asyncio.run(database.read(lambda db: db.execute(count).scalar_one())) == 481 + len(refused)
