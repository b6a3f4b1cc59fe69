"""The drill of docs/backup.md, word for word, to an empty machine: the same reports byte for byte (safety 44)."""

import datetime
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.actions.demo import load_demo
from app.actions.erase_recruiter import erase_recruiter
from app.reports import pdf
from app.reports.comparison_csv import answers_csv, recruiters_csv
from app.reports.comparison_xlsx import comparison_xlsx
from app.reports.recorded import comparison_json
from app.settings import Settings
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from app.store.members import VISITOR
from app.store.searches import demo_search
from app.web.report import report_of
from backups import asked, backed_up, written
from canary import CANARY, Seeded, everywhere
from databases import SECRET
from people import NOW

ROOT = Path(__file__).parents[2]
DRILL = re.compile(r"## The drill\n.*?```\n(?P<commands>.*?)```", re.S)
MOST = 5  # commands


def digests(db: Connection) -> list[str]:
    """Of every format of the demo's report."""
    search = demo_search(db)
    assert search
    report = report_of(db, VISITOR, search.id, datetime.date(2026, 12, 5))
    made = (pdf.job(report), comparison_xlsx(report), comparison_json(report), recruiters_csv(report))
    return [hashlib.sha256(content).hexdigest() for content in (*made, answers_csv(report))]


def drill() -> list[str]:
    """The commands that the documentation gives."""
    found = DRILL.search((ROOT / "docs" / "backup.md").read_text("utf-8"))
    assert found
    return found["commands"].splitlines()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_documented_drill_brings_back_the_same_reports_and_erases_again(
    settings: Settings, seeded: Seeded, tmp_path: Path
) -> None:
    using = settings.model_copy(update={"backup_folder": str(tmp_path / "kept")})
    written(using, lambda db: load_demo(db, demo_panel(), instrument(*DEFAULT), NOW))
    before = asked(using, digests)
    backed_up(using, tmp_path / "kept")
    written(using, lambda db: erase_recruiter(db, seeded.owner, seeded.recruiter, NOW + 500))
    backed_up(using, tmp_path / "later")
    (tmp_path / "later" / "erasures").rename(tmp_path / "kept" / "erasures")
    commands = drill()
    assert len(commands) <= MOST
    there = tmp_path / "there"
    there.mkdir()
    said = [run(line, there, tmp_path / "kept") for line in commands if line.startswith("followthrough ")][:-1]
    assert "Erased again what was erased since: 1 recruiter." in said[0]
    assert "Meridian Freight: the one event is as it was written." in said[1]
    restored = settings.model_copy(update={"database_url": f"sqlite:///{there}/drill/followthrough.db"})
    assert asked(restored, digests) == before
    assert asked(restored, lambda db: everywhere(db, CANARY)) == {}


def run(line: str, there: Path, kept: Path) -> str:
    """One command of the drill, in an empty folder; the last one serves until it is stopped, and is not run."""
    if line == "followthrough serve":
        return ""
    words = line.replace("/mnt/safe", str(kept)).split()[1:]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FOLLOWTHROUGH_")}
    said = {"FOLLOWTHROUGH_DATABASE_URL": "sqlite:///drill/followthrough.db", "FOLLOWTHROUGH_SECRET": SECRET}
    command = [sys.executable, "-m", "app", *words]
    own = inherited | said | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=there, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
