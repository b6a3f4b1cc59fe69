"""`followthrough rescore`: every form scored again from what was sealed, and named where its answers say otherwise."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from app.actions.demo import load_demo
from app.rescoring import verdicts
from app.settings import Settings
from app.store.demo import demo_panel
from app.store.rows import add
from app.store.tables import answers, companies, responses
from app.verifying import told
from databases import SECRET
from panels import INSTRUMENT
from people import NOW

ROOT = Path(__file__).parent.parent


class Said(list[tuple[str, bool]]):
    """What was printed, and whether as an error."""

    def __call__(self, text: str, err: bool = False) -> None:
        self.append((text, err))


@pytest.fixture
def company(db: Connection) -> str:
    found = load_demo(db, demo_panel(), INSTRUMENT, NOW).company
    add(db, companies, name="Nobody yet", demo=False, created_at=NOW)
    db.commit()
    return found


def said(settings: Settings, company: str | None = None) -> tuple[int, Said]:
    heard = Said()
    return told(verdicts(settings, company), heard), heard


def test_it_says_the_same_of_the_same_scores(settings: Settings, company: str) -> None:
    code, first = said(settings)
    assert (code, first) == said(settings)
    assert [err for _, err in first] == [False, False]
    assert first[0][0].startswith(f"{company}: ")
    assert "forms were scored again. Their scores together are " in first[0][0]
    assert first[1][0] == "Nobody yet: no form is in yet."


def test_it_names_the_form_whose_answers_were_changed(settings: Settings, db: Connection, company: str) -> None:
    _, before = said(settings, company)
    db.execute(update(answers).where(answers.c.response_id == 1, answers.c.item == "EV01").values(status="na"))
    db.commit()
    code, after = said(settings, company)
    wrong = f"{company}: form 1 of vetting 1 has other answers than were sealed when it was submitted."
    assert (code, after) == (1, [(wrong, True), *before])


def test_other_scores_have_another_number(settings: Settings, db: Connection, company: str) -> None:
    _, [(before, _)] = said(settings, company)
    db.execute(update(responses).where(responses.c.id == 1).values(compact=b"\x04" * 30))
    db.commit()
    _, [_, (after, _)] = said(settings, company)
    assert before.split(" are ")[0] == after.split(" are ")[0]
    assert before != after


def test_the_command_ends_with_2_where_there_is_no_database(tmp_path: Path) -> None:
    asked = {"FOLLOWTHROUGH_DATABASE_URL": f"sqlite:///{tmp_path}/none.db", "FOLLOWTHROUGH_SECRET": SECRET}
    words = [sys.executable, "-m", "app", "rescore"]
    done = subprocess.run(words, capture_output=True, cwd=ROOT, env=asked, timeout=120, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"There is no database at {tmp_path}/none.db.")
