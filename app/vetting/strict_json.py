"""JSON text as plain values, numbers exact; what JSON does not allow is a sentence, never a surprise."""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

SHORT = 30  # digits of a whole number that is read as one; a longer one only has to be refused


class Repeated(dict[str, Any]):
    """An object in which `key` was given more than once."""

    key: str


class NotJson(ValueError):
    """The text is not JSON; the message is a sentence."""


def parse(text: str) -> Any:
    """int, Decimal (NaN and Infinity too, for the reader to refuse), str, bool, None, list, dict or Repeated."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=Decimal,
        )
    except RecursionError:
        raise NotJson("The file is nested too deep to be a panel.") from None
    except json.JSONDecodeError as error:
        raise NotJson(f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}).") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = Repeated(found)
    repeated.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return repeated


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= SHORT else _decimal(digits)


def _decimal(digits: str) -> Decimal:
    """Exact; what no computer could hold is as good as no number."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal("NaN")
