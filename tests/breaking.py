"""Ways to break a file: bytes flipped, cut and spliced, and values of JSON swapped for others, from a seed."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any

ODD = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b'"', b"'", b"\\", b"\\ud800", b"{", b"}", b"[" * 300,
    b"<<: ", b"&a *a", b"- ", b": ", b"? ", b"!!python/object:os.system", b"%", b"#", b"---\n", b"|\n",
    b"\t", b",", b";", b"=1+1", b"9" * 5000, b"-0", b"1e999", b"1e-999999999",
    b"NaN", b"Infinity", b"0x10", b"null", b"true", b"\xe2\x80\xae",
    "ﷺ".encode() * 50, b"2026-02-30", b"1/0", b"A" * 3000, b"\xed\xa0\x80", b"__proto__", b"%00",
    b"%PDF-", b"PK\x03\x04",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, 10**400, 0.5, -1e308, float("nan"), float("inf"), "", " ", "a", "\x00",
    "\ud800", "9" * 5000, "1/0", "<b>", "=1+1", [], {}, [[]], {"": {}}, ["a"] * 60, "a" * 20_000,
)  # fmt: skip


def flipped(chance: Random, content: bytes) -> bytes:
    """Some bits in it are others."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 4) if found else 0):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def cut(chance: Random, content: bytes) -> bytes:
    """A piece of it is gone, or there twice."""
    start, end = sorted(chance.randint(0, len(content)) for _ in range(2))
    return content[:start] + content[end:] if chance.random() < 0.7 else content[:end] + content[start:]


def pricked(chance: Random, content: bytes) -> bytes:
    """Something odd stands in it."""
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(ODD) + content[at + chance.choice((0, 0, 1, 8)) :]


def broken(chance: Random, samples: Sequence[bytes]) -> bytes:
    """One of the samples, broken in a few ways, maybe with the end of another."""
    content = chance.choice(samples)
    if chance.random() < 0.15:
        other = chance.choice(samples)
        content = content[: chance.randint(0, len(content))] + other[chance.randint(0, len(other)) :]
    ways: Sequence[Callable[[Random, bytes], bytes]] = (flipped, cut, pricked, pricked)
    for _ in range(chance.randint(1, 3)):
        content = chance.choice(ways)(chance, content)
    return content


def bent(chance: Random, value: Any) -> Any:
    """The value of JSON with a few of its parts swapped, left out, doubled or under another name."""
    whole = {"": deepcopy(value)}
    for _ in range(chance.randint(1, 3)):
        _bend(chance, whole)
    return whole.get("")


def _bend(chance: Random, whole: Any) -> None:
    """Go down to some part, and do something to it."""
    here: Any = whole
    key: Any = ""
    while isinstance(inside := here[key], dict | list) and inside and chance.random() < 0.85:
        here, key = inside, chance.choice(list(inside) if isinstance(inside, dict) else range(len(inside)))
    deed = chance.random()
    if deed < 0.6:
        here[key] = deepcopy(chance.choice(VALUES))
    elif deed < 0.75:
        here[key] = deepcopy(whole.get(""))
    elif deed < 0.9 and here is not whole:
        del here[key]
    elif isinstance(here, list):
        here.append(here[key])
    else:
        here[f"{key}s" if here is not whole else ""] = here[key]
