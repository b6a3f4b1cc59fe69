"""A zip archive with a JSON file for each table: rows are written as they come, so that it fits any memory."""

import base64
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from app import files

README = "README.txt"
LAYOUT = """{title}

Taken out of Followthrough {version} on {day}.

{layout}
{left_out}
HOW TO READ IT

Each file under tables/ is a JSON array in UTF-8: one object for each row, named as in docs/rights.md. Columns that
end in _id name the id of a row in another file. Moments (…_at, at) are seconds since 1970 in UTC; exact numbers are
written "num/den"; files are base64. What people typed is text and nothing else: show it as text, whatever it looks
like.
"""


class Archive:
    """An archive that is being written into a file; `counts` says how many rows each table has so far."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.counts: dict[str, int] = {}

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self._zip.close()

    def table(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """`tables/<name>.json`."""
        many = 0
        with self._zip.open(f"tables/{name}.json", "w") as entry:
            for row in rows:
                line = json.dumps(dict(row), ensure_ascii=False, default=_file)
                entry.write(f"{',' if many else '['}\n{line}".encode())
                many += 1
            entry.write(b"\n]\n" if many else b"[]\n")
        self.counts[name] = many

    def content(self, name: str, value: object) -> None:
        """One JSON document."""
        self._zip.writestr(name, json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def questionnaire(self, instrument: str, version: str) -> None:
        """The questions that the answers belong to, as they were asked."""
        folder: Path = files("questionnaires") / f"{instrument}-{version}"
        for path in sorted(folder.glob("*.yaml")):
            self._zip.write(path, f"questionnaires/{folder.name}/{path.name}")

    def readme(self, title: str, version: str, day: str, left_out: Iterable[str]) -> None:
        """What is in it and what is not, and how to read it; written last."""
        layout = "".join(f"  tables/{name}.json  {many}\n" for name, many in self.counts.items())
        missing = "".join(f"  {line}\n" for line in left_out)
        listed = f"WHAT IS LEFT OUT\n\n{missing}" if missing else ""
        shown = {"title": title, "version": version, "day": day, "left_out": listed}
        self._zip.writestr(README, LAYOUT.format(layout=f"WHAT IS IN IT, AND HOW MANY ROWS\n\n{layout}", **shown))


def _file(content: object) -> str:
    """The bytes of a file as text. Raises TypeError for anything else."""
    if not isinstance(content, bytes):
        raise TypeError(f"{type(content)} has no place in an archive")
    return base64.b64encode(content).decode()
