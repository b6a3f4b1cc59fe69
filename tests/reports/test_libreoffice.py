"""A spreadsheet program opens what we write, and computes nothing of it (safety 24)."""

import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from test_spreadsheets import files

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def opened(folder: Path, files: dict[str, bytes], *reading: str) -> dict[str, ElementTree.Element]:
    """The cells of each file as LibreOffice keeps them after it opened it as whoever double-clicks it would."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", *reading, "--convert-to", "fods", "--outdir", str(folder), *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=240)
    assert done.returncode == 0, done.stderr.decode()
    return {name: ElementTree.parse((folder / name).with_suffix(".fods")).getroot() for name in files}


def computed(cells: ElementTree.Element) -> list[str]:
    """What each cell that is a formula computes; links count too, because they fetch."""
    formulas = [cell.get(f"{TABLE}formula", "") for cell in cells.iter(f"{TABLE}table-cell")]
    links = [link.get("{http://www.w3.org/1999/xlink}href", "") for link in cells.iter() if link.tag.endswith("}a")]
    return [each for each in (*formulas, *links) if each]


@pytest.mark.libreoffice
def test_nothing_is_computed_and_every_number_is_a_number_however_the_files_are_opened(tmp_path: Path) -> None:
    book, wide, long = files()
    tables = {"raw.csv": b"a,b\n=1+1,x\n", "wide.csv": wide, "long.csv": long}
    found = opened(tmp_path, {**tables, "report.xlsx": book})
    assert computed(found["raw.csv"]) == ["of:=1+1"], "the program that opens must be one that computes"
    assert [name for name in ("wide.csv", "long.csv", "report.xlsx") if computed(found[name])] == []
    kinds = {cell.get(f"{OFFICE}value-type") for cell in found["report.xlsx"].iter(f"{TABLE}table-cell")}
    assert kinds == {"float", "percentage", "string", None}
    tables["raw.csv"] = b'a,"b;=1+1;c"\n'
    at_semicolons = opened(tmp_path, tables, "--infilter=CSV:59,34,76")
    assert computed(at_semicolons["raw.csv"]) == ["of:=1+1"]
    assert [name for name in ("wide.csv", "long.csv") if computed(at_semicolons[name])] == []
