"""A disk of a few megabytes, filled to its last bytes; where none can be made, files that may grow no further."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE = "12m"


@contextmanager
def small(folder: Path, size: str = SIZE) -> Iterator[Path]:
    """A folder on a disk of its own, where this machine lets us make one; else it is as any other."""
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
    try:
        yield folder
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def crammed(folder: Path, left: int, pid: int) -> Iterator[None]:
    """While the block runs so much of the disk is left; of a disk we share, so long may a file of this process be."""
    if os.path.ismount(folder):
        ballast, disk = folder / "ballast", os.statvfs(folder)
        with suppress(OSError):  # somebody else may write meanwhile, and it is full all the sooner
            ballast.write_bytes(bytes(max(0, disk.f_bavail * disk.f_frsize - left)))
        try:
            yield
        finally:
            ballast.unlink()
    else:
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (left, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def sort_of(folder: Path) -> str:
    """By what it is full, for the table."""
    return f"{SIZE}B tmpfs" if os.path.ismount(folder) else "limited files"
