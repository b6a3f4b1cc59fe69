"""What the product is made of: packages pinned by hash, licences that are known, and threats whose tests are there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from docs.sbom import PINNED, TARGET, sbom

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
LICENCES = {
    *("MIT", "MIT-0", "MIT-CMU", "0BSD", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "OFL-1.1"),
    *("MPL-2.0", "Apache-2.0 OR BSD-2-Clause"),
}
ONLY_THERE = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only"}  # an extra, used unchanged
THREATS = (ROOT / "docs" / "threats.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", THREATS)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_hash_and_no_lock_says_where_from(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(PINNED.findall(text)) == len(entries)
    assert [entry.split(" ")[0] for entry in entries if not re.search(r"\\\n +--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert not re.search(r"://|^-|index|@ ", re.sub(r"--hash=\S+", "", text), re.M)


def test_the_list_of_what_it_is_made_of_is_that_of_the_lock() -> None:
    assert TARGET.read_text("utf-8") == sbom(), "run `make docs` and commit docs/sbom.json"
    named = {part["name"] for part in components() if part["type"] == "library"}
    assert named == {name for name, _ in PINNED.findall((ROOT / LOCKS[0]).read_text("utf-8"))}
    shelved = [path for path in (ROOT / "static").rglob("*") if path.suffix in (".woff2", ".ttf")]
    shelved += [*(ROOT / "static" / "vendor").iterdir(), *(ROOT / "static" / "icons").iterdir()]
    assert {part["bom-ref"] for part in components() if part["type"] == "file"} == {
        str(path.relative_to(ROOT)) for path in shelved
    }


def test_every_licence_is_known_and_allows_what_is_done_with_it() -> None:
    for part in components():
        told = part["licenses"][0]
        licence = told.get("expression") or told["license"]["id"]
        assert licence in LICENCES or ONLY_THERE.get(part["name"]) == licence, part["name"]


def components() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(TARGET.read_text("utf-8"))["components"]
    return found


@pytest.mark.parametrize(("file", "test"), NAMED, ids=[test or file for file, test in NAMED])
def test_what_stands_against_a_threat_is_there(file: str, test: str) -> None:
    assert (ROOT / file).is_file()
    assert not test or re.search(rf"^def {test}\(", (ROOT / file).read_text("utf-8"), re.M)


def test_every_threat_has_a_test() -> None:
    rows = [line for line in THREATS.splitlines() if re.match(r"\| \d+ \|", line)]
    assert [int(row.split("|")[1]) for row in rows] == [*range(1, 20)]
    assert [row[:30] for row in rows if "`tests/" not in row.split("|")[4]] == []
