"""The one file that a form brings: read no further than it may be, and never kept by the name it was given."""

from fastapi import Request
from starlette.datastructures import UploadFile

from app.web import words
from app.web.asked import FIELDS, PART, posted


async def uploaded(request: Request, field: str, most: int) -> tuple[str, bytes]:
    """Its name and content, at most one byte more than `most`; ("", b"") where there is none."""
    async with request.form(max_files=1, max_fields=FIELDS, max_part_size=PART) as form:
        file = form.get(field)
        found = (file.filename or "", await file.read(most + 1)) if isinstance(file, UploadFile) else ("", b"")
        await posted(request)
    return words.clean(found[0]), found[1]
