"""The league of a comparison as a picture for slides: SVG or PNG, drawn from the display lists of the pages."""

from html import escape

from app.reports.clean import clean
from app.reports.comparison import ComparisonReport
from app.reports.documents import Format
from app.reports.figures import day
from app.reports.pdf import job_for, set_apart
from app.reports.printed import DEMO, league
from app.reports.record import Record
from app.reports.recorded import recorded
from app.reports.strap import strap


def league_png(report: ComparisonReport) -> bytes:
    """1,920 pixels wide. Blocking: call it in a bounded worker thread. Raises PdfFailed."""
    return set_apart(league_job(report, "png")).content


def league_svg(report: ComparisonReport) -> bytes:
    """Letters are outlines, so that it looks the same wherever it is opened; title and description say it in words."""
    picture = set_apart(league_job(report, "svg")).content.decode()
    opening, _, inside = picture.partition(">")
    told = f"<title>{escape(clean(report.headline))}</title><desc>{escape(clean(_words(report)))}</desc>"
    return f'{opening} role="img">{told}{inside}'.encode()


def league_job(report: ComparisonReport, format: Format) -> bytes:
    """What the process that draws is given."""
    record = recorded(report)
    drawn = league(report) | {
        "title": "Recruiter comparison",
        "strap": strap(report.company, report.search, day(report.date)),
        "demo": DEMO if report.demo else "",
        "headline": report.headline,
        "foot": _foot(record),
        "code": record.verification.code,
    }
    return job_for("league", drawn, None, format=format)


def _words(report: ComparisonReport) -> str:
    """The picture in words."""
    shown = league(report)
    lines = [f"{row['rank']}. {row['name']['text']}: {row['alt']} {row['band']}." for row in shown["league"]]
    return " ".join([*lines, *(f"{row['name']['text']}: {row['why']}" for row in shown["unscored"])])


def _foot(record: Record) -> str:
    used, name = record.instrument, record.method.weights_name
    weights = f"weights: {name}" if name else "the questionnaire’s weights"
    left_out = f" {record.left_out}" if record.left_out else ""
    return (
        f"Likely ranges hold nine times in ten. {record.method.validity}{left_out} {used.id} {used.version}, {weights}."
    )
