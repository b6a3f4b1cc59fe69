"""What a restored database needs before anybody comes: its trails are checked, and it is erased again (safety 57)."""

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from app.actions.erase_again import erase_again, said
from app.actions.note_restore import note_restore
from app.keeping.contents import same_trails, trails_in
from app.keeping.copying import Contents
from app.keeping.manifest import Manifest
from app.keeping.packing import DAMAGED, NEWER
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.company import ownerless
from app.store.erasure_list import NAME, lists, on_list
from app.store.erasures import Noted
from app.store.keys import database_file
from app.store.readiness import standing

Say = Callable[[str], None]

BROKEN = "The audit trail of company {} in {} is not the one that was backed up. Nothing was changed."
NOTHING = "Nothing that is in it was erased since."
OWNERLESS = (
    "{0} has no owner any more: the one it had when the backup was made was erased since. Name another, a member or "
    "somebody new: followthrough owner ADDRESS --company {1}"
)
UNLISTED = "No list of erasures was found beside it or here, so nothing was erased again."


def check_same(db: Connection, found: Contents, manifest: Manifest, path: Path) -> None:
    """Whether a database is the one the manifest describes, with a schema we know. Raises NotKept."""
    if (found.rows, found.revision) != (manifest.rows, manifest.revision):
        raise NotKept(DAMAGED.format(path))
    if standing(db) == "ahead":
        raise NotKept(NEWER.format(path, manifest.product))


def settle(db: Connection, manifest: Manifest, path: Path, noted: list[Noted] | None, say: Say) -> bool:
    """Check and erase a database whose schema is the newest; returns whether anything was erased. Raises NotKept."""
    now = int(time.time())
    if other := same_trails(manifest.trails, trails_in(db)):
        raise NotKept(BROKEN.format(other[0], path))
    done = erase_again(db, noted or (), now)
    again = said(done)
    say(UNLISTED if noted is None else f"Erased again what was erased since: {again}." if again else NOTHING)
    note_restore(db, manifest.made, now)
    for company_id, name in ownerless(db):
        say(OWNERLESS.format(name, company_id))
    return any(done.values())


def erased_since(settings: Settings, path: Path, here: list[Noted] | None) -> list[Noted] | None:
    """What the lists say that outlived the database, and what it says itself; None where there is neither."""
    places = {*lists(database_file(settings), settings.backup_folder), path.parent / NAME}
    found = [place for place in sorted(places) if place.exists()]
    listed = [each for place in found for each in on_list(place)]
    return [*(here or ()), *listed] if found or here is not None else None
