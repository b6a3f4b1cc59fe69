"""Takes the pictures of the demo's reports: every page of every kind of PDF, as sheets of small pages.

Needs pdftoppm. The pages are set as the product sets them, so that a change of a template is a change of a picture.
"""

import datetime
import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from sqlalchemy import Connection

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from app.actions.demo import load_demo  # noqa: E402 - a script of the checkout, wherever it is run from
from app.reports.guide import guide, guide_pdf  # noqa: E402
from app.reports.pdf import comparison_pdf  # noqa: E402
from app.reports.receipt import receipt_pdf  # noqa: E402
from app.store.database import migrate  # noqa: E402
from app.store.demo import demo_panel  # noqa: E402
from app.store.instruments import DEFAULT, instrument  # noqa: E402
from app.store.members import VISITOR  # noqa: E402
from app.store.recruiters import vettings_in  # noqa: E402
from app.store.responses import responses_in  # noqa: E402
from app.web.receipt import receipt_for  # noqa: E402
from app.web.report import report_of  # noqa: E402
from app.web.scorecard import scorecard_of  # noqa: E402
from databases import engine_of, used  # noqa: E402

TARGET = ROOT / "docs" / "reports"
NOW = 1_796_472_000  # noon of 5 December 2026
DAY = datetime.date(2026, 12, 5)
ACROSS, DOWN, DENSITY, GAP = 4, 3, 62, 12  # pages on a sheet, pixels per inch, pixels between them
ALONE = 110  # pixels per inch of a page that stands alone
COLOURS = 64  # of a picture, rare ones too: colour means data


def documents(db: Connection) -> Iterator[tuple[str, bytes]]:
    """Each kind of PDF once, of the demo search."""
    questions = instrument(*DEFAULT)
    search = load_demo(db, demo_panel(), questions, NOW)
    report = report_of(db, VISITOR, search.id, DAY)
    first = vettings_in(db, search)[0]
    form = next(one for one in responses_in(db, [first])[first.id] if one.source == "evaluator")
    about = {"recruiter": first.name, "firm": first.firm, "search": search.title, "company": search.company}
    yield "summary", comparison_pdf(report, "summary").content
    yield "full-report", comparison_pdf(report).content
    yield "scorecard", comparison_pdf(scorecard_of(db, VISITOR, first.id, DAY), "scorecard").content
    yield "interview-guide", guide_pdf(guide(questions, "full", **about)).content
    yield "receipt", receipt_pdf(receipt_for(first, form, search.title)).content


def pages(pdf: bytes, density: int) -> list[Image.Image]:
    """Every page as poppler draws it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-png", "-r", str(density), "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True)  # noqa: S603 - poppler, given our own PDF
        return [Image.open(io.BytesIO(path.read_bytes())).convert("RGB") for path in sorted(Path(folder).iterdir())]


def sheets(drawn: list[Image.Image]) -> Iterator[Image.Image]:
    """As many pages beside each other as a sheet takes, on grey."""
    width, height = drawn[0].size
    for at in range(0, len(drawn), ACROSS * DOWN):
        some = drawn[at : at + ACROSS * DOWN]
        across, down = min(ACROSS, len(some)), -(-len(some) // ACROSS)
        sheet = Image.new("RGB", (across * (width + GAP) + GAP, down * (height + GAP) + GAP), "#b9b7b1")
        for n, page in enumerate(some):
            sheet.paste(page, (GAP + n % ACROSS * (width + GAP), GAP + n // ACROSS * (height + GAP)))
        yield sheet


def keep(name: str, picture: Image.Image) -> None:
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(TARGET / f"{name}.png", optimize=True)


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as empty:
        settings = used(f"sqlite:///{empty}/demo.db")
        migrate(settings)
        with engine_of(settings.database_url).begin() as db:
            for name, pdf in documents(db):
                drawn = pages(pdf, DENSITY)
                if len(drawn) == 1:
                    keep(name, pages(pdf, ALONE)[0])
                    continue
                for number, sheet in enumerate(sheets(drawn), start=1):
                    keep(f"{name}-{number}" if len(drawn) > ACROSS * DOWN else name, sheet)


if __name__ == "__main__":
    main()
