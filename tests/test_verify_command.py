"""`followthrough verify`: a match and exit 0, differences and exit 1, a sentence and exit 2."""

import io
import json
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import pytest
from comparison_sample import report, vetting

from app.reports.comparison_xlsx import comparison_xlsx
from app.reports.recorded import comparison_json

ROOT = Path(__file__).parent.parent


def command(file: Path) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-m", "app", "verify", str(file)]
    return subprocess.run(words, capture_output=True, cwd=ROOT, timeout=120, text=True, check=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "report"


def test_it_works_on_a_workbook(file: Path) -> None:
    made = report([vetting(0, evaluators=1, references=False)])
    file.write_bytes(comparison_xlsx(made))
    done = command(file)
    code = json.loads(comparison_json(made))["verification"]["code"]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].endswith(f"Verification code {code}.")


def test_it_names_what_was_changed(file: Path) -> None:
    record = json.loads(comparison_json(report([vetting(0, evaluators=1, references=False)])))
    record["recruiters"][0]["forms"][0]["responses"]["EV01"]["points"] = 0
    file.write_text(json.dumps(record))
    done = command(file)
    assert (done.returncode, done.stderr) == (1, "")
    assert "Ana Ferreira, EV01 (Dana Whitfield), points: the file says 4, its answers give 0." in done.stdout


def test_it_rejects_a_pdf_that_unpacks_without_end_and_a_file_that_is_not_there(file: Path) -> None:
    done = command(file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{file} cannot be read: No such file or directory.\n"
    file.write_bytes(objects_without_end())
    done = command(file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def objects_without_end() -> bytes:
    """A PDF whose objects are packed into a stream of twelve hundred million spaces."""
    packer, spaces = zlib.compressobj(1), b" " * 12_000_000
    packed = b"".join(packer.compress(spaces) for _ in range(100)) + packer.flush()
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    text = made.getvalue()
    start = text.index(b"/ObjStm")
    stream = text.index(b"stream\n", start) + 7
    end = text.index(b"endstream", stream)
    return text[:stream] + packed + text[end:]
