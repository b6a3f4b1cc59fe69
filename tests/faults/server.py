"""The real server as a process of its own: started, killed, stopped, and started again at the same address."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from databases import SECRET
from ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds to start; the machine may be busy
ALONE = httpx.Limits(max_keepalive_connections=0)
ASKING = httpx.Client(verify=False, timeout=5, limits=ALONE)  # to make one each time costs the server half a processor


class Served:
    """`with Served(url, folder) as server:` serves on `server.address` until the block ends; `before` runs it."""

    def __init__(self, url: str, folder: Path, before: Sequence[str] = (), program: str = "app", **more: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said = folder / f"said-{self.port}"
        self._command = [*before, sys.executable, "-m", program, "serve"]
        own = {"DATABASE_URL": url, "SECRET": SECRET, "PORT": str(self.port), "LOG_LEVEL": "error"} | more
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FOLLOWTHROUGH_")}
        self._environment = inherited | {f"FOLLOWTHROUGH_{name}": value for name, value in own.items()}
        self._environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Served":
        try:
            self.start()
        except BaseException:
            self.__exit__()  # nobody else would
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process and self._process.poll() is None:
            self.kill()

    def start(self) -> float:
        """Start it, and wait until it is ready; the seconds that took."""
        began = time.monotonic()
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(self._command, cwd=ROOT, env=self._environment, stdout=said, stderr=said)
        while not self.is_ready():
            assert self._process.poll() is None, self.said.read_text()
            assert time.monotonic() < began + PATIENCE, self.said.read_text()
            time.sleep(0.02)
        return time.monotonic() - began

    def is_ready(self) -> bool:
        """What its page for those who watch it says now."""
        try:
            return ASKING.get(f"{self.address}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    @property
    def pid(self) -> int:
        """Of the server itself, also where another program runs it."""
        assert self._process
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        wrapped = self._command[0] != sys.executable
        return int(children[0]) if wrapped and children else self._process.pid

    def command(self, *words: str) -> int:
        """Another command with the same settings beside it; its status."""
        command = [sys.executable, "-m", "app", *words]
        with self.said.open("ab") as said:
            return subprocess.run(command, cwd=ROOT, env=self._environment, stdout=said, stderr=said).returncode

    def memory(self) -> float:
        """MiB it holds in memory now."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024

    def kill(self) -> None:
        """As the kernel kills: at once, with nothing said."""
        self._end(signal.SIGKILL)

    def stop(self) -> float:
        """As whoever runs it stops it; the seconds until it is gone."""
        began = time.monotonic()
        self.tell_to_end()
        self.wait_for_end()
        return time.monotonic() - began

    def tell_to_end(self) -> None:
        """Ask once, and do not wait."""
        os.kill(self.pid, signal.SIGTERM)

    def wait_for_end(self) -> None:
        """Until it has ended by itself, as it was told to."""
        assert self._process
        assert self._process.wait(PATIENCE) in (0, -signal.SIGTERM), self.said.read_text()

    def _end(self, how: signal.Signals) -> int:
        assert self._process
        os.kill(self.pid, how)
        return self._process.wait(PATIENCE)
