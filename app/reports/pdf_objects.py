"""The objects of a PDF as Typst writes it, taken apart by their numbers and put together again in half the room.

Typst writes each object as plain text, most of them of the structure that screen readers read. Opening, changing and
saving such a file with pikepdf takes longer than laying it out; as text it is a matter of milliseconds.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

Objects = dict[int, bytes]  # number → what stands between `obj` and `endobj`

HEADER = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
END = re.compile(rb"trailer\s*<<(.*)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z", re.DOTALL)
TABLE = re.compile(rb"xref\s+0 (\d+)\n")
SIZE = re.compile(rb"/Size \d+")
PLACES = struct.Struct("10s7xc2x")  # a row of the table of places as Typst writes it: where, and n where in use
ROW = struct.Struct(">BIH")  # and as we do: which kind, where, and which of many
FREE = ROW.pack(0, 0, 65535)
TOGETHER = 200  # objects that are compressed as one
LEVEL = 5  # of compression: a fifth less time than the usual one, for half a percent more bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """A file: its objects, and the keys of its trailer that say where to begin."""

    objects: Objects
    trailer: bytes


def taken_apart(content: bytes) -> Parts:
    """Raises ValueError where the file is not written as Typst writes: one table of places, one object for each."""
    end = END.match(content, max(0, content.rfind(b"trailer")))
    listed = end and TABLE.match(content, int(end[2]))
    if not end or not listed:
        raise ValueError("The PDF does not end with a table and a trailer that we know.")
    table, first = listed.start(), listed.end()
    entries = list(PLACES.iter_unpack(content[first : first + PLACES.size * int(listed[1])]))
    starts = sorted((int(at), number) for number, (at, kind) in enumerate(entries) if kind == b"n")
    ends = [start for start, _ in starts[1:]] + [table]
    bodies = {number: _body(content, start, end, number) for (start, number), end in zip(starts, ends, strict=True)}
    return Parts(bodies, SIZE.sub(b"", end[1]))


def _body(content: bytes, start: int, end: int, number: int) -> bytes:
    head = b"%d 0 obj\n" % number
    first = start + len(head)
    last = content.rfind(b"\nendobj", first, end)
    if not content.startswith(head, start) or last < 0:
        raise ValueError(f"Object {number} of the PDF does not stand where its table says.")
    return content[first:last]


def put_together(parts: Parts) -> bytes:
    """The file: streams as they are, everything else compressed, many objects at a time; a function of its parts."""
    objects = sorted(parts.objects.items())
    streams = [(n, body) for n, body in objects if body.endswith(b"endstream")]
    rest = [(n, body) for n, body in objects if not body.endswith(b"endstream")]
    rows: dict[int, bytes] = {}
    last = max(parts.objects)
    for first in range(0, len(rest), TOGETHER):
        some = rest[first : first + TOGETHER]
        last += 1
        streams.append((last, _many(some)))
        rows |= {n: ROW.pack(2, last, place) for place, (n, _) in enumerate(some)}
    return b"".join(_file(streams, rows, last + 1, parts.trailer))


def _many(objects: list[tuple[int, bytes]]) -> bytes:
    begin = accumulate((len(body) + 1 for _, body in objects), initial=0)
    places = [b"%d %d" % (number, at) for (number, _), at in zip(objects, begin, strict=False)]
    head = b" ".join(places) + b"\n"
    keys = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(keys, head + b"\n".join([body for _, body in objects]))


def _file(streams: list[tuple[int, bytes]], rows: dict[int, bytes], table: int, trailer: bytes) -> Iterator[bytes]:
    """`rows`: those of the table that are known, the rest are of the streams and of the table itself."""
    yield HEADER
    at = len(HEADER)
    for number, body in streams:
        rows[number] = ROW.pack(1, at, 0)
        written = b"%d 0 obj\n%s\nendobj\n\n" % (number, body)
        at += len(written)
        yield written
    rows[table] = ROW.pack(1, at, 0)
    places = b"".join([rows.get(n, FREE) for n in range(table + 1)])
    keys = b"/Type/XRef/Size %d/W[1 4 2]%s" % (table + 1, trailer)
    yield b"%d 0 obj\n%s\nendobj\n\nstartxref\n%d\n%%%%EOF\n" % (table, _stream(keys, places), at)


def _stream(keys: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, LEVEL)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (keys, len(packed), packed)
