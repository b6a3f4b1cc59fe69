"""Outside programs that tests drive, where this machine has them: a Chromium, and a PostgreSQL server of our own."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from claimed import claimed

CI = os.environ.get("CI") == "true"
ROOT = "postgres"  # made the server, and may do anything
SERVER = "followthrough"  # as whom the product connects: an ordinary role, which owns its databases
HANDS = "hands"  # as whom a test arranges and looks: row security does not hold it back
ROLES = (
    f"CREATE ROLE {SERVER} LOGIN",
    f"CREATE ROLE {HANDS} LOGIN BYPASSRLS IN ROLE {SERVER}",
)
SECONDS_TO_START = 60
PATIENCE = 30_000  # ms a page may take before a test in a browser gives up: several tests share the cores
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # for data nobody needs tomorrow
SYSTEM = f"{os.environ.get('PATH', '')}:/usr/sbin"  # where programs are that only servers run
MEMORY = Path("/dev/shm")  # a file system in memory on Linux
ROOM = 2**31  # bytes that must be free there


def memory() -> Path | None:
    """Where files can be that need not outlive the run, in memory, or None: there a sync costs nothing."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM else None


def chromium() -> Path | None:
    """Where a Chromium is, or None."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))
    return next((Path(path) for path in found if path), None)


def postgresql() -> Path | None:
    """The folder with initdb and postgres, the newest where there are several, or None."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("postgres")
    folders = [*([Path(on_path).resolve().parent] if on_path else []), *reversed(packaged)]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def browser_lacks() -> str | None:
    """Why no browser can be driven here, or None."""
    if chromium() is None:
        return "Chromium is not installed"
    driver = subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True)
    return "Playwright's driver does not start, often because libatomic1 is missing" if driver.returncode else None


def postgresql_lacks() -> str | None:
    """Why no PostgreSQL can be started here, or None."""
    return None if postgresql() else "PostgreSQL is not installed"


def pdftotext_lacks() -> str | None:
    """Why the text of a PDF cannot be read here, or None."""
    return None if shutil.which("pdftotext") else "pdftotext (poppler-utils) is not installed"


def strace_lacks() -> str | None:
    """Why the calls of a program to the kernel cannot be followed here, or None."""
    return None if shutil.which("strace") else "strace is not installed"


def libreoffice_lacks() -> str | None:
    """Why no spreadsheet program can open a file here, or None."""
    return None if shutil.which("soffice") else "LibreOffice (libreoffice-calc-nogui) is not installed"


def haproxy_lacks() -> str | None:
    """Why no proxy can be put before servers here, or None."""
    return None if shutil.which("haproxy", path=SYSTEM) else "HAProxy is not installed"


# Mark of a test → why it cannot run here. Where CI=true nothing is skipped: what is missing fails.
LACKS: dict[str, Callable[[], str | None]] = {
    "browser": browser_lacks,
    "postgresql": postgresql_lacks,
    "pdftotext": pdftotext_lacks,
    "libreoffice": libreoffice_lacks,
    "strace": strace_lacks,
    "haproxy": haproxy_lacks,
}


class PostgreSQL:
    """A server in a folder of its own that listens only on a socket in that folder, and on a port where one is given.

    `settings` are its own, `QUICK` unless a test needs commits that reach the disk; `under` is where its folder is
    made, among the temporary files unless said; `parts` are the megabytes of each part of what it writes ahead.
    """

    def __init__(
        self, programs: Path, settings: Sequence[str] = QUICK, port: int = 0, under: Path | None = None, parts: int = 16
    ) -> None:
        self.folder, self._claim = claimed("followthrough-postgresql-", under)
        self._as = as_somebody(self.folder)
        data = str(self.folder / "data")
        setup = ["initdb", "-D", data, "-U", ROOT, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        setup += [f"--wal-segsize={parts}"]
        self._run(programs, setup)
        options = [word for each in (*settings, "max_connections=200") for word in ("-c", each)]
        where = ["-h", "127.0.0.1", "-p", str(port)] if port else ["-h", ""]
        self._command = [str(programs / "postgres"), "-D", data, "-k", str(self.folder), *where, *options]
        self.port = port or 5432  # which names the socket too
        self.start()
        for role in ROLES:
            self.say(role)

    def start(self) -> None:
        """Start the server, and wait until it answers: at first, or after a crash."""
        with (self.folder / "log").open("a") as log:
            self._server = subprocess.Popen(self._command, stdout=log, stderr=log, **self._as)
        self.wait()

    @property
    def pid(self) -> int:
        """Of the process from which all others come."""
        return self._server.pid

    def revive(self) -> bool:
        """Wait until it answers, started again if it ended by itself, as whoever watches it does; whether it had."""
        ended = self._server.poll() is not None
        self.start() if ended else self.wait()
        return ended

    def crash(self) -> None:
        """End the server at once, as where the power goes: nothing is written any more, and nobody is told."""
        self._server.kill()
        self._server.wait(SECONDS_TO_START)

    def kill_one(self, url: str) -> None:
        """Kill one of its processes that serves the database at `url`; it ends all others too, and recovers."""
        name = url.rpartition("@/")[2].partition("?")[0]
        with self._connected() as connection:
            found = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s LIMIT 1", [name]).fetchone()
        if found:
            os.kill(found[0], signal.SIGKILL)

    def restart(self) -> None:
        """As whoever runs it does: everybody is hung up on, and it starts again."""
        self._server.send_signal(signal.SIGINT)
        self._server.wait(SECONDS_TO_START)
        self.start()

    def url(self, name: str) -> str:
        """The address of one of its databases, as the product's settings take it."""
        return f"postgresql+psycopg://{SERVER}@/{name}?host={self.folder}&port={self.port}"

    def create(self, name: str, like: str = "template0") -> str:
        """A new database, a copy of `like` file by file, as it is cheapest; returns its address."""
        with self._connected() as connection:
            how = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""  # before there was no other
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}" OWNER {SERVER} {how}'.encode())
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.say(f'DROP DATABASE "{name}" WITH (FORCE)')

    def say(self, statement: str) -> None:
        """Have somebody who may do anything say this, in no transaction."""
        with self._connected() as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(30)
        shutil.rmtree(self.folder)
        self._claim.close()

    def _run(self, programs: Path, words: list[str]) -> None:
        done = subprocess.run([programs / words[0], *words[1:]], capture_output=True, text=True, **self._as)
        assert done.returncode == 0, f"{words[0]} refused: {done.stderr}"

    def wait(self) -> None:
        """Until it answers."""
        last = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                return self.say("SELECT 1")
            except psycopg.OperationalError:
                running = self._server.poll() is None and time.monotonic() < last
                assert running, f"PostgreSQL did not start: {(self.folder / 'log').read_text()}"
                time.sleep(0.05)

    def _connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(f"host={self.folder} port={self.port} user={ROOT} dbname=postgres", autocommit=True)


class Standby(PostgreSQL):
    """A copy of another server that follows it, and takes no writes."""

    def __init__(self, programs: Path, primary: PostgreSQL) -> None:
        self.folder, self._claim = claimed("followthrough-standby-", None)
        self._as, self.port = as_somebody(self.folder), 5432
        data, of = str(self.folder / "data"), ["-h", str(primary.folder), "-p", str(primary.port), "-U", ROOT]
        self._run(programs, ["pg_basebackup", "-D", data, *of, "-R", "-c", "fast", "--no-sync"])
        options = [word for each in ("fsync=off", "max_connections=200") for word in ("-c", each)]
        self._command = [str(programs / "postgres"), "-D", data, "-k", str(self.folder), "-h", "", *options]
        self.start()

    def has(self, name: str) -> bool:
        """Whether a database that was made on the primary is here already."""
        try:
            with psycopg.connect(f"host={self.folder} port={self.port} user={ROOT} dbname={name}"):
                return True
        except psycopg.OperationalError:
            return False

    def hold(self) -> None:
        """Receive what the primary writes, and show nothing of it."""
        self.say("SELECT pg_wal_replay_pause()")

    def follow(self) -> None:
        """Show everything again."""
        self.say("SELECT pg_wal_replay_resume()")


def as_somebody(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as `postgres` (or `nobody`), who is given the folder."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    who = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, who.pw_uid, who.pw_gid)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "cwd": folder}


def runs(pid: int) -> bool:
    """Whether a process goes on; one that nobody has asked about since it ended does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
