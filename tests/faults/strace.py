"""What the unchanged server asks of the kernel for its database: followed with strace, or answered with an error."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLLOWED = "pwrite64,fsync,fdatasync,ftruncate,unlink"
LINE = re.compile(r"(\d+) +(\d+\.\d+) (.*)")
CALL = re.compile(r"(\w+)\((.*)\)\s+= (\d+)")
FILE = re.compile(r"(?:\d+<((?:\\x[0-9a-f]{2})+)>|\"((?:\\x[0-9a-f]{2})+)\")")
WRITTEN = re.compile(r'"((?:\\x[0-9a-f]{2})*)", \d+, (\d+)$')


@dataclass(frozen=True, slots=True)
class Call:
    """One call that succeeded: `at` is the moment it began, in seconds since 1970; `size` of a truncated file."""

    at: float
    kind: Literal["write", "sync", "truncate", "remove"]
    file: str  # its name without the folder
    offset: int = 0
    content: bytes = b""
    size: int = 0


def files(database: Path) -> list[str]:
    """The words that let strace look at the database's own files only; its index in memory is made anew."""
    return [word for end in ("", "-wal", "-journal") for word in ("-P", f"{database}{end}")]


def followed(database: Path, log: Path) -> list[str]:
    """The command that runs another and writes down its calls."""
    how = ["-f", "-qq", "-y", "-xx", "-s", "200000", "--absolute-timestamps=format:unix,precision:us"]
    return ["strace", *how, "-e", "signal=none", "-e", f"trace={FOLLOWED}", *files(database), "-o", str(log)]


def calls(log: Path) -> Iterator[Call]:
    """What strace wrote down, in the order in which the calls were done."""
    begun: dict[str, tuple[str, str]] = {}  # thread → when, and what of the call is known
    for line in log.read_text().splitlines():
        found = LINE.match(line)
        assert found, line
        thread, at, said = found.groups()
        if said.endswith("<unfinished ...>"):
            begun[thread] = at, said.removesuffix("<unfinished ...>").rstrip()
        elif said.startswith("<..."):
            at, first = begun.pop(thread)
            yield from _one(float(at), first + said.partition("resumed>")[2])
        else:
            yield from _one(float(at), said)


def _one(at: float, said: str) -> Iterator[Call]:
    found, file = CALL.match(said), FILE.search(said)
    if not found or not file:  # it failed
        return
    name, words, told = found.groups()
    where = Path(_bytes(file[1] or file[2]).decode()).name
    if name == "pwrite64":
        written = WRITTEN.search(words)
        assert written, said[:200]
        yield Call(at, "write", where, int(written[2]), _bytes(written[1])[: int(told)])
    elif name == "ftruncate":
        yield Call(at, "truncate", where, size=int(words.rpartition(",")[2]))
    else:
        yield Call(at, "remove" if name == "unlink" else "sync", where)


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


@contextmanager
def broken(pid: int, database: Path, call: str, when: str, error: str = "EIO") -> Iterator[None]:
    """While the block runs these calls of the server for its database fail: `when` is 3, or 3+ for all from there."""
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}", "-e", "signal=none"]
    command = ["strace", "-f", "-p", str(pid), *files(database), *inject, "-o", "/dev/null"]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert tracer.stderr
        assert "attached" in tracer.stderr.readline()
        yield
    finally:
        tracer.send_signal(signal.SIGINT)  # at which it lets go
        tracer.communicate(timeout=30)
