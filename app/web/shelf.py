"""Our own files, packed once and kept by the browser; a page names the version it means, so no change is missed."""

import gzip
import hashlib
import os
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app import files

KEPT = "public, max-age=31536000, immutable"
PACKED = {".css", ".js", ".svg"}  # fonts and pictures are packed already
LASTING = ("vendor/", "fonts/")  # a newer one has another name


@cache
def static(path: str) -> str:
    """The address of one of our files, with what is in it: `site.css` → `/static/site.css?v=1f0c…`."""
    return f"/static/{path}?v={hashlib.sha256((files('static') / path).read_bytes()).hexdigest()[:12]}"


class Shelf(StaticFiles):
    """Starlette's static files, packed where the browser can unpack them, and kept as long as they cannot change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code not in (200, 304):
            return answer
        lasting = path.replace(os.sep, "/").startswith(LASTING) or scope.get("query_string", b"").startswith(b"v=")
        answer.headers["Cache-Control"] = KEPT if lasting else "no-cache"
        answer.headers["Vary"] = "Accept-Encoding"
        takes = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        if answer.status_code == 200 and takes and Path(path).suffix in PACKED:
            return _packed_answer(path, answer)
        return answer


def _packed_answer(path: str, plain: Response) -> Response:
    kept = ("content-type", "cache-control", "etag", "last-modified", "vary")
    headers = {name: value for name, value in plain.headers.items() if name in kept}
    return Response(_packed(path), headers={**headers, "Content-Encoding": "gzip"})


@cache
def _packed(path: str) -> bytes:
    return gzip.compress((files("static") / path).read_bytes(), 9, mtime=0)
