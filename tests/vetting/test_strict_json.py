"""JSON text as exact values."""

from decimal import Decimal

import pytest

from app.vetting.strict_json import NotJson, Repeated, parse


def test_numbers_are_exact() -> None:
    assert parse("[1, 0.1, 1e2]") == [1, Decimal("0.1"), Decimal("1e2")]
    assert isinstance(parse("1"), int)


def test_a_key_given_twice_is_remembered() -> None:
    found = parse('{"a": 1, "b": 2, "a": 3}')
    assert isinstance(found, Repeated)
    assert (found, found.key) == ({"a": 3, "b": 2}, "a")
    assert not isinstance(parse('{"a": 1, "b": {"a": 2}}'), Repeated)


@pytest.mark.parametrize("text", ["NaN", "1e99999999999999999999"])
def test_what_is_no_number_is_not_a_number(text: str) -> None:
    assert parse(text).is_nan()


@pytest.mark.parametrize("text", ["Infinity", "-Infinity"])
def test_what_has_no_end_is_not_finite(text: str) -> None:
    assert not parse(text).is_finite()


def test_a_number_of_a_million_digits_is_only_a_large_number() -> None:
    assert parse("1" * 1_000_000) > 10**9


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "Line 1, column 2: this is not JSON"),
        ('{"a":\n tru}', "Line 2, column 2: this is not JSON"),
        ("[1] x", "Line 1, column 5: this is not JSON"),
        ("'a'", "Line 1, column 1: this is not JSON"),
        ("[" * 100_000, "The file is nested too deep to be a panel."),
        ('{"a":' * 100_000, "The file is nested too deep to be a panel."),
    ],
)
def test_what_is_not_json_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(NotJson) as wrong:
        parse(text)
    assert str(wrong.value).startswith(sentence)
