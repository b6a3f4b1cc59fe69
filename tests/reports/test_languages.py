"""The language a text is set in."""

import pytest

from app.reports.languages import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Łukasz Żółć", ""),
        ("Ελένη Иван", ""),
        ("12) مؤسسة الريادة", "ar"),
        ("שלום", "he"),
        ("हिन्दी", "hi"),
        ("ภาษาไทย", "th"),
        ("星辰猎头", "zh"),
        ("採用の約束", "ja"),
        ("한국어", "ko"),
        ("🚀 only signs 1+1", ""),
        ("Acme 星辰", ""),
    ],
)
def test_the_first_letter_says_how_a_text_is_set(text: str, expected: str) -> None:
    assert language(text) == expected
