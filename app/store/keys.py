"""What is derived from the installation's secret: tokens of links, keyed digests, secrets of second factors.

Nothing of it is kept, so that a copy of the database alone opens no door and links no digest to an address.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, make_url, select

from app.settings import BadSetting, Settings, guessable
from app.store.new_file import write_new
from app.store.rows import add
from app.store.tables import installations

LACKING = (
    "FOLLOWTHROUGH_SECRET: a PostgreSQL installation needs one, the same for every server. Make it once with "
    "`python3 -c 'import secrets; print(secrets.token_urlsafe(32))'` and keep it apart from the backups."
)
OTHER = (
    "This database was made with another secret. Put back the file {} that belongs to it, or set FOLLOWTHROUGH_SECRET "
    "to what it was: without it links, second factors and the audit trail cannot be trusted."
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The secret, and what is made of it. Digests and tokens of different purposes never meet."""

    secret: bytes = field(repr=False)

    def token(self, purpose: str, row: int, salt: str) -> str:
        """The 256-bit token of a link, from the row it belongs to; its SHA-256 stands in the row (safety 12)."""
        return base64.urlsafe_b64encode(self.raw("token", purpose, str(row), salt)).decode().rstrip("=")

    def digest(self, purpose: str, text: str) -> str:
        """A keyed digest in hex: the same text is recognised, and cannot be found by trying without the secret."""
        return self.raw("digest", purpose, text).hex()

    def raw(self, *parts: str) -> bytes:
        """32 bytes for these parts and no others."""
        return hmac.new(self.secret, "\x1f".join(parts).encode(), hashlib.sha256).digest()


def sha256(token: str) -> str:
    """What is kept of a token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def salt() -> str:
    """What makes one link's token differ from the next of the same row."""
    return secrets.token_hex(8)


def keys_of(db: Connection) -> Keys:
    """The keys of the installation a connection belongs to."""
    keys: Keys = db.get_execution_options()["keys"]
    return keys


def read_keys(settings: Settings) -> Keys:
    """From the setting; else from the file beside the SQLite database, made at the first start. Raises BadSetting."""
    if settings.secret is not None:
        return Keys(settings.secret.get_secret_value().encode())
    if not settings.database_url.startswith("sqlite"):
        raise BadSetting(LACKING)
    return Keys(_kept(secret_file(settings)))


def secret_file(settings: Settings) -> Path:
    """Where the secret of an SQLite installation is kept: beside the database, readable by its owner only."""
    return _file(settings).with_suffix(".secret")


def database_file(settings: Settings) -> Path | None:
    """Where an SQLite database is; None for PostgreSQL."""
    return _file(settings) if settings.database_url.startswith("sqlite") else None


def _file(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "").absolute()


def _kept(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    found = secrets.token_urlsafe(32).encode()
    try:
        write_new(path, found + b"\n")
    except FileExistsError:
        found = path.read_bytes().strip()
    if guessable(found.decode(errors="replace")):
        raise BadSetting(f"{path} holds no usable secret. Put back the one that belongs to this database.")
    return found


def mark(keys: Keys) -> str:
    """By what a database knows the secret it was made with."""
    return keys.digest("installation", "mark")


def check_keys(db: Connection, settings: Settings) -> None:
    """Mark a new database with its secret. Raises BadSetting where it was made with another."""
    ours = mark(keys_of(db))
    known = db.execute(select(installations.c.mark)).scalar()
    if known is None:
        add(db, installations, id=1, mark=ours)
    elif known != ours:
        raise BadSetting(OTHER.format(secret_file(settings) if settings.database_url.startswith("sqlite") else ""))
