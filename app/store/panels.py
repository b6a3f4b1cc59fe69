"""A panel file, or standard input → the instrument it names and the panel, for `followthrough score`."""

import sys
from pathlib import Path

from app.store.instruments import available, instrument
from app.vetting.exchange import Panel, PanelMistakes, instrument_named, read_panel
from app.vetting.instrument import Instrument
from app.vetting.strict_json import NotJson, parse

STANDARD_INPUT = Path("-")
LARGEST = 20_000_000  # bytes


def panel_at(path: Path) -> tuple[Instrument, Panel]:
    """Raises PanelMistakes with one sentence for each thing that is wrong; `-` is standard input."""
    try:
        panel = parse(_text(path))
    except NotJson as mistake:
        raise PanelMistakes([str(mistake)]) from None
    used = _instrument(*instrument_named(panel))
    return used, read_panel(panel, used)


def _text(path: Path) -> str:
    content = _content(path)
    if len(content) > LARGEST:
        raise PanelMistakes([f"The file is larger than {LARGEST // 1_000_000} MB, so it was not read."])
    if not content.strip():
        raise PanelMistakes(["The file is empty."])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as mistake:
        raise PanelMistakes([f"The file is not text in UTF-8: see byte {mistake.start}."]) from None


def _content(path: Path) -> bytes:
    """At most one byte more than allowed."""
    try:
        if path == STANDARD_INPUT:
            return sys.stdin.buffer.read(LARGEST + 1) if sys.stdin else b""
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as mistake:
        raise PanelMistakes([f"{path} cannot be read: {mistake.strerror or mistake}."]) from None


def _instrument(id: str, version: str) -> Instrument:
    known = [f"{name} {number}" for name, number in available()]
    if (id, version) not in available():
        raise PanelMistakes([f"There is no instrument {id} {version}. There is {' and '.join(known)}."])
    return instrument(id, version)
