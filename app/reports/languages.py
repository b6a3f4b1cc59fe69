"""Which way and in which language a text is read, from its letters: for shaping, line breaks and screen readers."""

import unicodedata
from bisect import bisect_right

SCRIPTS = (  # first code point of a run of blocks, and the language it is set in; "" leaves the document's
    (0x0000, ""),
    (0x0590, "he"),
    (0x0600, "ar"),
    (0x0700, ""),
    (0x0750, "ar"),
    (0x0780, ""),
    (0x0900, "hi"),
    (0x0980, ""),
    (0x0E00, "th"),
    (0x0E80, ""),
    (0x1100, "ko"),
    (0x1200, ""),
    (0x3040, "ja"),
    (0x3100, ""),
    (0x3130, "ko"),
    (0x3190, ""),
    (0x3400, "zh"),
    (0xA000, ""),
    (0xAC00, "ko"),
    (0xD7B0, ""),
    (0xF900, "zh"),
    (0xFB00, ""),
    (0xFB1D, "he"),
    (0xFB50, "ar"),
    (0xFE00, ""),
    (0xFE70, "ar"),
    (0xFF00, ""),
    (0x20000, "zh"),
    (0x32000, ""),
)
STARTS = [start for start, _ in SCRIPTS]


def language(text: str) -> str:
    """The language to set a text in, by its first letter; "" for the document's own. Japanese by any kana.

    A script is not a language: Persian is set as Arabic and Marathi as Hindi, which breaks and shapes them rightly.
    """
    if text.isascii():
        return ""
    first = next((c for c in text if unicodedata.category(c)[0] == "L"), "")
    found = _of(first) if first else ""
    return "ja" if found == "zh" and any(_of(c) == "ja" for c in text) else found


def told(text: str) -> dict[str, str]:
    """Somebody's own words for a template: the text and the language to set it in."""
    return {"text": text, "lang": language(text)}


def _of(letter: str) -> str:
    return SCRIPTS[bisect_right(STARTS, ord(letter)) - 1][1]
