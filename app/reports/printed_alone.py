"""What is printed of a report alone: page 1, which then says itself what its numbers rest on, or the scorecards."""

from app.reports.charts import axis_head, display_list
from app.reports.comparison import ComparisonReport
from app.reports.documents import TITLES, Paper
from app.reports.printed import explained, page_one, sheet
from app.reports.printed_part import Printed, answered, named, part
from app.reports.provenance import provenance
from app.reports.record import Record

ON_PAGE_ONE = ("Verification code", "Validity", "Company", "Search", "Demo", "Left out")  # said there already


def summary(report: ComparisonReport, record: Record, paper: Paper) -> Printed:
    """Page 1 without the others: weights, formula and instrument are in its foot, and nobody has a part to go to."""
    rests_on = [f"{label}: {value}." for label, value in provenance(record) if label not in ON_PAGE_ONE]
    page = page_one(report, paper, TITLES["summary"], *rests_on)
    return page | {rows: [row | {"id": ""} for row in page[rows]] for rows in ("league", "unscored")}


def scorecard(report: ComparisonReport, paper: Paper) -> Printed:
    """Every recruiter in it, which is one; where they would finish among themselves says nothing."""
    shown = [p for p in report.recruiters if answered(p)]
    names = ", ".join(named(p)["name"]["text"] for p in shown)
    title = f"{TITLES['scorecard']} of {names}" if names else TITLES["scorecard"]
    return sheet(report, paper, title, " ".join(p.sentence for p in shown)) | {
        "head": display_list(axis_head()),
        "parts": [part(p) | {"finishes": []} for p in shown],
        "method": explained(report.method),
    }
