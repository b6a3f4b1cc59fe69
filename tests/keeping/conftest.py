"""Backups are tested on SQLite and on PostgreSQL; a company with a canary in it is what is backed up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from backups import Elsewhere, written
from canary import Seeded, seed


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture(autouse=True)
def _elsewhere_than_the_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder that is set, backups of PostgreSQL go beside where one works."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def seeded(settings: Settings) -> Seeded:
    """A company in which the recruiter's word is the canary, committed and left alone."""
    return written(settings, lambda db: seed(db, "recruiter"))


@pytest.fixture
def elsewhere(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Elsewhere]:
    """The settings of another machine with the same kind of database, where nothing was started yet, by its name."""
    server = request.getfixturevalue("postgresql") if database_kind == "postgresql" else None
    there = Elsewhere(tmp_path, server)
    yield there
    if server:
        there.leave()
