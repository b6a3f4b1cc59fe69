"""Files beside the database: a new one is whole and safe on disk, or it is not there."""

import os
from pathlib import Path


def write_new(path: Path, content: bytes) -> None:
    """Make a file that only its owner reads. Raises FileExistsError, and OSError: then nothing is left of it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            append(file.fileno(), content)
        sync(path.parent)
    except OSError:
        path.unlink()
        raise


def append(handle: int, content: bytes) -> None:
    """Add all of it to an open file, safe on disk. Raises OSError: then the file is as long as it was."""
    before = os.fstat(handle).st_size
    try:
        left = memoryview(content)
        while left:  # a disk that runs full takes a part, and refuses the next
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, before)
        raise


def sync(folder: Path) -> None:
    """What was named, renamed or taken away in a folder outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
