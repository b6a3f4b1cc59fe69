"""Every kind of PDF, on both papers, with names in four scripts: what a screen reader and a printer need is in it."""

import io
import re
from collections.abc import Callable, Iterator
from functools import cache

import pikepdf
import pytest
from comparison_sample import LGV, report, response, said, vetting
from printing import elements, failures, here, opened, read

from app.reports.documents import Paper
from app.reports.guide import guide, guide_job
from app.reports.pdf import Pdf, job
from app.reports.receipt import receipt, receipt_job

NAMES = ("أنا فيريرا", "星辰猎头", "अनीता शर्मा", "Blitz 🚀")
EVERYBODY = ", ".join(NAMES)
SHEETS: dict[Paper, tuple[int, int]] = {"a4": (595, 842), "letter": (612, 792)}


def compared(kind: str, paper: Paper) -> bytes:
    people = [vetting(n, evaluators=2, name=name, firm=name, replies=said(name)) for n, name in enumerate(NAMES)]
    told = people if kind != "scorecard" else [vetting(3, name=EVERYBODY, firm=EVERYBODY, replies=said(EVERYBODY))]
    return job(report(told, company=EVERYBODY), kind, paper)  # type: ignore[arg-type]


def asked(_: str, paper: Paper) -> bytes:
    told = {"recruiter": EVERYBODY, "firm": EVERYBODY, "search": EVERYBODY, "company": EVERYBODY}
    return guide_job(guide(LGV, "full", **told), paper)


def sent(_: str, paper: Paper) -> bytes:
    form = response("evaluator", "who", 0.7, 3)
    told = {"company": EVERYBODY, "search": EVERYBODY, "recruiter": EVERYBODY, "respondent": EVERYBODY}
    last = {"submitted_at": 1_796_000_000, "impression": "yes", "summary": EVERYBODY, "consent": False}
    made = receipt(LGV, form.source, "full", form.answers, **told, **last, vetting_id=7, shuffled=False)  # type: ignore[arg-type]
    return receipt_job(made, paper)


# A kind → how it is made, how its title begins, its first bookmark, and whether it has charts and tables.
KINDS: dict[str, tuple[Callable[[str, Paper], bytes], str, str, bool, bool]] = {
    "comparison": (compared, "Recruiter comparison: ", "", True, True),
    "summary": (compared, "Comparison summary: ", "", True, True),
    "scorecard": (compared, "Scorecard of ", EVERYBODY, True, True),
    "guide": (asked, "Interview guide: ", "", False, True),
    "receipt": (sent, "Receipt: ", "Receipt ", False, True),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
every_paper = pytest.mark.parametrize("paper", SHEETS)


@cache
def made(kind: str, paper: Paper) -> Pdf:
    return here(KINDS[kind][0](kind, paper))


@every_kind
@every_paper
def test_it_passes_pdf_ua_1_and_is_on_its_paper(kind: str, paper: Paper) -> None:
    assert (made(kind, paper).standard, failures(made(kind, paper))) == ("PDF/UA-1", [])
    with opened(made(kind, paper)) as pdf:
        assert {tuple(round(float(side)) for side in list(page.MediaBox)[2:]) for page in pdf.pages} == {SHEETS[paper]}


@every_kind
def test_it_says_its_language_its_title_and_has_bookmarks(kind: str) -> None:
    _, title, first, *_ = KINDS[kind]
    with opened(made(kind, "a4")) as pdf, pdf.open_outline() as bookmarks:
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title).startswith(title)
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
        assert bookmarks.root
        assert bookmarks.root[0].title.startswith(first)


@every_kind
def test_every_chart_says_in_words_what_it_shows(kind: str) -> None:
    with opened(made(kind, "a4")) as pdf:
        told = [str(figure.get("/Alt", "")) for figure in elements(pdf.Root.StructTreeRoot, "/Figure")]
    assert bool(told) is KINDS[kind][3]
    assert all(len(text) > 10 and re.search("likely|[+−]?[0-9]", text) for text in told)


@every_kind
def test_every_table_names_its_columns_and_its_rows(kind: str) -> None:
    with opened(made(kind, "a4")) as pdf:
        tables = list(elements(pdf.Root.StructTreeRoot, "/Table"))
        assert bool(tables) is KINDS[kind][4]
        for table in tables:
            columns = [head for rows in elements(table, "/THead") for head in elements(rows, "/TH")]
            assert columns
            for body in elements(table, "/TBody"):
                for row in elements(body, "/TR"):
                    first = next(cell for cell in row.K if "/S" in cell)
                    assert str(first.S) == "/TH"
                    assert {str(a.Scope) for a in first.A if "/Scope" in a} <= {"/Row", "/Column"}


@every_kind
def test_every_font_is_embedded_and_every_name_can_be_read(kind: str) -> None:
    fonts = [font for content in (made(kind, "a4").content,) for font in fonts_in(content)]
    assert fonts
    assert [name for name, embedded in fonts if not embedded] == []
    text = read(made(kind, "a4"))
    for name in ("星辰猎头", "🚀"):
        assert name in text


def fonts_in(content: bytes) -> Iterator[tuple[str, bool]]:
    """Each font of a file: its name, and whether its letters are in the file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                yield str(each.FontName), any(key in each for key in ("/FontFile", "/FontFile2", "/FontFile3"))
