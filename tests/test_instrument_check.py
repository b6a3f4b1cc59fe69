"""The commands on a questionnaire: check, index, freeze."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import files
from app.__main__ import commands

FOLDER = files("questionnaires") / "lgv-external-1.0.0"


def test_check_of_ours_counts_and_finds_no_mistake() -> None:
    ran = CliRunner().invoke(commands, ["instrument", "check", str(FOLDER)])
    assert (ran.exit_code, ran.stdout) == (
        0,
        "lgv-external 1.0.0: 7 dimensions, 32 facets, 77 items. No mistakes.\n",
    )


def test_check_prints_a_line_for_each_mistake_and_exits_with_1(tmp_path: Path) -> None:
    folder = tmp_path / "draft"
    shutil.copytree(FOLDER, folder)
    for name, old, new in (
        ("2-rhythm.yaml", "article: [R2]", "article: [R9]"),
        ("3-closure.yaml", "id: EV11", "id: EV10"),
    ):
        (folder / name).write_text((folder / name).read_text("utf-8").replace(old, new, 1), "utf-8")
    ran = CliRunner().invoke(commands, ["instrument", "check", str(folder)])
    assert (ran.exit_code, ran.stdout) == (1, "")
    unit = next(line for line in ran.stderr.splitlines() if "2-rhythm" in line)
    assert unit.startswith(f"{folder}/2-rhythm.yaml:21: facets.rhy.after_interview.article.1: The article has no unit")
    assert f"{folder}/3-closure.yaml:" in ran.stderr


@pytest.mark.parametrize("path", ["nowhere", str(FOLDER / "instrument.yaml")])
def test_check_of_what_is_no_folder_exits_with_1_and_a_sentence(path: str) -> None:
    ran = CliRunner().invoke(commands, ["instrument", "check", path])
    assert (ran.exit_code, ran.stderr.startswith(f"{path}:1: ")) == (1, True)


def test_index_prints_every_item() -> None:
    ran = CliRunner().invoke(commands, ["instrument", "index", str(FOLDER)])
    assert ran.exit_code == 0
    assert "| `rhy.no_news` | S22 | EV08 bars | SF06 pair | – | – |" in ran.stdout
    assert "| **S22** Even a short 'no decision yet' message counts. | EV08, EV13, SF06, SF11, CL03 |" in ran.stdout


def test_freeze_prints_the_line_of_the_register() -> None:
    ran = CliRunner().invoke(commands, ["instrument", "freeze", str(FOLDER)])
    assert ran.stdout in (FOLDER.parent / "frozen.toml").read_text("utf-8").splitlines(keepends=True)


def test_check_as_a_command_needs_neither_the_web_nor_a_database() -> None:
    loaded = "import sys; from app.__main__ import commands; commands(sys.argv[1:], standalone_mode=False); "
    heavy = "print(sorted({'fastapi', 'sqlalchemy', 'sqlmodel', 'jinja2', 'typst'} & set(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", loaded + heavy, "instrument", "check", str(FOLDER)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines() == [
        "lgv-external 1.0.0: 7 dimensions, 32 facets, 77 items. No mistakes.",
        "[]",
    ]
