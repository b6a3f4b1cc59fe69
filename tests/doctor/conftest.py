"""An installation that was never started."""

from pathlib import Path

import pytest

from app.settings import Settings


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """The settings of an installation that makes its own secret; nothing was started yet."""
    return Settings(database_url=f"sqlite:///{tmp_path}/own/f.db")
