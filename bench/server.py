"""Servers as people run them: a process each, kept on one core, while the load comes from another."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from app.settings import Settings
from ports import free_port

CORES = tuple(sorted(os.sched_getaffinity(0)))
SERVING, LOADING = CORES[0], CORES[-1]  # the same one where the machine has one
PATIENCE = 60  # seconds to start
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A process that listens; stopped at the end of the `with` block."""

    def __init__(
        self, words: list[str], port: int, more: Mapping[str, str] | None = None, cores: tuple[int, ...] = (SERVING,)
    ) -> None:
        self.port = port
        command = [sys.executable, "-m", *words]
        with on(cores):
            self.process = subprocess.Popen(command, env=os.environ | dict(more or {}), stdout=subprocess.DEVNULL)  # noqa: S603
        self._wait()

    def _wait(self) -> None:
        last = time.monotonic() + PATIENCE
        while not _listens(self.port):
            assert self.process.poll() is None, "The server did not start: read what it said above."
            assert time.monotonic() < last, f"The server did not start within {PATIENCE} seconds."
            time.sleep(0.005)

    def cpu(self) -> float:
        """Seconds of processor time it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self, which: str = "VmRSS") -> float:
        """MiB it fills now, or with VmHWM filled at most."""
        return memory(self.process.pid, which)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.process.terminate()
        self.process.wait(30)


def ours(settings: Settings, module: str = "app", cores: tuple[int, ...] = (SERVING,)) -> Server:
    """`followthrough serve` over a database, as it is started by `make run`."""
    port, secret = free_port(), settings.secret
    assert secret
    told = {
        "FOLLOWTHROUGH_DATABASE_URL": settings.database_url,
        "FOLLOWTHROUGH_SECRET": secret.get_secret_value(),
        "FOLLOWTHROUGH_PORT": str(port),
    }
    return Server([module, "serve"], port, told, cores)


def bare_server(folder: Path) -> Server:
    """Bare Starlette with the files of a folder as its pages."""
    port = free_port()
    return Server(["bench.bare", str(folder), str(port)], port)


def memory(pid: int, which: str) -> float:
    """MiB that a process fills, as the system names it; 0 for one that has ended."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(which)), 0) / 1024


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def on(cores: tuple[int, ...]) -> Iterator[None]:
    """What is started meanwhile keeps to these cores."""
    kept = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, kept)


@contextmanager
def folder() -> Iterator[Path]:
    """For a while, on the disk that temporary files are on: TMPDIR must name a real one, or commits cost nothing."""
    import tempfile

    made = Path(tempfile.mkdtemp(prefix="followthrough-bench-"))
    made.chmod(0o755)  # PostgreSQL, which does not run as root, has its folder inside
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
