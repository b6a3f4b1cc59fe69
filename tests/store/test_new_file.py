"""A file is whole and its owner's only, or not there: also where its disk takes half of it and no more."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.settings import Settings
from app.store.erasure_list import add_to_list, on_list
from app.store.erasures import Erased, Noted
from app.store.keys import read_keys, secret_file
from app.store.new_file import write_new

HALF = 20  # bytes that any file may be long


@contextmanager
def narrow(room: int = HALF) -> Iterator[None]:
    """A file may grow so far; what goes beyond is taken in part, and the rest refused."""
    before = resource.prlimit(os.getpid(), resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(os.getpid(), resource.RLIMIT_FSIZE, before)


def noted(row: int) -> Noted:
    return Noted(Erased(1, "member", row), "d" * 64, row)


def test_a_file_of_which_half_finds_room_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "new"
    with narrow(), pytest.raises(OSError, match="too large"):
        write_new(path, b"x" * 2 * HALF)
    assert not path.exists()
    write_new(path, b"x" * 2 * HALF)
    with pytest.raises(FileExistsError):
        write_new(path, b"")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"x" * 2 * HALF, 0o600)


def test_a_first_start_without_room_leaves_no_half_of_a_secret(tmp_path: Path) -> None:
    using = Settings(database_url=f"sqlite:///{tmp_path}/own/f.db")
    with narrow(), pytest.raises(OSError, match="too large"):
        read_keys(using)
    assert not secret_file(using).exists()
    assert read_keys(using) == read_keys(using)


def test_a_list_that_is_not_taken_whole_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "erasures"
    add_to_list(path, [noted(1)])
    before = path.read_bytes()
    with narrow(len(before) + HALF), pytest.raises(OSError, match="too large"):
        add_to_list(path, [noted(1), noted(2)])
    assert path.read_bytes() == before
    add_to_list(path, [noted(1), noted(2)])
    assert on_list(path) == [noted(1), noted(2)]
