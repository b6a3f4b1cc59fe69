"""The limit of a page: bare Starlette that answers with the same bytes, and takes the same form."""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

PAGES: dict[str, bytes] = {}


def bare(folder: Path) -> Starlette:
    """An application whose pages are the files of a folder, each read once."""

    def page(name: str) -> bytes:
        if name not in PAGES:
            PAGES[name] = (folder / name).read_bytes()
        return PAGES[name]

    async def shown(request: Request) -> Response:
        return HTMLResponse(page(request.path_params["name"]))

    async def taken(request: Request) -> Response:
        async with request.form() as form:
            assert form["value"]
        return HTMLResponse(page(request.path_params["name"]))

    return Starlette(routes=[Route("/{name}", shown), Route("/{name}", taken, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(bare(Path(sys.argv[1])), port=int(sys.argv[2]), log_config=None, access_log=False, server_header=False)
