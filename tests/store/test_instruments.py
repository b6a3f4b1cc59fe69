"""The folders of questionnaires/: found by id and version, held to their frozen hash, refused with every mistake."""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import files
from app.store import instruments
from app.store.instruments import DEFAULT, available, examples, instrument, instrument_at, latest, read_all
from app.vetting.item_index import item_index
from app.vetting.reading import InstrumentMistakes, Mistake

OURS = files("questionnaires")
FOLDER = OURS / "lgv-external-1.0.0"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of questionnaires/ that may be written to, in its place."""
    copy = tmp_path / "questionnaires"
    shutil.copytree(OURS, copy)
    monkeypatch.setattr(instruments, "files", lambda _: copy)
    instrument.cache_clear()
    examples.cache_clear()
    yield copy
    instrument.cache_clear()
    examples.cache_clear()


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def mistakes_at(path: Path) -> tuple[Mistake, ...]:
    with pytest.raises(InstrumentMistakes) as caught:
        instrument_at(path)
    return caught.value.mistakes


def test_ours_is_found_by_id_and_version_and_read_once() -> None:
    found = instrument(*DEFAULT)
    assert (found.id, found.version, len(found.items)) == ("lgv-external", "1.0.0", 77)
    assert instrument(*DEFAULT) is found


def test_a_sketch_is_not_listed() -> None:
    assert (OURS / "lgv-inhouse-0.1.0" / "sketch.yaml").is_file()
    assert available() == [DEFAULT]


def test_every_frozen_version_has_the_files_it_was_frozen_with() -> None:
    frozen = tomllib.loads((OURS / "frozen.toml").read_text("utf-8"))
    assert frozen == {f"{id}-{version}": instrument(id, version).hash for id, version in available()}


def test_the_index_in_the_readme_is_the_index_of_our_items() -> None:
    readme = (OURS / "README.md").read_text("utf-8")
    assert readme.endswith(item_index(instrument(*DEFAULT))), "followthrough instrument index prints what belongs there"


def test_the_question_in_the_readme_is_ours() -> None:
    readme = (OURS / "README.md").read_text("utf-8")
    item = instrument(*DEFAULT).item["EV08"]
    for text in (item.prompt, item.probe, item.why, *(option.text for option in item.options)):
        assert f'"{text}"' in readme


def test_the_latest_version_is_the_highest_number_not_the_last_word(shelf: Path) -> None:
    for version in ("1.9.0", "1.10.0"):
        shutil.copytree(FOLDER, shelf / f"lgv-external-{version}")
        rewrite(shelf / f"lgv-external-{version}" / "instrument.yaml", '"1.0.0"', f'"{version}"')
    assert [version for _, version in available()] == ["1.0.0", "1.9.0", "1.10.0"]
    assert latest("lgv-external").version == "1.10.0"


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("version", ["9.9.9", "../lgv-external-1.0.0", ""])
def test_a_version_that_is_not_there_is_refused_by_a_sentence(version: str) -> None:
    with pytest.raises(InstrumentMistakes, match="There is no such folder with a questionnaire"):
        instrument("lgv-external", version)


@pytest.mark.usefixtures("shelf")
def test_an_instrument_without_any_version_is_refused_by_a_sentence() -> None:
    with pytest.raises(InstrumentMistakes, match="There is no such folder with a questionnaire"):
        latest("lgv-inhouse")


def test_a_frozen_version_that_changed_is_refused(shelf: Path) -> None:
    rewrite(shelf / "lgv-external-1.0.0" / "3-closure.yaml", "Closing the loop", "Closing loops")
    with pytest.raises(InstrumentMistakes) as caught:
        instrument(*DEFAULT)
    [found] = caught.value.mistakes
    assert (found.file, found.key) == (str(shelf / "frozen.toml"), "lgv-external-1.0.0")
    assert "lgv-external-1.0.0" in (shelf / "frozen.toml").read_text("utf-8").splitlines()[found.line - 1]
    assert "Undo the change, or copy the folder and give the copy a new version." in found.what


def test_a_frozen_version_may_gain_cases_and_an_editors_backups(shelf: Path) -> None:
    (shelf / "lgv-external-1.0.0" / "cases.yaml").write_text("- anything\n")
    (shelf / "lgv-external-1.0.0" / "3-closure.yaml~").write_text("old")
    (shelf / "lgv-external-1.0.0" / ".3-closure.yaml.swp").write_bytes(b"\xff")
    assert instrument(*DEFAULT).hash == instrument_at(FOLDER).hash


def test_a_frozen_version_may_change_its_examples(shelf: Path) -> None:
    rewrite(shelf / "lgv-external-1.0.0" / "examples.yaml", "A call with Corin Ashby", "Call one")
    assert instrument(*DEFAULT).hash == instrument_at(FOLDER).hash
    assert [example.title for example in examples(*DEFAULT)] == ["Call one", "A call with Ruth Pellow"]


def test_ours_has_two_examples_read_once() -> None:
    found = examples(*DEFAULT)
    assert [example.id for example in found] == ["corin", "ruth"]
    assert examples(*DEFAULT) is found


def test_a_version_without_examples_has_none(shelf: Path) -> None:
    (shelf / "lgv-external-1.0.0" / "examples.yaml").unlink()
    assert examples(*DEFAULT) == ()


def test_a_mistake_in_the_examples_is_named_with_the_folder_it_is_in(shelf: Path) -> None:
    file = shelf / "lgv-external-1.0.0" / "examples.yaml"
    rewrite(file, "points: 2, support: specific", "points: 2")
    [found] = mistakes_at(file.parent)
    assert (found.file, found.key) == (str(file), "examples.corin.parts.EV12.key")
    with pytest.raises(InstrumentMistakes, match="Add `support`"):
        read_all()


def test_examples_that_are_not_utf_8_are_named_with_their_line(shelf: Path) -> None:
    file = shelf / "lgv-external-1.0.0" / "examples.yaml"
    file.write_bytes(b"examples:\n  caf\xe9:\n")
    [found] = mistakes_at(file.parent)
    assert (found.file, found.line) == (str(file), 2)
    assert found.what == "This line is not UTF-8. Save the file as UTF-8."


def test_a_version_that_is_not_frozen_may_change(shelf: Path) -> None:
    shutil.copytree(FOLDER, shelf / "lgv-external-1.1.0")
    rewrite(shelf / "lgv-external-1.1.0" / "instrument.yaml", '"1.0.0"', '"1.1.0"')
    assert instrument("lgv-external", "1.1.0").hash != instrument(*DEFAULT).hash


def test_a_register_that_is_not_toml_is_named(shelf: Path) -> None:
    (shelf / "frozen.toml").write_text('"lgv-external-1.0.0" = \n')
    [found] = mistakes_at(shelf / "lgv-external-1.0.0")
    assert (found.file, found.what[:28]) == (str(shelf / "frozen.toml"), "This cannot be read as TOML ")


def test_a_folder_that_is_called_otherwise_is_named(shelf: Path) -> None:
    (shelf / "lgv-external-1.0.0").rename(shelf / "lgv-external-2.0.0")
    with pytest.raises(InstrumentMistakes, match=r"called lgv-external-2\.0\.0 and holds lgv-external 1\.0\.0"):
        instrument("lgv-external", "2.0.0")


def test_the_start_names_the_mistakes_of_all_folders(shelf: Path) -> None:
    for version in ("1.1.0", "1.2.0"):
        shutil.copytree(FOLDER, shelf / f"lgv-external-{version}")
        rewrite(shelf / f"lgv-external-{version}" / "instrument.yaml", '"1.0.0"', '"one"')
    with pytest.raises(InstrumentMistakes) as caught:
        read_all()
    assert [Path(mistake.file).parent.name for mistake in caught.value.mistakes] == [
        "lgv-external-1.1.0",
        "lgv-external-1.2.0",
    ]


def test_the_start_reads_every_available_instrument() -> None:
    assert [(each.id, each.version) for each in read_all()] == available()


def test_a_path_that_is_not_there_or_is_a_file_is_named(tmp_path: Path) -> None:
    [nowhere] = mistakes_at(tmp_path / "nowhere")
    [file] = mistakes_at(FOLDER / "instrument.yaml")
    assert nowhere.what == "There is no such folder with a questionnaire. Check its name."
    assert file.what == "This is a file. Name its folder instead."


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    assert [mistake.file for mistake in mistakes_at(tmp_path)] == [str(tmp_path), str(tmp_path / "instrument.yaml")]


def test_a_file_that_is_not_utf_8_is_named_with_its_line(shelf: Path) -> None:
    file = shelf / "lgv-external-1.0.0" / "3-closure.yaml"
    lines = file.read_bytes().split(b"\n")
    lines[2] = b'name: "Closing the loop \xe9"'
    file.write_bytes(b"\n".join(lines))
    found = [mistake for mistake in mistakes_at(file.parent) if mistake.file == str(file)]
    assert [(mistake.line, mistake.what) for mistake in found] == [
        (3, "This line is not UTF-8. Save the file as UTF-8.")
    ]
