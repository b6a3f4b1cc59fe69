"""PDFs for the tests: set in this process, opened, and put before the validator."""

import dataclasses
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache

import page
import pikepdf
import pytest
from comparison_sample import report, vetting

from app.reports.comparison import ComparisonReport
from app.reports.pdf import Pdf, comparison_pdf, job, set_apart
from app.reports.typesetting import answer
from app.vetting.answers import Answer


def set_here(report: ComparisonReport) -> Pdf:
    """The same without a process of its own, which costs each test a third of a second."""
    return here(job(report))


def here(job: bytes) -> Pdf:
    """Any document that a process would be given, set in this one."""
    return set_apart(job, answer)


def one(note: str = "", **changes: object) -> ComparisonReport:
    """The smallest report that still has a score: one evaluator's form, with a note at its first answer."""
    person = vetting(0, evaluators=1, references=False)
    form = person.responses[0]
    answers = {**form.answers, "EV01": Answer(points=3, support="shown", note=note)}
    return report([dataclasses.replace(person, responses=(dataclasses.replace(form, answers=answers),))], **changes)  # type: ignore[arg-type]


@cache
def four() -> Pdf:
    """Four recruiters, through a process of its own; made once for all tests that only look at it."""
    return comparison_pdf(report())


def read(pdf: Pdf) -> str:
    """The text of a PDF as poppler reads it, on one line. CI must have poppler; elsewhere these tests need it."""
    if shutil.which("pdftotext") is None and os.environ.get("CI") != "true":
        pytest.skip("pdftotext is not installed: install poppler-utils to read the text of the PDFs")
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf.content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().replace("\u200b", "").split())


def squeezed(text: str) -> str:
    """Without any space, as lines break where they must."""
    return re.sub(r"\s", "", text)


def opened(pdf: Pdf) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf.content))


def only(pdf: Pdf, number: int) -> Pdf:
    with opened(pdf) as whole, pikepdf.new() as single:
        single.pages.append(whole.pages[number])
        written = io.BytesIO()
        single.save(written)
    return Pdf(written.getvalue(), None)


def failures(pdf: Pdf) -> list[str]:
    """What the validator holds against a file; nothing is excused."""
    checked = page.validate_pdf_bytes(pdf.content, profile=page.ValidationProfile.PDF_UA_1)
    return [f"{failure.rule_id}: {failure.message}" for failure in checked.failures]


def elements(element: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Every structure element of a kind, in reading order."""
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if str(kid.S) == kind:
                yield kid
            yield from elements(kid, kind)
