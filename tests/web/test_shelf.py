"""Our own files: packed, kept for a year where a change has another address, and asked for again where it has not."""

import gzip

import pytest

from app import files
from app.web.shelf import static
from visitor import Visitor


@pytest.mark.parametrize("path", ["site.css", "keys.js", "icon.svg", "vendor/bootstrap-5.3.9.min.css"])
def test_a_text_is_sent_packed_and_is_what_it_was(visitor: Visitor, path: str) -> None:
    packed = visitor.get(f"/static/{path}", headers={"Accept-Encoding": "gzip"})
    plain = visitor.get(f"/static/{path}", headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content == (files("static") / path).read_bytes()
    assert int(packed.headers["Content-Length"]) <= len(gzip.compress(plain.content)) + 20
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (static("site.css"), True),
        ("/static/vendor/htmx-4.0.1.min.js", True),
        ("/static/fonts/inter-latin-opsz-normal.woff2", True),
        ("/static/site.css", False),
    ],
)
def test_only_what_cannot_change_under_its_address_is_kept(visitor: Visitor, address: str, kept: bool) -> None:
    assert ("immutable" in visitor.get(address).headers["Cache-Control"]) is kept
    assert ("no-cache" in visitor.get(address).headers["Cache-Control"]) is not kept


def test_a_page_names_the_content_it_means(visitor: Visitor) -> None:
    assert static("site.css") in visitor.get("/help").text


@pytest.mark.parametrize("path", ["nothing.css", "../pyproject.toml", "%2e%2e/pyproject.toml", "vendor", ""])
def test_what_is_not_on_the_shelf_is_not_here(visitor: Visitor, path: str) -> None:
    assert visitor.get(f"/static/{path}").status_code == 404
