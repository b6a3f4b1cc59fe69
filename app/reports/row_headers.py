"""Makes the first cell of every table row the row's header; Typst cannot yet say so from Python (PDF/UA-1 7.5)."""

import io
from collections.abc import Iterator

import pikepdf


def with_row_headers(content: bytes) -> bytes:
    """The same PDF, its tables' first cells TH with Scope=Row, named by the other cells of their row.

    Every table of our templates has its row header in the first column. The result is a function of the input alone.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tree = pdf.Root.StructTreeRoot
        named = {}
        for number, row in enumerate(_body_rows(tree)):
            cells = _children(row)
            if cells and cells[0].get("/S") == "/TD":
                name = pikepdf.String(f"R{number}")
                _make_header(cells[0], name)
                for cell in cells[1:]:
                    _add_header(cell, name)
                named[bytes(name)] = cells[0]
        _name_all(tree, named)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _make_header(cell: pikepdf.Object, name: pikepdf.String) -> None:
    cell.S = pikepdf.Name.TH
    cell.ID = name
    table = _table_attributes(cell)
    if table is not None:
        table.Scope = pikepdf.Name.Row


def _add_header(cell: pikepdf.Object, name: pikepdf.String) -> None:
    """A cell that names its headers is read with those alone, so the row's must be among them."""
    table = _table_attributes(cell)
    if table is not None and "/Headers" in table:
        table.Headers.append(name)


def _table_attributes(cell: pikepdf.Object) -> pikepdf.Object | None:
    attributes = cell.get("/A")
    listed = attributes if isinstance(attributes, pikepdf.Array) else [attributes] if attributes is not None else []
    return next((each for each in listed if each.get("/O") == "/Table"), None)


def _name_all(tree: pikepdf.Object, named: dict[bytes, pikepdf.Object]) -> None:
    """The names in the tree's flat list, which must stay sorted by their bytes."""
    known = list(tree.IDTree.Names) if "/IDTree" in tree else []
    pairs = {bytes(known[i]): known[i + 1] for i in range(0, len(known), 2)} | named
    flat = [each for name in sorted(pairs) for each in (pikepdf.String(name.decode("ascii")), pairs[name])]
    tree.IDTree = pikepdf.Dictionary(Names=pikepdf.Array(flat))


def _body_rows(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for child in _children(element):
        if child.get("/S") == "/TBody":
            yield from (row for row in _children(child) if row.get("/S") == "/TR")
        else:
            yield from _body_rows(child)


def _children(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.get("/K")
    listed = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
