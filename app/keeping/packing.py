"""The one file that a backup is: a zip archive whose comment is the SHA-256 of everything before it (safety 45).

One flipped bit anywhere changes the digest, also where a zip program would not look.
"""

import hashlib
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from pydantic import ValidationError

from app.keeping.manifest import FORMAT, File, Manifest
from app.keeping.refusal import NotKept

MANIFEST = "manifest.json"
COMMENT, HEX = b"sha256 ", 64
AT_ONCE = 1 << 20  # bytes read together
LARGEST = 16 << 20  # bytes of a manifest
DAMAGED = "{} is damaged: it is not as it was when it was made. Nothing was changed. Take another backup."
FOREIGN = "{} is no backup of Followthrough. Nothing was changed."
NEWER = "{} was made by a newer Followthrough ({}). Nothing was changed. Install that one, then restore again."


def file_of(path: Path) -> File:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        return File(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def pack(to: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the archive, safe on disk. Raises OSError."""
    with ZipFile(to, "w", ZIP_DEFLATED, compresslevel=4) as packed:
        packed.comment = COMMENT + b"0" * HEX
        packed.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        for name, path in files.items():
            packed.write(path, name)
    with to.open("r+b") as file:
        digest = _digest(file)
        file.seek(-HEX, os.SEEK_END)
        file.write(digest)
        file.flush()
        os.fsync(file.fileno())


def unpack(path: Path, to: Path, named: Path) -> Manifest:
    """Check an archive and write its files into a folder. Raises NotKept, which calls it `named`."""
    _check_digest(path, named)
    try:
        with ZipFile(path) as packed:
            manifest = _manifest(packed, named)
            if {*packed.namelist()} != {MANIFEST, *manifest.files}:
                raise NotKept(DAMAGED.format(named))
            for name, file in manifest.files.items():
                with packed.open(name) as content:
                    _write(content, to / name, file, named)
    except (BadZipFile, KeyError, EOFError, zlib.error, NotImplementedError) as wrong:
        raise NotKept(FOREIGN.format(named)) from wrong
    return manifest


def _manifest(packed: ZipFile, named: Path) -> Manifest:
    if packed.getinfo(MANIFEST).file_size > LARGEST:
        raise NotKept(FOREIGN.format(named))
    text = packed.read(MANIFEST)
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as wrong:
        raise NotKept(FOREIGN.format(named)) from wrong
    if manifest.format > FORMAT:
        raise NotKept(NEWER.format(named, manifest.product))
    return manifest


def _write(content: IO[bytes], to: Path, file: File, named: Path) -> None:
    """Never more than the manifest says, whatever the archive holds."""
    left = file.size
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while piece := content.read(AT_ONCE):
            left -= len(piece)
            if left < 0:
                break
            target.write(piece)
    if left or file_of(to) != file:
        raise NotKept(DAMAGED.format(named))


def _check_digest(path: Path, named: Path) -> None:
    try:
        with path.open("rb") as file:
            whole = path.stat().st_size > HEX and _digest(file) == file.read(HEX)
    except OSError as refused:
        raise NotKept(f"{named} cannot be read: {refused.strerror}.") from refused
    if not whole:
        raise NotKept(DAMAGED.format(named))


def _digest(file: IO[bytes]) -> bytes:
    """Of everything but the digest at the end, which is read next."""
    left, digest = os.fstat(file.fileno()).st_size - HEX, hashlib.sha256()
    file.seek(0)
    while left > 0 and (piece := file.read(min(left, AT_ONCE))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest().encode()
