"""Folders of servers that tests start: each is claimed while its run lives, and what killed runs left behind goes."""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

CLAIM = "run"  # a file its run keeps locked; whatever ends the run, the kernel unlocks it


def claimed(prefix: str, under: Path | None) -> tuple[Path, IO[str]]:
    """A new folder, and what keeps it claimed while that is open; those of ended runs beside it are taken away."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=under))
    claim = (folder / CLAIM).open("w")
    fcntl.flock(claim, fcntl.LOCK_EX)
    claim.write(str(os.getpid()))  # only now can it be seen to be claimed no more
    claim.flush()
    for other in folder.parent.glob(f"{prefix}*"):
        if is_left(other):
            shutil.rmtree(other, ignore_errors=True)  # another run may do the same
    return folder, claim


def is_left(folder: Path) -> bool:
    """Whether its run and its server have both ended; what cannot be known is not left. A test may have killed the
    server of a run that lives, and a killed run may leave its server."""
    try:
        with (folder / CLAIM).open() as claim:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return bool(claim.read()) and not _serves(folder)
    except OSError:
        return False


def _serves(folder: Path) -> bool:
    try:
        os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except (PermissionError, ValueError, IndexError):
        pass  # another's, or one that begins
    return True
