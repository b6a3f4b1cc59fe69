"""The fingerprint of what somebody submitted: the same for the same form, another one once anything in it differs."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from app.vetting.answers import Answer
from app.vetting.exact_json import exact
from app.vetting.instrument import FormKind

FORMAT = 1  # of the text that is hashed; a later one may never give an earlier receipt another hash
DIGITS = 12  # of the hash, as people read it to each other


def receipt_hash(
    instrument_id: str,
    version: str,
    source: FormKind,
    vetting_id: int,
    submitted_at: int,
    answers: Mapping[str, Answer],
    impression: str,
    summary: str,
    consent: bool,
) -> str:
    """SHA-256 in hex over canonical JSON: keys sorted, numbers exact as "num/den", texts as they were typed.

    `submitted_at`: seconds UTC. The order of `answers` does not count; an answer that is absent is not one that says
    "not asked".
    """
    said = {
        "receipt": FORMAT,
        "instrument": [instrument_id, version],
        "source": source,
        "vetting": vetting_id,
        "submitted_at": submitted_at,
        "answers": {item: _content(answer) for item, answer in answers.items()},
        "impression": impression,
        "summary": summary,
        "consent": consent,
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def short(hash: str) -> str:
    """The first 12 hex digits, in groups to be read aloud: 7F3A-91C2-D04E."""
    digits = hash[:DIGITS].upper()
    return "-".join(digits[at : at + 4] for at in range(0, DIGITS, 4))


def _content(answer: Answer) -> dict[str, Any]:
    """Every field of an answer; a new one must be added here, which a test asks for."""
    return {
        "status": answer.status,
        "points": answer.points,
        "number": exact(answer.number),
        "no_number": answer.no_number,
        "ticks": None if answer.ticks is None else sorted(answer.ticks),
        "support": answer.support,
        "reason": answer.reason,
        "note": answer.note,
        "flagged": answer.flagged,
    }
