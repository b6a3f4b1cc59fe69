"""Text at the door of a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.clean import clean, clean_all


@pytest.mark.parametrize(
    ("given_", "printed"),
    [
        ("a\x00b\x1b[31m\x7f", "ab[31m"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("tab\tstays", "tab\tstays"),
        ("unassigned \u0378, private \ue000", "unassigned \ufffd, private \ufffd"),
        ("e\u0301", "é"),
        ("\ufeffmark", "mark"),
        ("مؤسسة\u200cها 👩\u200d💻 \U0001fae8", "مؤسسة\u200cها 👩\u200d💻 \U0001fae8"),
    ],
)
def test_what_cannot_be_printed_is_taken_out_or_shown_as_unreadable(given_: str, printed: str) -> None:
    assert clean(given_) == printed


def test_a_word_longer_than_a_column_may_break_and_loses_nothing() -> None:
    word = clean("x" * 300)
    assert word.replace("\u200b", "") == "x" * 300
    assert max(map(len, word.split("\u200b"))) == 10


def test_a_fingerprint_stays_whole_so_that_it_can_be_copied() -> None:
    assert clean("0123456789abcdef" * 4) == "0123456789abcdef" * 4


def test_a_script_that_breaks_between_letters_is_left_alone() -> None:
    assert clean("候选人" * 40) == "候选人" * 40


def test_every_string_of_a_tree_is_cleaned_and_nothing_else_changes() -> None:
    assert clean_all({"a": ["x\x00", 1, None, True, {"b": ("y\x00",)}]}) == {"a": ["x", 1, None, True, {"b": ["y"]}]}


@given(st.text(alphabet=st.characters(codec=None)))
def test_cleaning_twice_is_cleaning_once_and_the_result_can_be_encoded(text: str) -> None:
    once = clean(text)
    once.encode()
    assert clean(once) == once
