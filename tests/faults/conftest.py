"""What the fault tests share: a disk and one to fill, a PostgreSQL whose commits reach it, and databases of it."""

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

import machine
from app.store.database import migrate
from databases import used
from faults.narrow import small
from ports import free_port

NUMBERS = count(1)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """On a disk, where a sync takes its time; those of all other tests are in memory."""
    with tempfile.TemporaryDirectory(prefix="followthrough-faults-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def durable() -> Iterator[machine.PostgreSQL]:
    """A PostgreSQL that writes to the disk as it would where it counts, with a database `migrated` to copy."""
    programs = machine.postgresql()
    assert programs, "PostgreSQL is not installed"
    server = machine.PostgreSQL(programs, settings=(), port=free_port())
    try:
        migrate(used(server.create("migrated")))
        yield server
    finally:
        server.stop()


@pytest.fixture
def durable_url(durable: machine.PostgreSQL) -> Iterator[str]:
    """A fresh database of it."""
    name = f"faults_{next(NUMBERS)}"
    yield durable.create(name, like="migrated")
    durable.drop(name)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own of a few megabytes, where this machine lets us make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with small(folder):
        yield folder
