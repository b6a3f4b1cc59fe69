"""The process that sets documents knows a closed set of them."""

import json
from pathlib import Path
from typing import get_args

import pytest

from app.reports.documents import Document
from app.reports.pdf import PdfFailed, set_apart


@pytest.mark.parametrize("document", ["../_macros", "_page", "letter", ""])
def test_only_the_named_documents_can_be_set(document: str) -> None:
    with pytest.raises(PdfFailed, match="There is no document called"):
        set_apart(
            json.dumps({"document": document, "format": "pdf", "source": "{}", "record": "", "made": None}).encode()
        )


def test_every_named_document_has_its_template_and_every_template_its_name() -> None:
    templates = {path.stem for path in Path("templates/reports").glob("[!_]*.typ")}
    assert templates == set(get_args(Document))
