"""Makes the first cell of every table row the row's header; Typst cannot yet say so from Python (PDF/UA-1 7.5)."""

import re

from app.reports.pdf_objects import Parts, put_together, taken_apart

ELEMENT = b"<</Type/StructElem/S/%s/"
BODY, ROW, CELL = ELEMENT % b"TBody", ELEMENT % b"TR", ELEMENT % b"TD"
TREE = b"<</Type/StructTreeRoot"
KIDS = re.compile(rb"/K\[((?:\d+ 0 R ?)+)\]")
TABLE = b"<</O/Table"  # how what a cell says of its table begins
HEADERS = re.compile(rb"<<[^<>]*<</O/Table[^<>]*/Headers\[[^\]<>]*(?=\])")
NAMED = re.compile(rb"\((\w+)\) ?(\d+) 0 R")
NAMES = re.compile(rb"/IDTree<</Names\[((?:\(\w+\) ?\d+ 0 R ?)*)\]>>")


def with_row_headers(content: bytes) -> bytes:
    """The same PDF, its tables' first cells TH with Scope=Row, named by the other cells of their row.

    Every table of our templates has its row header in the first column. The result is a function of the input alone.
    """
    parts = taken_apart(content)
    objects = parts.objects
    bodies = [body for body in objects.values() if body.startswith(BODY)]
    rows = [objects[row] for body in bodies for row in _kids(body)]
    named: dict[bytes, int] = {}
    for number, row in enumerate(row for row in rows if row.startswith(ROW)):
        first, *others = _kids(row)
        if objects[first].startswith(CELL):
            name = b"R%d" % number
            named[name] = first
            objects[first] = _header(objects[first], name)
            for cell in others:
                objects[cell] = _under(objects[cell], name)
    tree = next((number for number, body in objects.items() if body.startswith(TREE)), None)
    if tree is not None and named:
        objects[tree] = _with_names(objects[tree], named)
    return put_together(Parts(objects, parts.trailer))


def _kids(element: bytes) -> list[int]:
    kids = KIDS.search(element)
    return [int(number) for number in kids[1].split()[::3]] if kids else []


def _header(cell: bytes, name: bytes) -> bytes:
    head = ELEMENT % b"TH" + b"ID(%s)/" % name
    return head + cell[len(CELL) :].replace(TABLE, TABLE + b"/Scope/Row", 1)


def _under(cell: bytes, name: bytes) -> bytes:
    """A cell that names its headers is read with those alone, so the row's must be among them."""
    found = HEADERS.match(cell)
    return cell[: found.end()] + b"(%s)" % name + cell[found.end() :] if found else cell


def _with_names(tree: bytes, named: dict[bytes, int]) -> bytes:
    """The names in the tree's flat list, which must stay sorted by their bytes."""
    known = NAMES.search(tree)
    pairs = {name: int(number) for name, number in NAMED.findall(known[1] if known else b"")} | named
    flat = b" ".join(b"(%s) %d 0 R" % pair for pair in sorted(pairs.items()))
    listed = b"/IDTree<</Names[%s]>>" % flat
    return tree.replace(known[0], listed, 1) if known else TREE + listed + tree[len(TREE) :]
