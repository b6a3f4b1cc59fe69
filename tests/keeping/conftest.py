"""Backups are tested on SQLite and on PostgreSQL; a company with a canary in it is what is backed up."""

import pytest

from app.settings import Settings
from backups import written
from canary import Seeded, seed


@pytest.fixture
def seeded(settings: Settings) -> Seeded:
    """A company in which the recruiter's word is the canary, committed and left alone."""
    return written(settings, lambda db: seed(db, "recruiter"))
