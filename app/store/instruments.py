"""The folders of questionnaires/ → vetting objects, each read once and held to its frozen hash."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app import files
from app.vetting.examples import Example, read_examples
from app.vetting.instrument import Instrument
from app.vetting.marks import Mistake
from app.vetting.reading import BESIDE, EXAMPLES, FRAME, InstrumentMistakes, digest, read_instrument

DEFAULT = ("lgv-external", "1.0.0")
FROZEN = "frozen.toml"
NO_FOLDER = "There is no such folder with a questionnaire. Check its name."
CHANGED = (
    "The files of this version have changed since it was frozen, and searches may rest on them. "
    "Undo the change, or copy the folder and give the copy a new version."
)
FOLDER = re.compile(r"(.+)-([0-9]+\.[0-9]+\.[0-9]+)")


@cache
def instrument(id: str, version: str) -> Instrument:
    """The instrument of this id and version. Raises InstrumentMistakes, also when there is none."""
    folder = files("questionnaires") / f"{id}-{version}"
    if (id, version) not in available():
        raise InstrumentMistakes([Mistake(str(folder), 1, "", NO_FOLDER)])
    found = instrument_at(folder)
    if (found.id, found.version) != (id, version):
        raise InstrumentMistakes([_misnamed(folder, found)])
    return found


def as_pinned(id: str, version: str, hash: str) -> Instrument | None:
    """The instrument that a search was opened with; None where its files are gone, or are not as they were."""
    try:
        found = instrument(id, version)
    except InstrumentMistakes:
        return None
    return found if found.hash == hash else None


@cache
def examples(id: str, version: str) -> tuple[Example, ...]:
    """The example calls of this version, to rate for practice; often there are none. Raises InstrumentMistakes."""
    found = instrument(id, version)
    return _examples_in(files("questionnaires") / f"{id}-{version}", found)


def latest(id: str) -> Instrument:
    """The highest version of this instrument. Raises InstrumentMistakes if there is none."""
    versions = [version for name, version in available() if name == id]
    return instrument(id, max(versions, key=_numbers, default="none"))


def available() -> list[tuple[str, str]]:
    """Id and version of every folder that holds an instrument.yaml, lowest version first. A sketch is not listed."""
    folders = [path.parent.name for path in files("questionnaires").glob(f"*/{FRAME}")]
    named = [(found[1], found[2]) for name in folders if (found := FOLDER.fullmatch(name))]
    return sorted(named, key=lambda pair: (pair[0], _numbers(pair[1])))


def read_all() -> tuple[Instrument, ...]:
    """Every available instrument, for the start of the program. Raises InstrumentMistakes with those of all folders."""
    found: list[Instrument] = []
    mistakes: list[Mistake] = []
    for pair in available():
        try:
            found.append(instrument(*pair))
        except InstrumentMistakes as wrong:
            mistakes += wrong.mistakes
    if mistakes:
        raise InstrumentMistakes(mistakes)
    return tuple(found)


def instrument_at(path: Path) -> Instrument:
    """The instrument in any folder, its examples read too and a frozen.toml beside it held against it.

    Raises InstrumentMistakes. Examples are held against a questionnaire that can be read, so not before it can be.
    """
    texts, mistakes = texts_at(path)
    try:
        found = read_instrument(texts)
        _examples_in(path, found)
    except InstrumentMistakes as wrong:
        mistakes += [Mistake(str(path / each.file), each.line, each.key, each.what) for each in wrong.mistakes]
    mistakes += _thawed(path, digest(texts))
    if mistakes:
        raise InstrumentMistakes(mistakes)
    return found


def texts_at(path: Path) -> tuple[dict[str, str], list[Mistake]]:
    """The files of a folder as text. Raises InstrumentMistakes if there is no such folder."""
    if not path.is_dir():
        what = "This is a file. Name its folder instead." if path.exists() else NO_FOLDER
        raise InstrumentMistakes([Mistake(str(path), 1, "", what)])
    texts: dict[str, str] = {}
    mistakes: list[Mistake] = []
    for file in sorted(path.iterdir()):
        if file.is_file() and _counts(file.name):
            try:
                texts[file.name] = file.read_bytes().decode("utf-8")
            except UnicodeDecodeError as wrong:
                mistakes.append(_undecoded(file, wrong))
    return texts, mistakes


def _examples_in(folder: Path, found: Instrument) -> tuple[Example, ...]:
    """Its example calls, or none. Raises InstrumentMistakes that name the file without its folder."""
    file = folder / EXAMPLES
    if not file.is_file():
        return ()
    try:
        return read_examples(file.read_bytes().decode("utf-8"), found)
    except UnicodeDecodeError as wrong:
        raise InstrumentMistakes([_undecoded(Path(EXAMPLES), wrong)]) from None


def _counts(name: str) -> bool:
    """Cases and examples are not part of the instrument; hidden files and backups are an editor's."""
    return name not in BESIDE and not name.startswith(".") and not name.endswith("~")


def _undecoded(file: Path, wrong: UnicodeDecodeError) -> Mistake:
    line = wrong.object[: wrong.start].count(b"\n") + 1
    return Mistake(str(file), line, "", "This line is not UTF-8. Save the file as UTF-8.")


def _misnamed(folder: Path, found: Instrument) -> Mistake:
    what = f"The folder is called {folder.name} and holds {found.id} {found.version}. Make them the same."
    return Mistake(str(folder / FRAME), 1, "instrument", what)


def _thawed(folder: Path, now: str) -> Iterator[Mistake]:
    """The mistake of a folder that has changed since it was frozen, or of a register that cannot be read."""
    register, name = folder.resolve().parent / FROZEN, folder.resolve().name
    written = register.read_text("utf-8", "replace") if register.is_file() else ""
    try:
        frozen = tomllib.loads(written).get(name)
    except tomllib.TOMLDecodeError as wrong:
        what = f'This cannot be read as TOML ({wrong}). Write `"id-version" = "hash"` lines.'
        yield Mistake(str(register), 1, "", what)
        return
    if frozen is not None and frozen != now:
        line = next((n for n, text in enumerate(written.splitlines(), 1) if f'"{name}"' in text), 1)
        yield Mistake(str(register), line, name, CHANGED)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())
