"""The files of a questionnaire → an Instrument, or every mistake in them at once: file, line, key, what to do."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from app.vetting.assembly import assembled
from app.vetting.frame_shape import FrameShape
from app.vetting.instrument import Instrument
from app.vetting.instrument_checks import mistakes_between
from app.vetting.marks import Mistake, Sheet, read_sheet
from app.vetting.shape_mistakes import shaped
from app.vetting.shapes import DimensionShape

__all__ = ["InstrumentMistakes", "Mistake", "digest", "read_instrument"]
FRAME = "instrument.yaml"
CASES = "cases.yaml"  # tests of the instrument
EXAMPLES = "examples.yaml"  # calls to rate for practice
BESIDE = frozenset({CASES, EXAMPLES})  # not part of the instrument: a frozen version may gain and change them
DIMENSION = re.compile(r"[1-9][0-9]?-[a-z][a-z0-9_]*\.yaml")


class InstrumentMistakes(Exception):
    """A questionnaire that cannot be used, with everything that is wrong in it, by file and line."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(map(str, self.mistakes)))


def digest(files: Mapping[str, str]) -> str:
    """SHA-256 in hex over names and bytes in order of name; cases, examples and Windows line ends do not count."""
    running = hashlib.sha256()
    for name in sorted(files):
        if name not in BESIDE:
            content = files[name].replace("\r\n", "\n").encode()
            running.update(f"{name}\0{len(content)}\0".encode() + content)
    return running.hexdigest()


def read_instrument(files: Mapping[str, str]) -> Instrument:
    """File name → text of one folder as an Instrument. Raises InstrumentMistakes."""
    texts = {name: text for name, text in files.items() if name not in BESIDE}
    frame_sheet = read_sheet(FRAME, texts[FRAME]) if FRAME in texts else Sheet(FRAME)
    sheets = [read_sheet(name, texts[name]) for name in sorted(filter(DIMENSION.fullmatch, texts), key=_place)]
    frame = shaped(FrameShape, frame_sheet)
    dimensions = [shape for sheet in sheets if (shape := shaped(DimensionShape, sheet))]
    mistakes = [*_folder(texts), *mistakes_between(frame_sheet.top, [sheet.top for sheet in sheets])]
    mistakes += [mistake for sheet in (frame_sheet, *sheets) for mistake in sheet.mistakes]
    if mistakes or frame is None:
        raise InstrumentMistakes(mistakes)
    return assembled(frame, dimensions, digest(texts))


def _place(name: str) -> tuple[int, str]:
    return int(name.partition("-")[0]), name


def _folder(files: Mapping[str, str]) -> Iterator[Mistake]:
    if FRAME not in files:
        yield Mistake(FRAME, 1, "", "This file is missing. Add it; it holds everything that is not a question.")
    if not any(map(DIMENSION.fullmatch, files)):
        yield Mistake(".", 1, "", "No dimension has a file. Add one per dimension, such as 1-substance.yaml.")
    for name in files:
        if name != FRAME and not DIMENSION.fullmatch(name):
            yield Mistake(name, 1, "", f"No such file belongs here. Call it {FRAME} or 8-word.yaml, or remove it.")
