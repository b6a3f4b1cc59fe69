"""What is worked out is kept beside what it rests on, and in so much room."""

from app.store.kept import Kept


def test_a_value_is_made_once_while_what_it_rests_on_is_equal() -> None:
    kept: Kept[int] = Kept(2)
    made = iter(range(9))
    assert [kept.of("a", rests_on, lambda: next(made)) for rests_on in ([1], [1], [2], [2], [1])] == [0, 0, 1, 1, 2]
    assert kept.at("a", [1]) == 2
    assert kept.at("a", [2]) is None
    assert kept.at("b", [1]) is None


def test_what_was_looked_at_longest_ago_goes_first() -> None:
    kept: Kept[str] = Kept(2)
    for place in "ab":
        kept.keep(place, 0, place)
    assert kept.at("a", 0) == "a"
    kept.keep("c", 0, "c")
    assert [kept.at(place, 0) for place in "abc"] == ["a", None, "c"]


def test_it_never_holds_more_than_there_is_room_for() -> None:
    kept: Kept[str] = Kept(10, len)
    for place, value in enumerate(("aaaa", "bbbb", "cccc", "d" * 11, "eee", "ffffff", "g")):
        kept.keep(place % 4, 0, value)
        assert kept.held == sum(len(found) for place in range(4) if (found := kept.at(place, 0))) <= 10
    kept.clear()
    assert kept.held == 0
    assert kept.at(0, 0) is None
