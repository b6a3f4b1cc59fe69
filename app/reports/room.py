"""How roomy page 1 can be: the padding of its rows with which the summary still fits one sheet."""

from collections.abc import Sequence
from itertools import zip_longest

from app.reports.comparison import ComparisonReport
from app.reports.documents import Paper
from app.reports.printed_part import doubts
from app.reports.scorecard import RecruiterPart

SHEET: dict[Paper, float] = {"a4": 248.0, "letter": 235.4}  # mm between the margins
PADDINGS = (2.3, 1.9, 1.6, 1.35, 1.1, 0.8)  # mm above and below a row, roomiest first
COLUMNS = 5  # of a side-by-side table; more recruiters make more tables
OVERFLOWING = 1.6  # when one sheet is not enough anyway


def padding(report: ComparisonReport, foot: Sequence[str], paper: Paper = "a4") -> float:
    """In mm. An estimate: characters for lines and lines for millimetres, so a page may end a little early."""
    return next((pad for pad in PADDINGS if _height(report, foot, pad) <= SHEET[paper]), OVERFLOWING)


def _height(report: ComparisonReport, foot: Sequence[str], pad: float) -> float:
    scored = [p for p in report.recruiters if p.index is not None]
    records = 3 if any(p.records for p in scored) else 0
    heading = 2.8 + 1.65 * pad
    league = 15.4 + sum(2.4 + 3.8 * _row(p) + 2 * pad for p in report.recruiters)
    tables = -(-len(scored) // COLUMNS)
    side_by_side = tables * (10.4 + 7 * (3.4 + 1.2 * pad) + records * (2.3 + 1.6 * pad))
    pairs = zip_longest(scored[::2], scored[1::2])
    sentences = 3.4 + sum(5.5 + 4.4 * max(_lines(p.sentence, 56) for p in pair if p) for pair in pairs)
    closing = 5.5 + 3.7 * _lines(" ".join(foot) + " " * 70, 138)
    return _top(report) + 3 * heading + league + side_by_side + sentences + closing


def _row(recruiter: RecruiterPart) -> int:
    """Small lines under the first: the firm, or range and what must be said beside it."""
    return max(_lines(recruiter.firm, 26), _lines(f"+00 to +00, {', '.join(doubts(recruiter))}", 28), 1)


def _top(report: ComparisonReport) -> float:
    """The headline, what stands under it, and the decision."""
    cautions = 1.7 + 4.4 * _lines(" ".join(report.cautions), 115)
    headline = 7.9 * _lines(report.headline, 48) - 3
    if report.decision is None:
        return headline + cautions
    said = f"{report.decision.choice} {report.decision.reasons} {report.decision.conditions}"
    return headline + cautions + 4.4 + 4.7 * _lines(said[:200] + " " * 60, 92)


def _lines(text: str, width: int) -> int:
    return -(-len(text) // width)
