"""The audit trail as a file: what the page shows, all of it, as CSV or as a JSON object on each line."""

import json
import tempfile
from typing import IO, Literal

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.export_trail import export_trail
from app.reports import csv
from app.store.members import Member
from app.store.trail import Wanted, every
from app.store.trail_veil import veil_for
from app.web import audit_filter, forms, words
from app.web.audit import in_words
from app.web.audit_filter import Filter
from app.web.deeds import Told
from app.web.doors import Owning, proved
from app.web.paper import as_stream

router = APIRouter()

IN_MEMORY = 1_000_000  # bytes; what is longer waits on disk for the browser
Form = Literal["csv", "jsonl"]
COLUMNS = ("number", "at", "who", "what", "action", "subject", "detail", "from", "hash")
KINDS: dict[Form, str] = {"csv": "text/csv", "jsonl": "application/jsonl"}


class Export(Filter):
    """The filter of the page, and how the file is written."""

    form: Form


@router.post("/audit/export")
async def exported(visit: Owning) -> Response:
    """Noted in the trail before anything is read, so that the file holds its own line."""
    proved(visit)
    asked = forms.read(Export, await visit.typed(), audit_filter.SENTENCES)
    await visit.write(export_trail, asked.form, visit.now)
    file = await visit.aside(_written, asked.wanted, asked.form)
    name = f"Audit trail - {words.moment(visit.now)[:10]}.{asked.form}"
    return as_stream(file, name, KINDS[asked.form])


def _written(db: Connection, owner: Member, wanted: Wanted, form: Form) -> IO[bytes]:
    """The file, from its beginning; of the trail a few hundred lines are in memory at a time."""
    veil = veil_for(db, owner)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed once it was sent
    file.write((csv.MARK + csv.rows([COLUMNS]) if form == "csv" else "").encode())
    for events in every(db, veil, wanted):
        cells = [_cells(told, numbered=veil.off) for told in in_words(db, owner, events)]
        file.write((csv.rows(cells) if form == "csv" else _objects(cells)).encode())
    file.seek(0)
    return file


def _cells(told: Told, *, numbered: bool) -> tuple[str | int | None, ...]:
    """One event, by COLUMNS; without what would tell how many lie between two while the owner is blind."""
    event = told.event
    number, digest = (event.number, event.hash) if numbered else (None, None)
    named = (event.action, event.subject, event.detail, event.address)
    return (number, words.moment(event.at), told.who, told.does, *named, digest)


def _objects(cells: list[tuple[str | int | None, ...]]) -> str:
    lines = (json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) for row in cells)
    return "".join(f"{line}\n" for line in lines)
