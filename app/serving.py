"""Starting the server: settings, migrations, questionnaires, the demo at the first start, and a port."""

import asyncio
import socket
import time

import uvicorn
from sqlalchemy.exc import DBAPIError

from app.actions.demo import load_demo, load_demo_once
from app.settings import Settings
from app.store.database import Database, migrate
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument, read_all
from app.store.searches import Search
from app.web.site import create_app


class PortTaken(Exception):
    """Something else listens there; its text is the sentence to print."""


class NoDatabase(Exception):
    """The database cannot be opened or brought up to date; its text is the sentence to print."""


def prepare(settings: Settings) -> None:
    """Bring the database up to date and load the demo at the first start. Raises InstrumentMistakes or NoDatabase."""
    read_all()
    try:
        migrate(settings)
    except (DBAPIError, OSError) as refused:
        why = str(getattr(refused, "orig", refused)).strip().splitlines()[0]
        raise NoDatabase(
            f"Cannot use the database {settings.database_shown}: {why}. "
            "Start it or free its folder, or set FOLLOWTHROUGH_DATABASE_URL to another."
        ) from refused
    bring_demo(settings, again=False)


def bring_demo(settings: Settings, *, again: bool) -> Search | None:
    """Load the demo search; one that was removed comes back only when asked for `again`."""
    database = Database(settings)
    load = load_demo if again else load_demo_once
    try:
        return asyncio.run(database.write(load, demo_panel(), instrument(*DEFAULT), int(time.time())))
    finally:
        database.close()


def listen(settings: Settings) -> socket.socket:
    """A socket at the configured host and port. Raises PortTaken with what to do."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as refused:
        listening.close()
        raise PortTaken(
            f"Cannot listen on {settings.host}:{settings.port}: {refused.strerror}. "
            "Stop what runs there, or set FOLLOWTHROUGH_PORT to another port, such as 8001."
        ) from refused
    return listening


def run(settings: Settings, listening: socket.socket) -> None:
    """Serve until stopped. No access log: addresses may carry what belongs to nobody else."""
    config = uvicorn.Config(
        create_app(settings),
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listening])
