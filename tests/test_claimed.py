"""The folder of a server that tests started is taken away once neither its run nor the server lives, and not before."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import machine
from claimed import CLAIM, claimed, is_left

TESTS = Path(__file__).parent
NAME = "followthrough-postgresql-"
GONE = 2**22 + 1  # no process has this number
RUN = """
import sys, time
from pathlib import Path
import machine
print(machine.PostgreSQL(machine.postgresql(), under=Path(sys.argv[1])).folder, flush=True)
time.sleep(600)
"""


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder that whoever runs PostgreSQL may enter."""
    with tempfile.TemporaryDirectory(prefix="followthrough-claimed-", dir=machine.memory()) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        for noted in Path(folder).glob("*/data/postmaster.pid"):  # where a test broke off
            with suppress(ProcessLookupError):
                os.kill(int(noted.read_text().split()[0]), signal.SIGKILL)


@contextmanager
def run(under: Path) -> Iterator[Path]:
    """The folder of a server that another run has started, which is killed at the end."""
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    process = subprocess.Popen([sys.executable, "-c", RUN, under], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout
        yield Path(process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()


def swept(under: Path) -> None:
    """As the next run does it."""
    claimed(NAME, under)[1].close()


def wait_for_end(pid: int) -> None:
    last = time.monotonic() + 30
    with suppress(ProcessLookupError):
        while time.monotonic() < last:
            os.kill(pid, 0)
            time.sleep(0.01)


@pytest.mark.postgresql
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_run_left_goes_with_the_next_once_its_server_is_gone(
    in_memory: Path, how: signal.Signals
) -> None:
    """Killed, a server leaves behind the file with its number; told to end, it takes that away."""
    with run(in_memory) as folder:
        noted = folder / "data" / "postmaster.pid"
        server = int(noted.read_text().split()[0])
        swept(in_memory)
        assert folder.exists()  # the run and its server live
    swept(in_memory)
    assert folder.exists()  # the server lives
    os.kill(server, how)
    wait_for_end(server)
    assert noted.exists() is (how == signal.SIGKILL)
    swept(in_memory)
    assert not folder.exists()


def note(folder: Path, pid: int) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "postmaster.pid").write_text(f"{pid}\n{folder}\n")


@pytest.mark.parametrize(
    ("run_lives", "server", "left"),
    [(True, 0, False), (True, GONE, False), (False, 0, True), (False, GONE, True), (False, os.getpid(), False)],
    ids=["run alone", "run, server gone", "nothing", "server gone", "server alone"],  # the same in every process
)
def test_a_folder_is_left_where_neither_lives(tmp_path: Path, run_lives: bool, server: int, left: bool) -> None:
    """A test may kill the server of a run that lives, to start it again."""
    folder, claim = claimed(NAME, tmp_path)
    if server:
        note(folder, server)
    if not run_lives:
        claim.close()
    assert is_left(folder) is left
    claim.close()


def test_a_folder_that_is_just_made_or_is_not_ours_is_not_left(tmp_path: Path) -> None:
    assert not is_left(tmp_path)
    (tmp_path / CLAIM).touch()  # made, and not yet locked
    assert not is_left(tmp_path)


def test_only_what_is_left_goes(tmp_path: Path) -> None:
    kept, claim = claimed(NAME, tmp_path)
    claimed(NAME, tmp_path)[1].close()
    new, other = claimed(NAME, tmp_path)
    assert {*tmp_path.iterdir()} == {kept, new}
    claim.close()
    other.close()
