"""The summary of a comparison as data: what its PDF, spreadsheet, CSV and JSON say, with every number exact."""

import datetime
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.reports.method import Method, method
from app.reports.ranks import likely_ranks
from app.reports.scorecard import RecruiterPart, Standing, Vetting, recruiter_part
from app.vetting.comparison import Comparison, Entrant
from app.vetting.exchange import write_panel
from app.vetting.instrument import Instrument
from app.vetting.scorecard import Scorecard
from app.vetting.scoring import score
from app.vetting.sentences import DIFFERENT_EVALUATORS, headline, lead_sentence, levelling_sentence
from app.vetting.uncertainty import Posterior, posterior
from app.vetting.workspace import Workspace, workspace


@dataclass(frozen=True, slots=True)
class Decision:
    """Who was chosen and why, in the words of the person who decided."""

    choice: str
    reasons: str
    by: str
    on: datetime.date
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """The whole document. `recruiters`: those with a score in the order of the comparison, then those without.

    `panel` is what all of it was computed from: a panel file that `followthrough score` reads.
    """

    company: str
    search: str
    date: datetime.date
    demo: bool
    headline: str
    cautions: tuple[str, ...]
    left_out: str
    decision: Decision | None
    recruiters: tuple[RecruiterPart, ...]
    method: Method
    answered_until: int | None
    panel: dict[str, Any]


def document(
    *,
    company: str,
    search: str,
    date: datetime.date,
    demo: bool,
    instrument: Instrument,
    comparison: Comparison,
    vettings: Sequence[Vetting],
    decision: Decision | None = None,
    weights_name: str = "",
    constants: Workspace | None = None,
    left_out: str = "",
    answered_until: int | None = None,
) -> ComparisonReport:
    """`vettings` has one entry for every recruiter of `comparison`, scored or not, and for those nobody answered about.

    `left_out`: a sentence that counts those who must not be named. `weights_name`: the preset the weights come from.
    `constants`: of the company's own results, which the comparison used too; by default the published ones
    (measurement 4.6). `answered_until`: when the newest of the forms was submitted, in seconds UTC.
    """
    known = constants or workspace(instrument, ())
    return ComparisonReport(
        company=company,
        search=search,
        date=date,
        demo=demo,
        headline=headline(comparison),
        cautions=tuple(filter(None, (*_cautions(instrument, comparison), left_out))),
        left_out=left_out,
        decision=decision,
        recruiters=tuple(_parts(instrument, comparison, vettings, known)),
        method=method(instrument, comparison.weights, weights_name),
        answered_until=answered_until,
        panel=write_panel(instrument, {v.id: _entrant(v) for v in vettings}, comparison.weights, known),
    )


def filename(search: str, date: datetime.date, ending: str = "pdf", what: str = "Recruiters") -> str:
    """`Recruiters - Head of Data Platform - 2026-12-05.pdf`, safe on every file system."""
    safe = re.sub(r'[\\/:*?"<>|]+', " ", search)
    safe = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in safe)
    name = " ".join(safe.split()).strip(". ")[:80].strip(". ") or "search"
    return f"{what} - {name} - {date.isoformat()}.{ending}"


def leads(report: ComparisonReport, dimension: str) -> str | None:
    """The recruiter whose likely range on a dimension lies wholly above all the others’, if there is one.

    Dimensions are questions, not rankings (measurement 1.4): a lead inside the ranges is none.
    """
    lines = {p.id: d for p in report.recruiters for d in p.dimensions if d.id == dimension and d.alone}
    if len(lines) < 2:
        return None
    first = max(lines, key=lambda id: lines[id].low)
    others = max(line.high for id, line in lines.items() if id != first)
    return first if lines[first].low > others else None


def _parts(
    instrument: Instrument,
    comparison: Comparison,
    vettings: Sequence[Vetting],
    known: Workspace,
) -> Iterator[RecruiterPart]:
    by_id, standings = {vetting.id: vetting for vetting in vettings}, _standings(comparison)
    for id in (*comparison.order, *(id for id in by_id if id not in standings)):
        card = comparison.cards.get(id) or score(instrument, (), comparison.weights)
        likely = _range(instrument, card, known)
        yield recruiter_part(instrument, by_id[id], card, likely, standings.get(id))


def _standings(comparison: Comparison) -> dict[str, Standing]:
    ranks, finishes = likely_ranks(comparison), comparison.acceptability
    return {id: Standing(ranks[id], comparison.p_best[id], finishes[id]) for id in comparison.order}


def _cautions(instrument: Instrument, comparison: Comparison) -> Iterator[str]:
    """What stands under the headline: how firm the lead is, what the order allows for, and who rated whom."""
    yield lead_sentence(comparison, instrument)
    yield levelling_sentence(comparison)
    if comparison.different_evaluators:
        yield DIFFERENT_EVALUATORS


def _range(instrument: Instrument, card: Scorecard, known: Workspace) -> Posterior | None:
    if card.index is None:
        return None
    return posterior(instrument, card.index, card.respondents, known.mean, known.sigma2)


def _entrant(vetting: Vetting) -> Entrant:
    return Entrant(vetting.name, vetting.responses, vetting.log)
