"""Starting the server: settings, migrations, questionnaires, the demo at the first start, and a port."""

import asyncio
import gc
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import closing
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app.actions.demo import load_demo, load_demo_once
from app.settings import Settings
from app.store.database import Database
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument, read_all
from app.store.searches import Search
from app.web import logs
from app.web.site import create_app
from app.working import at_work, bring_up, usable

BACKLOG = 2_048  # connections that wait; as many as uvicorn keeps


class PortTaken(Exception):
    """Something else listens there; its text is the sentence to print."""


def prepare(settings: Settings) -> None:
    """Bring the database up to date and load the demo at the first start. Raises InstrumentMistakes or NoDatabase."""
    read_all()
    bring_up(settings)
    bring_demo(settings, again=False)


def bring_demo(settings: Settings, *, again: bool) -> Search | None:
    """Load the demo search; one that was removed comes back only when asked for `again`. Raises NoDatabase."""
    load = load_demo if again else load_demo_once
    with usable(settings), closing(Database(settings)) as database:
        return asyncio.run(database.write(load, demo_panel(), instrument(*DEFAULT), int(time.time())))


def listen(settings: Settings) -> socket.socket:
    """A socket at the configured host and port. Raises PortTaken with what to do."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)  # who comes once the address is printed waits for the server instead of being refused
    except OSError as refused:
        listening.close()
        raise PortTaken(
            f"Cannot listen on {settings.host}:{settings.port}: {refused.strerror}. "
            "Stop what runs there, or set FOLLOWTHROUGH_PORT to another port, such as 8001."
        ) from refused
    return listening


class Server(uvicorn.Server):
    """Told to end, it answers on for `drain` seconds while /readyz says that it ends; told again, it ends at once."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, drain: int) -> None:
        super().__init__(config)
        self._app, self._drain = app, drain
        self._ends_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl+C waits for nobody."""
        if sig == signal.SIGTERM and self._drain and self._ends_at is None:
            self._app.state.ending = True
            self._ends_at = time.monotonic() + self._drain
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Asked ten times a second whether it is time."""
        if self._ends_at is not None and time.monotonic() >= self._ends_at and not self.should_exit:
            super().handle_exit(signal.SIGTERM, None)
        return await super().on_tick(counter)


def run(settings: Settings, listening: socket.socket, say: Callable[[str], None]) -> None:
    """Serve until stopped, and say so. The own access log of the server is off: addresses may carry what is private."""
    logs.begin(settings.log_level)
    app = create_app(settings, at_work, forking=True)
    gc.freeze()  # what is there now stays, and need not be looked at again
    gc.enable()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the site itself believes the proxies that are set, and no others
        timeout_graceful_shutdown=5,
    )
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _end)
    try:
        Server(config, app, settings.drain).run(sockets=[listening])
    except SystemExit:  # of `_end`
        say("Stopped.")
        raise


def _end(*_: object) -> None:
    """Uvicorn raises the signal again when all is answered; Python puts away what it had beside it, and ends well."""
    sys.exit()
