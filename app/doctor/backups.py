"""Whether backups are made, and how old the last one is."""

from collections.abc import Iterator

from app.doctor.database import found_keys
from app.doctor.findings import Finding, look, ok, unsafe
from app.keeping.said import moment
from app.keeping.shelf import on_shelf, shelf
from app.settings import Settings
from app.store.keys import mark

HOUR = 3_600
LATE = 2  # times the hours between two


def findings(settings: Settings, now: int) -> Iterator[Finding]:
    """A backup counts by its name: it gets it when it is whole."""
    folder, keys = shelf(settings), found_keys(settings)
    try:
        last = next((each for each in on_shelf(folder, mark(keys) if keys else "") if not each.why), None)
    except OSError as refused:
        yield unsafe(f"The backups in {folder} cannot be looked at: {refused.strerror}. Let the server's user read it.")
        return
    if last and last.made_at >= now - LATE * settings.backup_every * HOUR:
        yield ok(f"The last backup was made on {moment(last.made_at)}. Copy {folder} to another machine.")
    elif not settings.backup_folder:
        yield look("No backups are made by themselves. Set FOLLOWTHROUGH_BACKUP_FOLDER.")
    elif last:
        yield unsafe(f"The last backup was made on {moment(last.made_at)}. The server's log says why.")
    else:
        yield look(f"There is no backup in {folder} yet. The server makes one when it runs.")
