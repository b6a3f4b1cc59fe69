"""What was done, in sentences for the terminal and the log."""

from datetime import UTC, datetime

from app.keeping.making import Made
from app.keeping.manifest import SECRET, Engine, Manifest
from app.settings import Settings
from app.store.keys import secret_file

APART = "The secret is not in it. Keep {} somewhere else too: without it nobody restores the backup."
SEALED = "It is sealed. Whoever has its key has everything in it; without the key nobody opens it."
INSIDE = "It is sealed, and the secret is in it. Whoever has its key has everything; without the key nobody opens it."
CHECKED: dict[Engine, str] = {
    "sqlite": "Every page and reference of it was checked.",
    "postgresql": "It was read again, and every row of it counted.",
}
BROKEN = "The audit trail of company {} is not whole. Run: followthrough audit verify"


def about(made: Made, settings: Settings) -> list[str]:
    """What there is to say of a backup that was made."""
    manifest, sealed = made.manifest, made.path.suffix == ".age"
    size = made.path.stat().st_size
    yes = f"Made {made.path}: {summary(manifest)}, {size:,} bytes. {CHECKED[manifest.engine]}"
    kept = INSIDE if SECRET in manifest.files else SEALED if sealed else ""
    apart = "" if SECRET in manifest.files else APART.format(where_secret(settings))
    many = len(made.removed)
    gone = f"{many} older {'one was' if many == 1 else 'ones were'} removed." if many else ""
    return [line for line in (yes, kept, apart, gone, *broken(manifest)) if line]


def where_secret(settings: Settings) -> str:
    """By what name to look for the secret."""
    return "FOLLOWTHROUGH_SECRET" if settings.secret else str(secret_file(settings))


def broken(manifest: Manifest) -> list[str]:
    """A line for each audit trail that was not whole already."""
    return [BROKEN.format(company) for company, trail in manifest.trails.items() if not trail.whole]


def summary(manifest: Manifest) -> str:
    """“31 tables with 1,204 rows and 2 audit trails”."""
    many = len(manifest.trails)
    trails = f" and {many} audit {'trail' if many == 1 else 'trails'}" if many else ""
    return f"{len(manifest.rows)} tables with {sum(manifest.rows.values()):,} rows{trails}"


def moment(seconds: int) -> str:
    """“28 November 2026, 03:00 UTC”."""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
