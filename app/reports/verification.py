"""The verification code of a report: the same for the same content, another one once anything in it differs."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from app.vetting.receipt import short

SEAL = "verification"  # the one part of a record that is not hashed: the code itself, and the day it was made


def canonical(record: Mapping[str, Any]) -> bytes:
    """The text that is hashed: the record without its seal, keys sorted, no spaces, only ASCII."""
    content = {key: value for key, value in record.items() if key != SEAL}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(canonical(record)).hexdigest()


def sealed(record: Mapping[str, Any], made_on: str, made_with: str) -> dict[str, Any]:
    """The record with its code. The day is beside what is hashed: the same content has the same code tomorrow."""
    hash = digest(record)
    seal = {"code": short(hash), "hash": hash, "made_on": made_on, "made_with": made_with}
    return {**{key: value for key, value in record.items() if key != SEAL}, SEAL: seal}
