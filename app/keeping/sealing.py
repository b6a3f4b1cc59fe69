"""Sealing a backup with a key of age, so that whoever finds it reads nothing; the server needs the public half only."""

import os
from pathlib import Path

import pyrage  # type: ignore[import-untyped]

from app.keeping.refusal import NotKept
from app.store.new_file import write_new

SEALED = b"age-encryption.org/v1"
PRIVATE = "AGE-SECRET-KEY-1"
MISTYPED = "The key of the backups is mistyped. “followthrough backup-key” makes one; copy it whole."
SHUT = "{} is sealed, and this key does not open it, or it is damaged. Nothing was changed."
NO_KEY = (
    "{} is sealed. Give the file with its key, which begins with AGE-SECRET-KEY-1: followthrough restore {} --key FILE"
)
UNSEALED = "No backup was made, as it could not be sealed: {}. Nothing else was changed."
UNFIT = "{} holds no key that begins with AGE-SECRET-KEY-1. Nothing was changed."


def new_key(to: Path) -> str:
    """Make a key, write its private half into a new file that only its owner reads; returns the public half.

    Raises OSError.
    """
    made = pyrage.x25519.Identity.generate()
    public = str(made.to_public())
    write_new(to, f"# Opens the backups that were sealed for {public}\n{made}\n".encode())
    return public


def is_sealed(path: Path) -> bool:
    """Whether a file is sealed; whatever is in it."""
    with path.open("rb") as file:
        return file.read(len(SEALED)) == SEALED


def seal(plain: Path, to: Path, key: str) -> None:
    """Write a sealed copy, safe on disk, which the public or the private half of a key is enough for.

    Raises NotKept where the key is none; NotKept or OSError, by when it comes out, where there is no room for the copy.
    """
    try:
        private = key.startswith(PRIVATE)
        public = pyrage.x25519.Identity.from_str(key).to_public() if private else pyrage.x25519.Recipient.from_str(key)
    except (pyrage.IdentityError, pyrage.RecipientError) as wrong:
        raise NotKept(MISTYPED) from wrong
    try:
        with plain.open("rb") as source, to.open("wb") as target:
            pyrage.encrypt_io(source, target, [public])
            target.flush()
            os.fsync(target.fileno())
    except pyrage.EncryptError as wrong:  # what the disk said is only in its text: “OSError: [Errno 28] No space …”
        raise NotKept(UNSEALED.format(str(wrong).rpartition("] ")[2])) from wrong


def unseal(sealed: Path, to: Path, key: str | None) -> None:
    """Write what is in a sealed file. Raises NotKept where the key does not open it, or one byte of it is another."""
    if key is None:
        raise NotKept(NO_KEY.format(sealed, sealed))
    try:
        with sealed.open("rb") as source, to.open("wb") as target:
            pyrage.decrypt_io(source, target, [pyrage.x25519.Identity.from_str(key)])
    except (pyrage.DecryptError, pyrage.IdentityError) as wrong:
        raise NotKept(SHUT.format(sealed)) from wrong


def private_key(file: Path | None, setting: str | None) -> str | None:
    """The private half: from a file, where it stands on a line of its own, else as it is set. Raises NotKept."""
    if file is None:
        return setting if setting and setting.startswith(PRIVATE) else None
    try:
        lines = [line.strip() for line in file.read_text("utf-8", "replace").splitlines()]
    except OSError as refused:
        raise NotKept(f"{file} cannot be read: {refused.strerror}. Nothing was changed.") from refused
    found = next((line for line in lines if line.startswith(PRIVATE)), None)
    if found is None:
        raise NotKept(UNFIT.format(file))
    return found
