"""A panel as plain values for JSON: what `read_panel` reads again as the same panel."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.vetting.answers import Answer, Response
from app.vetting.comparison import Entrant
from app.vetting.exact_json import exacts
from app.vetting.instrument import Instrument
from app.vetting.log import Log, LogCandidate
from app.vetting.workspace import Workspace

Plain = dict[str, Any]


def write_panel(
    instrument: Instrument,
    recruiters: Mapping[str, Entrant],
    weights: Mapping[str, Fraction],
    constants: Workspace | None = None,
) -> Plain:
    """`constants` are those the ranges rest on, where they are not the published ones."""
    return {
        "instrument": {"id": instrument.id, "version": instrument.version},
        "weights": exacts(weights),
        **({"constants": {"mean": constants.mean, "sigma2": constants.sigma2}} if constants else {}),
        "recruiters": [_recruiter(id, entrant) for id, entrant in recruiters.items()],
    }


def _recruiter(id: str, entrant: Entrant) -> Plain:
    shared = {"log": _log(entrant.log)} if entrant.log else {}
    return {"id": id, "name": entrant.name, "forms": [_form(response) for response in entrant.responses], **shared}


def _form(response: Response) -> Plain:
    return {
        "source": response.source,
        "respondent": response.respondent,
        "length": response.length,
        **({} if response.seconds is None else {"seconds": response.seconds}),
        **({"from_notes": True} if response.from_notes else {}),
        "responses": {item: _answer(answer) for item, answer in response.answers.items()},
    }


def _answer(answer: Answer) -> Plain:
    """What was said, and nothing of what was not."""
    said: Plain = {
        "status": None if answer.status == "answered" else answer.status,
        "points": answer.points,
        "number": None if answer.number is None else _number(answer.number),
        "no_number": answer.no_number or None,
        "ticks": None if answer.ticks is None else sorted(answer.ticks),
        "support": answer.support,
        "reason": answer.reason or None,
        "note": answer.note or None,
        "flagged": answer.flagged or None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _number(number: Fraction) -> int | float:
    """Counts are whole and days may be halved, so a float holds either."""
    return int(number) if number.denominator == 1 else float(number)


def _log(log: Log) -> Plain:
    return {"today": log.today, "cands": [_candidate(candidate) for candidate in log.candidates]}


def _candidate(candidate: LogCandidate) -> Plain:
    return {
        "start": candidate.start,
        "contacts": [*candidate.contacts],
        "interviews": [*candidate.interviews],
        "ended": candidate.ended,
        "told": candidate.told,
        "withdrew": candidate.withdrew,
        "promises": [[due, kept] for due, kept in candidate.promises],
        "outcome": candidate.outcome,
    }
