"""The process that sets documents knows a closed set of them."""

import json
from pathlib import Path
from typing import get_args

import pytest
from printing import one

from app.reports import pdf as pdf_module
from app.reports.apart import run_apart
from app.reports.documents import AGAIN, Document
from app.reports.pdf import Pdf, PdfFailed, job, set_apart


@pytest.mark.parametrize("document", ["../_macros", "_page", "letter", ""])
def test_only_the_named_documents_can_be_set(document: str) -> None:
    with pytest.raises(PdfFailed, match="There is no document called"):
        set_apart(
            json.dumps({"document": document, "format": "pdf", "source": "{}", "record": "", "made": None}).encode()
        )


def test_every_named_document_has_its_template_and_every_template_its_name() -> None:
    templates = {path.stem for path in Path("templates/reports").glob("[!_]*.typ")}
    assert templates == set(get_args(Document))


def test_a_character_that_is_lacking_is_looked_for_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_apart("app.reports.typesetting", job(one("አበበ")), "own") == AGAIN
    asked: list[str] = []

    def said(_module: str, _job: bytes, attempt: str) -> bytes:
        asked.append(attempt)
        return AGAIN if attempt != "unclaimed" else b"no\n%PDF"

    monkeypatch.setattr(pdf_module, "run_apart", said)
    assert set_apart(b"{}") == Pdf(b"%PDF", None)
    assert asked == ["own", "machine", "unclaimed"]
