"""The vendored fonts: unmodified, licensed, and all that a report needs."""

import hashlib
import re
from pathlib import Path

from app.reports.typesetting import fonts

FOLDER = Path("static/fonts")


def test_the_readme_lists_every_font_with_its_hash() -> None:
    listed = dict(re.findall(r"\| (\S+\.(?:ttf|woff2)) \|.*`([0-9a-f]{64})` \|", (FOLDER / "README.md").read_text()))
    found = {f.name: f for f in (*FOLDER.glob("pdf/*.ttf"), *FOLDER.glob("*.woff2"))}
    assert listed == {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in found.items()}


def test_every_font_of_the_templates_is_vendored_and_every_vendored_font_is_used() -> None:
    style = Path("templates/reports/_style.typ").read_text()
    named = set(re.findall(r'"([^"]+)"', style.split("#let families = (")[1].split(")")[0]))
    assert named == set(fonts().families())


def test_the_fonts_are_loaded_once() -> None:
    assert fonts() is fonts()
