"""A disk that loses what was not synced: made again from the server's calls, as it could be after the power went."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from faults.strace import Call

SECTOR = 512  # bytes that are written whole or not at all


@dataclass
class Disk:
    """`synced` is what every disk holds; of `pending`, the calls since, any part may be there.

    That files are there at all is taken as durable, and a sync as true. One thread writes, so that a sync holds for
    every call before it.
    """

    synced: dict[str, bytearray]
    pending: dict[str, list[Call]] = field(default_factory=dict)

    def take(self, call: Call) -> None:
        """The next call."""
        if call.kind == "sync":
            content = self.synced.setdefault(call.file, bytearray())
            for done in self.pending.pop(call.file, []):
                _apply(content, done)
        elif call.kind == "remove":
            self.synced.pop(call.file, None)
            self.pending.pop(call.file, None)
        else:
            self.pending.setdefault(call.file, []).append(call)

    def cut(self, folder: Path, chance: random.Random) -> None:
        """Write into a folder what could be left: of the calls since the sync none, the first few, or torn parts."""
        how = chance.choice(("none", "first", "torn"))
        for name in self.synced.keys() | self.pending.keys():
            content, calls = bytearray(self.synced.get(name, b"")), self.pending.get(name, [])
            kept = calls[: chance.randint(0, len(calls))] if how == "first" else calls
            for call in [] if how == "none" else kept:
                for part in [call] if how == "first" else _torn(call, chance):
                    _apply(content, part)
            (folder / name).write_bytes(content)


def _torn(call: Call, chance: random.Random) -> list[Call]:
    """Any of the sectors of a call, each whole."""
    if call.kind == "truncate":
        return [call] if chance.random() < 0.5 else []
    starts = [at for at in range(0, len(call.content), SECTOR) if chance.random() < 0.5]
    return [Call(call.at, "write", call.file, call.offset + at, call.content[at : at + SECTOR]) for at in starts]


def _apply(content: bytearray, call: Call) -> None:
    if call.kind == "truncate":
        del content[call.size :]
        return
    content.extend(bytes(max(0, call.offset - len(content))))
    content[call.offset : call.offset + len(call.content)] = call.content
