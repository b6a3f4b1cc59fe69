"""Reading a dump again, as a restore would, and counting its rows: one that lacks any is no backup."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.keeping.programs import ENGLISH, lacking, refused
from app.keeping.refusal import NotKept

END = b"\\.\n"
LACKS = "No backup was made: what pg_dump wrote of {} is not what is there. Look at the disk, then try again."


def check_dump(dumped: Path, schema: str, rows: Mapping[str, int], version: int) -> None:
    """Whether every table of a schema is in the dump with all its rows. Raises NotKept."""
    found = counted(dumped, version)
    if wrong := sorted(name for name, many in rows.items() if found.get(f"{schema}.{name}") != many):
        raise NotKept(LACKS.format(", ".join(wrong)))


def counted(dumped: Path, version: int) -> dict[str, int]:
    """Table, with its schema → rows, of a dump that is read to its end and written nowhere. Raises NotKept."""
    words, found = ["pg_restore", "--data-only", "--file=-", str(dumped)], dict[str, int]()
    try:
        read = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL with words of ours
            words, env=os.environ | ENGLISH, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except FileNotFoundError as missing:
        raise lacking(words[0], version) from missing
    with read:
        assert read.stdout
        assert read.stderr
        for line in read.stdout:
            if line.startswith(b"COPY "):
                found[_name(line)] = sum(1 for _ in rows_of(read.stdout))
        said = read.stderr.read().decode(errors="replace")
    if read.returncode:
        raise refused(words[0], said, version)
    return found


def rows_of(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines that follow a COPY, each a row of its table."""
    for line in lines:
        if line == END:
            return
        yield line


def _name(line: bytes) -> str:
    """`COPY public.answer (id, …) FROM stdin;` → `public.answer`."""
    return line.split(b" ", 2)[1].replace(b'"', b"").decode()
