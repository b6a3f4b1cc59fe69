"""Text at the door of a document: what cannot be printed is taken out or made visible before anything is laid out."""

import re
import unicodedata
from typing import Any

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls; tab and line feed stay
    "\ud800-\udfff"  # surrogates
    "\u202a-\u202e\u2066-\u2069"  # bidi embeddings, overrides and isolates: they make a text read as another one
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"  # marks inside a text that print nothing
)
LONG_WORD = re.compile("[!-~¡-˿Ͱ-҂Ҋ-ԯ]{28,}")  # Latin, Greek, Cyrillic: other scripts break between letters anyway
HASH = re.compile("[0-9a-f]{64}")  # stays whole, to be copied
EMOJI = range(0x1F000, 0x1FB00)  # newer than the interpreter's tables, but the font may know them
BREAK = "\u200b"


def clean(text: str) -> str:
    """Composed (NFC), with \\n as line break, nothing invisible, and � for what is no character.

    A word longer than a column may break every 10 characters.
    """
    return LONG_WORD.sub(lambda word: _breakable(word[0]), readable(text))


def readable(text: str) -> str:
    """The same without places to break a word: for files in which texts are read, searched and copied."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return "".join("\ufffd" if _no_character(c) else c for c in text)


def clean_all(value: Any) -> Any:
    """The same for every string in a tree of lists and dictionaries."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: clean_all(inner) for key, inner in value.items()}
    return [clean_all(inner) for inner in value] if isinstance(value, list | tuple) else value


def visible(text: str) -> bool:
    """Whether anything of a cleaned text can be seen."""
    return any(c.isprintable() and not c.isspace() for c in text)


def _breakable(word: str) -> str:
    return word if HASH.fullmatch(word) else BREAK.join(re.findall(".{1,10}", word))


def _no_character(c: str) -> bool:
    return unicodedata.category(c) in ("Cn", "Co") and ord(c) not in EMOJI
