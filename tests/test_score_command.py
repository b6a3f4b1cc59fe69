"""`followthrough score`: JSON for what can be scored, exit 2 and sentences for what cannot."""

import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.store import panels as panel_files
from app.store.panels import panel_at
from app.vetting.exchange import PanelMistakes
from panels import VECTORS

ROOT = Path(__file__).parent.parent
PANEL = ROOT / "tests" / "vetting" / "vectors.json"
KEPT_OUT = {"fastapi", "starlette", "sqlalchemy", "sqlmodel", "alembic", "typst", "jinja2", "uvicorn", "app.settings"}
NAMED = b'"instrument": {"id": "lgv-external", "version": "1.0.0"}'


def command(*arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    words = [sys.executable, "-m", "app", "score", *arguments]
    return subprocess.run(words, input=given, capture_output=True, cwd=ROOT, timeout=60, check=False)


def test_it_works_on_a_file() -> None:
    done = command(str(PANEL))
    scores = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert {id: found["index"] for id, found in scores["recruiters"].items()} == {
        recruiter["id"]: recruiter["expect"]["index"] for recruiter in VECTORS["recruiters"]
    }
    assert scores["comparison"]["levelling"] == ""
    assert scores["comparison"]["ranking_by_index"] == VECTORS["comparison"]["ranking_by_index"]


def test_it_works_on_standard_input_and_says_the_same() -> None:
    assert command("-", given=PANEL.read_bytes()).stdout == command(str(PANEL)).stdout


def test_it_rejects_a_wrong_panel_with_nothing_on_standard_output() -> None:
    wrong = re.sub(rb'"points": (\d)', rb'"points": 1\1', PANEL.read_bytes())
    done = command("-", given=wrong)
    told = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (2, b"")
    assert told[0] == "Recruiter A, form evaluator ev1, item EV01: points must be one of 0, 1, 2, 3, 4, not 13."
    assert len(told) == 101
    assert told[-1].startswith("And ")


@pytest.mark.parametrize("number", [b"1e999999999", b"1e-999999999"])
def test_it_refuses_a_number_without_end_at_once(number: bytes) -> None:
    forms = b'[{"source": "evaluator", "respondent": "e", "responses": {"EV05": {"number": ' + number + b"}}}]"
    given = b"{" + NAMED + b', "recruiters": [{"id": "A", "forms": ' + forms + b"}]}"
    started = time.monotonic()
    done = command("-", given=given)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    assert b"the number must be a number from 0 to 1,000,000, not 1E" in done.stderr
    assert time.monotonic() - started < 10, "it takes a second; calculating with the number takes minutes"


def test_it_needs_no_server_no_database_and_no_settings() -> None:
    program = f"""
import sys
import time
from app.__main__ import commands
try:
    commands(["score", {str(PANEL)!r}])
except SystemExit as end:
    assert not end.code, end.code
kept_out = {KEPT_OUT!r} & set(sys.modules)
assert not kept_out, kept_out
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()


def refused(content: bytes, tmp_path: Path) -> tuple[str, ...]:
    path = tmp_path / "panel.json"
    path.write_bytes(content)
    with pytest.raises(PanelMistakes) as wrong:
        panel_at(path)
    return wrong.value.sentences


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"\xff\xfe{", "The file is not text in UTF-8: see byte 0."),
        (b'{"a": "\xe9"}', "The file is not text in UTF-8: see byte 7."),
        (b"{'a': 1}", "Line 1, column 2: this is not JSON (Expecting property name enclosed in double quotes)."),
        (b"[" * 200_000, "The file is nested too deep to be a panel."),
        (b"[]", "A panel must be an object, not a list."),
        (b"null", "A panel must be an object, not nothing."),
        (b"{}", "The instrument of a panel must be an object, not nothing."),
        (b"{" + NAMED + b"}", "The recruiters of a panel must be a list, not nothing."),
        (
            b'{"instrument": {"id": "lgv-external", "version": "9.9.9"}}',
            "There is no instrument lgv-external 9.9.9. There is lgv-external 1.0.0.",
        ),
        (
            b'{"instrument": {"id": "../secret", "version": "1.0.0"}}',
            "There is no instrument ../secret 1.0.0. There is lgv-external 1.0.0.",
        ),
    ],
)
def test_it_rejects_the_file(content: bytes, sentence: str, tmp_path: Path) -> None:
    assert refused(content, tmp_path) == (sentence,)


def test_it_rejects_a_file_of_fifty_megabytes_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "panel.json"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(PanelMistakes, match="larger than 20 MB"):
        panel_at(path)


def test_it_handles_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "panel.json"
    path.write_bytes(b"\xef\xbb\xbf" + PANEL.read_bytes())
    assert set(panel_at(path)[1].recruiters) == {recruiter["id"] for recruiter in VECTORS["recruiters"]}


def test_it_rejects_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "none.json", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(PanelMistakes) as wrong:
            panel_at(path)
        assert wrong.value.sentences == (f"{path} cannot be read: {why}.",)


def test_it_reads_standard_input_up_to_the_same_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel_files, "LARGEST", 10)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 100)))
    with pytest.raises(PanelMistakes, match="larger than"):
        panel_at(panel_files.STANDARD_INPUT)
