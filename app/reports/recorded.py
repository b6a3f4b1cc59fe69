"""The comparison report as it is recorded: everything it was computed from, and everything it says."""

import json
from typing import Any

from app import __version__
from app.reports.comparison import ComparisonReport, Decision
from app.reports.figures import percent, span
from app.reports.method import BandLine, SourceLine, weight
from app.reports.record import FORMAT, Record
from app.reports.recorded_findings import findings, score
from app.reports.replies import ReplyLine
from app.reports.scorecard import RecruiterPart
from app.reports.verification import sealed
from app.vetting.exact_json import decimal, exact

Plain = dict[str, Any]
MADE_WITH = f"Followthrough {__version__}"


def recorded(report: ComparisonReport) -> Record:
    """The record, sealed with its code."""
    return Record.model_validate(sealed(_content(report), report.date.isoformat(), MADE_WITH))


def comparison_json(report: ComparisonReport) -> bytes:
    """The record as a file to keep: readable, UTF-8, the same bytes for the same report."""
    text = json.dumps(recorded(report).plain(), ensure_ascii=False, indent=1)
    return text.encode(errors="backslashreplace") + b"\n"  # half a character becomes its JSON escape


def packed(record: Record) -> str:
    """The record in one line of ASCII, as workbook and PDF carry it."""
    return json.dumps(record.plain(), separators=(",", ":"))


def _content(report: ComparisonReport) -> Plain:
    method, panel = report.method, report.panel
    return {
        "format": FORMAT,
        "company": report.company,
        "search": report.search,
        "demo": report.demo,
        "headline": report.headline,
        "cautions": [*report.cautions],
        "left_out": report.left_out,
        "decision": report.decision and _decision(report.decision),
        "answered_until": report.answered_until,
        "instrument": {"id": method.instrument, "version": method.version, "hash": method.hash},
        "weights": panel["weights"],
        "constants": panel["constants"],
        "method": _method(report),
        "recruiters": _recruiters(report),
    }


def _decision(decision: Decision) -> Plain:
    return {
        "choice": decision.choice,
        "reasons": decision.reasons,
        "conditions": decision.conditions,
        "by": decision.by,
        "on": decision.on.isoformat(),
    }


def _method(report: ComparisonReport) -> Plain:
    method = report.method
    return {
        "formula": method.formula,
        "validity": method.validity,
        "steps": [*method.steps],
        "weights_name": method.weights_name,
        "weights": [
            {
                "dimension": line.name,
                "weight": exact(line.weight),
                "of_the_whole": {"decimal": decimal(line.share, 6), "shown": percent(line.share)},
            }
            for line in method.weights
        ],
        "bands": [_band(band) for band in method.bands],
        "sources": [_source(source) for source in method.sources],
    }


def _band(band: BandLine) -> Plain:
    ends = {"low": score(band.low), "high": score(band.high), "shown": span(band.low, band.high)}
    return {"label": band.label, **ends, "sentence": band.sentence}


def _source(source: SourceLine) -> Plain:
    pairs = zip(source.counts, source.weights, strict=True)
    return {"name": source.name, "weights": [{"count": n, "weight": exact(w), "shown": weight(w)} for n, w in pairs]}


def _recruiters(report: ComparisonReport) -> list[Plain]:
    """In the order of the report: those with a score first, best first."""
    answered = {one["id"]: one for one in report.panel["recruiters"]}
    return [_recruiter(part, answered[part.id]) for part in report.recruiters]


def _recruiter(part: RecruiterPart, answered: Plain) -> Plain:
    views = [{"who": view.who, "impression": view.impression, "summary": view.summary} for view in part.views]
    return {
        **answered,
        "firm": part.firm,
        "forms": [_form(part, form) for form in answered["forms"]],
        "looked_at": {**part.looked_at},
        "views": views,
        "replies": [_reply(line) for line in part.replies],
        "proofs": [{"name": proof.name, "on": proof.on.isoformat()} for proof in part.proofs],
        "findings": findings(part),
    }


def _reply(line: ReplyLine) -> Plain:
    reply = line.reply
    return {
        "about": reply.about,
        "title": line.title,
        "text": reply.text,
        "on": reply.on.isoformat(),
        "earlier": [{"on": on.isoformat(), "text": text} for on, text in reply.earlier],
    }


def _form(part: RecruiterPart, form: Plain) -> Plain:
    """With how its respondent is named, and its answers in one order whichever database they came from."""
    name = part.names[form["source"], form["respondent"]]
    return {**form, "name": name, "responses": dict(sorted(form["responses"].items()))}
