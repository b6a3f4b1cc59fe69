"""From starting the program to its first answer, beside importing what it is built on."""

import subprocess
import sys
from time import perf_counter

from app.settings import Settings
from bench.load import get, under_load
from bench.server import ours
from bench.table import Figure, figure

ROUNDS = 5
IMPORTS = "importing fastapi and sqlmodel"


def starting(settings: Settings) -> Figure:
    """Row I: on a database that is there, to the answer to the page for those who watch the server."""
    times = [(_started(settings), _imported()) for _ in range(ROUNDS)]
    return figure("I", "start to the first answer", IMPORTS, "ms", times, most=1.6)


def _started(settings: Settings) -> float:
    began = perf_counter()
    with ours(settings) as server:
        under_load(server.port, [iter([get("/sign-in")])])
        return (perf_counter() - began) * 1000


def _imported() -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-c", "import fastapi, sqlmodel"], check=True)
    return (perf_counter() - began) * 1000
