"""What lies in the repository besides code: files of others with their hashes, no machine's paths, no surprises."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "static"
SHELVES = [STATIC / "vendor", STATIC / "fonts", STATIC / "icons"]
VENDORED = sorted(
    path for shelf in SHELVES for path in shelf.rglob("*") if path.is_file() and path.suffix not in {".md", ".txt"}
)
AXE = sorted((ROOT / "tests" / "browser").glob("*.js"))
TOP = {
    *("app", "questionnaires", "static", "templates", "tests", "bench", "docs"),
    *("pyproject.toml", "requirements.lock", "requirements-dev.lock", "Makefile"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"),
}
TEXT = {".py", ".html", ".md", ".toml", ".txt", ".yaml", ".yml", ".sh", ".css", ".js", ".json", ".lock", ".typ", ".svg"}
# Written in two parts so that this file does not hold what it looks for.
ELSEWHERE = re.compile(
    "--(extra-)?index"
    r"-url|https?://\S*/simpl"
    r'e\b|"resolve'
    r'd": *"http|(?<![\w.])/(home|root|work)/'
    r"\w|\.\./share"
    "d"
)


def listed(path: Path) -> dict[str, str]:
    """Row about a file → the README.md it stands in: that of the file's folder or of one above."""
    names = {str(path.relative_to(folder)) for folder in path.parents if folder.is_relative_to(ROOT)}
    readmes = [readme for folder in path.parents if (readme := folder / "README.md").exists() and folder != ROOT]
    texts = [readme.read_text(encoding="utf-8") for readme in readmes]
    rows = {line: text for text in texts for line in text.splitlines() if line.startswith("|")}
    return {row: text for row, text in rows.items() if row.split("|")[1].strip(" `") in names}


def kept() -> list[Path]:
    """Every file git keeps, or would."""
    git = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(git, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("path", VENDORED + AXE, ids=lambda path: path.name)
def test_a_file_of_others_is_listed_with_version_licence_and_hash(path: Path) -> None:
    rows = listed(path)
    assert rows, "list it in the README.md beside it"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert all(digest in row for row in rows), "this is not the file that was listed"
    assert any(re.search(r"\d+\.\d+", row) for row in rows), "name the version"
    licence = r"MIT|0BSD|OFL-1\.1|Open Font License 1\.1|ISC|MPL-2\.0|Apache-2\.0"
    assert all(re.search(licence, text) for text in rows.values()), "name the licence"


def test_no_file_names_a_machine_or_a_registry() -> None:
    texts = [path for path in kept() if path.suffix in TEXT or path.name in {"Makefile", "run"}]
    found = {
        str(path.relative_to(ROOT)): hit.group() for path in texts if (hit := ELSEWHERE.search(path.read_text("utf-8")))
    }
    assert not found, "the repository works wherever it is cloned"


def test_the_search_for_machines_and_registries_sees_them() -> None:
    bad = ["--index" + "-url x", "https://a.b/simpl" + "e/", "/hom" + "e/alice", "cp /wor" + "k/a", "../share" + "d/x"]
    assert [text for text in bad if not ELSEWHERE.search(text)] == []


def test_the_top_level_answers_what_this_is() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in kept()}
    assert {name for name in top if not name.startswith(".")} <= TOP, (
        "the folder listing says what this is: find it a room"
    )


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_a_document_names_only_files_that_are_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    inside = "app|docs|tests|questionnaires|static|templates|bench"
    named = re.findall(rf"`((?:{inside})/[\w./-]*)`", text) + re.findall(r"\]\(([\w./-]+)\)", text)
    assert [path for path in named if not (ROOT / path).exists()] == []
