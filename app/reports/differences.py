"""Where two records of a report differ, in sentences that name the recruiter and the question."""

from collections.abc import Iterator
from typing import Any

from app.vetting.mistakes import shown

WORDS = {  # of the record that a sentence says otherwise
    "findings": "",
    "answers": "",
    "recruiters": "",
    "dimensions": "",
    "index": "the score",
    "standing": "the place",
    "said": "the own account",
    "gap": "the say–do gap",
    "likely": "the likely range",
    "answered_by": "who answered",
    "first": "the chance of first",
}


def differences(told: Any, found: Any, *where: str) -> Iterator[str]:
    """One sentence for each value that is not what follows from the answers. `told`: the file, `found`: computed."""
    if isinstance(told, dict) and isinstance(found, dict) and "shown" not in found:
        for key in sorted({*told, *found}, key=lambda key: (key != "answers", key)):
            yield from differences(told.get(key), found.get(key), *where, WORDS.get(key, key.replace("_", " ")))
    elif isinstance(told, list) and isinstance(found, list) and len(told) == len(found):
        for n, (one, other) in enumerate(zip(told, found, strict=True), start=1):
            yield from differences(one, other, *where, _called(other, n))
    elif told != found:
        place = ", ".join(filter(None, where))
        yield f"{place}: the file says {_value(told, found)}, its answers give {_value(found, told)}."


def _called(value: Any, number: int) -> str:
    """How an entry of a list is called: an answer by its question and who gave it, others by name."""
    if not isinstance(value, dict):
        return f"line {number}"
    if "item" in value:
        return f"{value['item']} ({value['who']})"
    return str(value.get("name") or value.get("dimension") or value.get("who") or f"no. {number}")


def _value(value: Any, other: Any) -> str:
    """As pages print it; exactly, where both print the same."""
    if isinstance(value, dict) and "shown" in value:
        same = isinstance(other, dict) and other.get("shown") == value["shown"]
        return str(value.get("exact") or value) if same else str(value["shown"])
    if isinstance(value, list):
        return f"{len(value)} lines"
    return shown(value)
