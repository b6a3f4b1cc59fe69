"""Work in a process of its own, with limits of its own, that is told nothing but what it works on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import app

PATIENCE = 30  # seconds, with everything else the machine does at the time; the longest reports need four
NEEDED = ("PATH", "HOME", "SYSTEMROOT")  # of the environment; what the program is told in confidence stays here
REFUSED = 3  # how a module of ours exits when it says a sentence for people


class Failed(RuntimeError):
    """It ended without a result, or too `late`; `told` is for the log, or where it `refused`, for people."""

    def __init__(self, told: str, *, refused: bool = False, late: bool = False) -> None:
        super().__init__(told)
        self.told, self.refused, self.late = told, refused, late


def run_apart(module: str, given: bytes, *words: str) -> bytes:
    """What the module, started with these words, writes when it is given this.

    Blocking: call it in a bounded worker thread. Raises Failed.
    """
    environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
    environment["PYTHONPATH"] = str(Path(app.__file__).parent.parent)
    command = [sys.executable, "-m", module, *words]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, told nothing but what it works on
            command, input=given, env=environment, capture_output=True, timeout=PATIENCE, check=True
        )
    except subprocess.TimeoutExpired as late:
        raise Failed(f"It was not done within {PATIENCE} seconds.", late=True) from late
    except subprocess.CalledProcessError as failed:
        told = failed.stderr.decode(errors="replace")[-2000:]
        refused, too_late = failed.returncode == REFUSED, failed.returncode == -getattr(signal, "SIGXCPU", 0)
        raise Failed(told, refused=refused, late=too_late) from failed
    return done.stdout


def limit(seconds: int, size: int) -> None:
    """Of this process from now on: processor time, and bytes that it may fill. Pages merely mapped count nothing."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
