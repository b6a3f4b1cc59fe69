"""A PDF's objects, taken apart and put together: the same objects for any reader, the same bytes, and no guessing."""

import io
from pathlib import Path

import pikepdf
import pytest
import typst
from printing import one

from app.reports.pdf import job
from app.reports.pdf_objects import TOGETHER, Parts, put_together, taken_apart
from app.reports.row_headers import with_row_headers
from app.reports.typesetting import fonts


def written(source: str) -> bytes:
    """A small PDF as Typst writes it, at whatever second."""
    return typst.compile(source.encode(), font_paths=fonts(), timestamp=0)


def listed(content: bytes) -> list[bytes]:
    """Every object as a reader finds it, without those that only hold others."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [each for each in pdf.objects if each.get("/Type") not in ("/ObjStm", "/XRef")]
        return [each.unparse() + (each.read_raw_bytes() if isinstance(each, pikepdf.Stream) else b"") for each in found]


@pytest.mark.parametrize("many", [1, TOGETHER])
def test_a_reader_finds_the_same_objects_in_less_room(many: int) -> None:
    content = written("#set document(title: [Told])\n" + "= A head\n#table([a], [b])\n" * many)
    made = put_together(taken_apart(content))
    assert listed(made) == listed(content)
    assert len(made) < len(content)
    assert made == put_together(taken_apart(content))


def test_an_object_is_never_guessed() -> None:
    content = written("Told")
    for broken in (content[:-40], b"x" + content, content[:40] + b"x" + content[40:], b""):
        with pytest.raises(ValueError, match="PDF"):
            taken_apart(broken)


def test_what_no_object_says_is_kept_and_what_follows_the_trailer_is_no_part_of_it() -> None:
    parts = taken_apart(written("Told"))
    assert set(parts.objects) == set(range(1, len(parts.objects) + 1))
    assert b"/Root" in parts.trailer
    assert b"/Size" not in parts.trailer
    assert taken_apart(written("Told")) == Parts(parts.objects, parts.trailer)


def test_a_document_without_tables_keeps_its_names_and_one_without_a_structure_too() -> None:
    for source in ("Told", "#pdf.artifact[Told]"):
        content = written(source)
        assert listed(with_row_headers(content)) == listed(content)


def test_words_that_look_like_structure_stay_words(tmp_path: Path) -> None:
    words = "<</Type/StructElem/S/TD/ /Headers[(U1)] endobj trailer <</Root>> startxref 1 %%EOF"
    source = f"#set document(title: {words!r})\n#table([a], table.header([h]), [#{words!r}])"
    with pikepdf.open(io.BytesIO(with_row_headers(written(source.replace("'", '"'))))) as pdf:
        assert str(pdf.docinfo["/Title"]) == words
    assert job(one(words))
