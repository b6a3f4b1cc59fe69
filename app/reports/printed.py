"""The comparison report as it is printed: numbers in words, charts as display lists, ready for Typst as JSON."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from app.reports.charts import axis, axis_head, display_list, strip, tone
from app.reports.comparison import ComparisonReport, Decision, leads
from app.reports.documents import PAPERS, TITLES, Paper
from app.reports.figures import clipped, counted, day, percent, span, spelled
from app.reports.languages import told
from app.reports.method import Method, weight
from app.reports.printed_part import Printed, answered, doubts, named, part, picture
from app.reports.room import COLUMNS, padding
from app.reports.scorecard import DimensionLine, Likely, RecruiterPart, Standing
from app.reports.strap import strap
from app.vetting.instrument import Source
from app.vetting.log import LogMetrics
from app.vetting.proportions import Count
from app.vetting.sentences import signed

REFERENCES: tuple[Source, ...] = ("candidate", "client")
DEMO = "Demo: people and numbers are made up"
ROOM_FOR_REASONS = 200  # characters of a decision that leave page 1 its place; the rest stands in full further on


def printed(report: ComparisonReport, paper: Paper = "a4") -> Printed:
    """The whole report for the template, plain strings, numbers and lists only."""
    beyond = "each recruiter, every answer, method and weights"
    parts = [part(p) for p in report.recruiters if answered(p)]
    return page_one(report, paper) | {"beyond": beyond, "parts": parts, "method": explained(report.method)}


def page_one(report: ComparisonReport, paper: Paper, title: str = TITLES["comparison"], *more: str) -> Printed:
    """What stands on page 1; `more`: further sentences for its foot."""
    scored = [p for p in report.recruiters if p.index is not None]
    foot = [*_foot(report), *more]
    return sheet(report, paper, title, report.headline) | {
        "pad": padding(report, foot, paper),
        "caution": " ".join(report.cautions),
        "decision": _decision(report.decision),
        **league(report),
        "groups": [_group(report, group) for group in groups(scored)],
        "sentences": [named(p) | {"text": p.sentence} for p in scored],
        "foot": foot,
        "beyond": "",
    }


def sheet(report: ComparisonReport, paper: Paper, title: str, headline: str) -> Printed:
    """What every page says of itself."""
    return {
        "paper": PAPERS[paper],
        "title": title,
        "company": report.company,
        "search": report.search,
        "strap": strap(report.company, report.search, day(report.date)),
        "demo": DEMO if report.demo else "",
        "headline": headline,
    }


def league(report: ComparisonReport) -> Printed:
    """Everyone on one scale, best first, then those without a score and why."""
    scored = [_league_row(p, p.likely, p.standing) for p in report.recruiters if p.likely and p.standing]
    unscored = [named(p) | {"why": p.sentence} for p in report.recruiters if p.index is None]
    return {"head": display_list(axis_head()), "league": scored, "unscored": unscored}


def groups(scored: Sequence[RecruiterPart]) -> list[Sequence[RecruiterPart]]:
    """At most five columns beside each other, as even as they can be: seven make four and three."""
    count = -(-len(scored) // COLUMNS)
    edges = [-(-len(scored) * i // count) for i in range(count + 1)] if count else []
    return [scored[a:b] for a, b in pairwise(edges)]


def _decision(decision: Decision | None) -> Printed | None:
    if decision is None:
        return None
    by = f"Recorded by {decision.by} on {_short_day(decision.on)}."
    whole = [text for text in (decision.choice, decision.reasons, decision.conditions) if text]
    short, cut = clipped(" ".join(whole), ROOM_FOR_REASONS)
    return {"short": told(short), "cut": cut, "whole": [told(text) for text in whole], "by": by}


def _short_day(date: datetime.date) -> str:
    return day(date).rsplit(" ", 1)[0]


def _league_row(recruiter: RecruiterPart, likely: Likely, standing: Standing) -> Printed:
    index = recruiter.index or 0
    return named(recruiter) | {
        "rank": standing.shown,
        "chart": display_list(axis(index, likely.low, likely.high, recruiter.said, likely.shade)),
        "alt": picture(recruiter, likely),
        "band": likely.band,
        "range": span(likely.low, likely.high),
        "marks": ", ".join(doubts(recruiter)),
        "index": signed(index),
        "gap": "" if recruiter.gap is None else signed(recruiter.gap),
        "flags": counted(recruiter.red_flags, "red flag") if recruiter.red_flags else "",
        "first": percent(standing.p_best),
        "weightings": percent(standing.finishes[0]),
    }


def _group(report: ComparisonReport, group: Sequence[RecruiterPart]) -> Printed:
    rows = zip(*(p.dimensions for p in group), report.method.weights, strict=True)
    return {
        "heads": [named(p) for p in group],
        "rows": [
            {
                "name": weight.name,
                "weight": percent(weight.share),
                "cells": [_cell(line, leads(report, line.id) == p.id) for p, line in zip(group, lines, strict=True)],
            }
            for *lines, weight in rows
        ],
        "records": list(_records(report, group)),
    }


def _cell(line: DimensionLine, ahead: bool) -> Printed:
    if line.score is None or not line.alone:
        return {"missing": "Too few answers" if line.score is None else "One question only"}
    return {
        "score": signed(line.score),
        "ahead": ahead,
        "chart": display_list(strip(line.score, line.low, line.high, None, tone(line.score))),
        "alt": f"{line.name}: {signed(line.score)}, likely {span(line.low, line.high)}",
    }


def _records(report: ComparisonReport, group: Sequence[RecruiterPart]) -> list[Printed]:
    """What the logs show; said even where a recruiter shared none, and left out where nobody did."""
    if not any(p.records for p in report.recruiters):
        return []
    rows: tuple[tuple[str, Callable[[LogMetrics], Printed]], ...] = (
        ("Told the outcome", lambda log: _share(log.loop)),
        ("Heard within 7 days", lambda log: _share(log.seven_day)),
        ("Longest silence", lambda log: _silence(log.longest_silence.median)),
    )
    shown = [
        (name, [cell(p.records) if p.records else {"missing": "Not shared"} for p in group]) for name, cell in rows
    ]
    return [{"name": name, "cells": cells} for name, cells in shown]


def _share(count: Count) -> Printed:
    return {"missing": "None due"} if count.share is None else {"value": percent(count.share), "of": f"of {count.n}"}


def _silence(days: int | None) -> Printed:
    return {"missing": "Still running"} if days is None else {"value": counted(days, "day"), "of": "median"}


def _foot(report: ComparisonReport) -> Iterator[str]:
    evaluators = {who for p in report.recruiters for f in p.forms if f.kind == "evaluator" for who in f.respondents}
    references = sum(p.respondents.get(s, 0) for p in report.recruiters for s in REFERENCES)
    records = sum(p.respondents.get("log", 0) for p in report.recruiters)
    if evaluators:
        yield f"{spelled(len(evaluators), 'evaluator')} scored alone before seeing each other."
    if references or records:
        yield f"{counted(references, 'reference')} and {counted(records, 'candidate record')}."
    yield "Likely ranges hold nine times in ten and lean to the middle where little is known, and so does the band."
    yield "Chance of first: of being truly the best of these; below it, the share of 4,000 weightings around yours."
    if any(leads(report, line.id) for p in report.recruiters[:1] for line in p.dimensions):
        yield "Bold marks a likely range that lies above all the others."
    yield report.method.validity


def explained(method: Method) -> Printed:
    """How the score is made, for its page."""
    return {
        "steps": list(method.steps),
        "weights_name": method.weights_name,
        "weights": [
            {"name": w.name, "line": w.one_line, "weight": f"{float(w.weight):g}", "share": percent(w.share)}
            for w in method.weights
        ],
        "bands": [
            {"label": b.label, "range": span(b.low, b.high), "shade": tone(b.low), "sentence": b.sentence}
            for b in method.bands
        ],
        "sources": [
            {"name": s.name, "weights": [[str(n), weight(w)] for n, w in zip(s.counts, s.weights, strict=True)]}
            for s in method.sources
        ],
        "instrument": f"{method.instrument} {method.version}",
        "hash": method.hash,
        "formula": method.formula,
        "validity": method.validity,
    }
