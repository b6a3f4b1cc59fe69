"""A backup with one flipped bit, or cut short, is found before anything is replaced (safety 45)."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.keeping.refusal import NotKept
from app.keeping.sealing import new_key
from app.settings import Settings
from backups import asked, backed_up, files, restored
from canary import Seeded
from endurance import Found, Tally, times


def damaged(whole: bytes, chance: random.Random, many: int) -> Iterator[bytes]:
    """A bit flipped, the end cut off, or bytes put in, anywhere; at ends and beginnings more often than by chance."""
    edges = [0, 1, len(whole) - 1, len(whole) - 2, len(whole) - 64, len(whole) - 65, 20, 21, 22]
    for number in range(many):
        at = edges[number] if number < len(edges) else chance.randrange(len(whole))
        if number % 4 == 3:
            yield whole[:at]
        elif number % 16 == 2:
            yield whole[:at] + chance.randbytes(1 + chance.randrange(9)) + whole[at:]
        else:
            yield whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]


@pytest.mark.soak
@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
def test_no_damaged_backup_is_put_in_place(
    settings: Settings, seeded: Seeded, tmp_path: Path, tally: Tally, sealed: bool
) -> None:
    key = new_key(tmp_path / "key")
    using = settings.model_copy(update={"backup_key": SecretStr(key)}) if sealed else settings
    path = backed_up(using, tmp_path / "kept").path
    whole, before = path.read_bytes(), files(tmp_path)
    missed, runs = 0, times(30, 500)
    for content in damaged(whole, random.Random(45), runs):
        path.write_bytes(content)
        try:
            restored(using, path, key=tmp_path / "key", replace=True)
        except NotKept:
            continue
        missed += 1
    path.write_bytes(whole)
    assert files(tmp_path) == before, "what was there was touched"
    engine = asked(settings, lambda db: db.dialect.name)
    tally.note(Found(f"T45 damaged backup, {'sealed' if sealed else 'open'}, {engine}", runs, corrupt=missed))


def test_the_whole_one_is_restored(settings: Settings, seeded: Seeded, tmp_path: Path) -> None:
    path = backed_up(settings, tmp_path / "kept").path
    assert restored(settings, path, replace=True)[-1].startswith("Restored.")
