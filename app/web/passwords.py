"""Passwords: argon2id with the parameters of safety.md, at most four at once; and which ones are too easily guessed."""

import asyncio
import re
import secrets
import unicodedata
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

MEMORY, TURNS = 19_456, 2  # KiB for a hash, and how often it goes through them
HASHER = PasswordHash((Argon2Hasher(memory_cost=MEMORY, time_cost=TURNS, parallelism=1),))
WORKERS = ThreadPoolExecutor(4, thread_name_prefix="followthrough-passwords")
SALT, DIGEST = (b64encode(secrets.token_bytes(many)).decode().rstrip("=") for many in (16, 32))
NOBODY = f"$argon2id$v=19$m={MEMORY},t={TURNS},p=1${SALT}${DIGEST}"  # an unknown address takes as long as a known one

SHORTEST, LONGEST = 8, 1024  # characters
TOO_SHORT = "Choose a password of 8 characters or more. A sentence is best."
TOO_LONG = "That is longer than 1,024 characters. Choose a shorter one."
COMMON = "That is one of the first passwords anybody would try. Choose another: a sentence is best."
NAMED = (
    "Your name, your email or your company is the first thing anybody would try. Choose another: a sentence is best."
)

LETTERS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y7u8i9o0p")
DIFFERENT = 4  # characters that a password has at least


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(WORKERS, HASHER.hash, password)


async def is_right(password: str, kept: str | None) -> bool:
    """Whether the password belongs to the hash; as slow when there is none."""
    known = kept is not None and kept.startswith("$")  # what is no hash belongs to somebody without a password
    loop = asyncio.get_running_loop()
    right = await loop.run_in_executor(WORKERS, HASHER.verify, password, kept if known and kept else NOBODY)
    return right and known


def weakness(password: str, *names: str) -> str:
    """Why a new password cannot be taken, as a sentence, or "". `names` are the person's, their email, the company's.

    No rule about kinds of characters (ASVS 6.2.5): only what is short, common or a name, also with digits and signs
    around it or for some of its letters.
    """
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", unicodedata.normalize("NFKC", password))
    bases = {_letters(core), _letters(core.translate(LETTERS))}
    if bases & {_letters(part) for name in names for part in _parts(name)} - {""}:
        return NAMED
    return COMMON if bases & common() or _is_run(password.casefold()) else ""


@cache
def common() -> frozenset[str]:
    """The letters of what people choose most, in lower case."""
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())


def _letters(text: str) -> str:
    """What is left of a text without digits, spaces and signs."""
    return re.sub(r"[\W\d_]", "", text.casefold())


def _parts(name: str) -> list[str]:
    """A name and its words: alice@halden.example → itself, alice, halden, example."""
    return [name, name.partition("@")[0], *(word for word in re.split(r"[\W_]+", name) if len(word) > 3)]


def _is_run(text: str) -> bool:
    """Whether a text is hardly more than one key, or keys in a row, forwards, backwards or twice."""
    half = text[: len(text) // 2]
    rows = [row * 2 for line in ROWS for row in (line, line[::-1])]
    return len(set(text)) < DIFFERENT or any(text in row or (half * 2 == text and half in row) for row in rows)
