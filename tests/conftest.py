"""What every test can ask for: a database of its own, the site in this process, and somebody who visits it."""

import gc
import os
import time
from collections import Counter
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import settings as laws
from sqlalchemy import Connection

import compiled
import machine
from actors import Doors
from app.actions.demo import load_demo
from app.settings import Settings
from app.store.database import Database, migrate
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from databases import Arranged, engine_of, used
from endurance import Tally, rows_of, table
from memory import forget
from turns import turns
from visitor import Site, Visitor

# A law is tried without a stopwatch; where CI=true with the same examples each time, so that a red run can be repeated.
laws.register_profile("house", deadline=None, derandomize=machine.CI, print_blob=True)
laws.load_profile("house")

NUMBERS = count(1)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An SQLite database after the migrations, as bytes: a new file of it costs less than a millisecond."""
    path = tmp_path_factory.mktemp("migrated") / "followthrough.db"
    migrate(used(f"sqlite:///{path}"))
    return path.read_bytes()


@pytest.fixture(scope="session")
def with_demo(migrated: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same with the demo search in it."""
    path = tmp_path_factory.mktemp("with_demo") / "followthrough.db"
    path.write_bytes(migrated)
    engine = engine_of(f"sqlite:///{path}")
    with engine.begin() as db:
        load_demo(db, demo_panel(), instrument(*DEFAULT), int(time.time()))
    engine.dispose()
    return path.read_bytes()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[machine.PostgreSQL]:
    """A server for the whole run, with a database `migrated` to copy."""
    programs = machine.postgresql()
    assert programs, "PostgreSQL is not installed"
    server = machine.PostgreSQL(programs, under=machine.memory())
    try:
        migrate(used(server.create("migrated")))
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def doors(with_demo: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Everybody at the doors of a site with ours, theirs and the demo, made once for a module of tests."""
    from world import world

    with world(tmp_path_factory.mktemp("doors"), with_demo) as made:
        yield Doors(made)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What one test made the server work out is nothing to another, which may have changed how."""
    forget()


@pytest.fixture
def database_kind() -> str:
    """`sqlite`; a folder of tests that must hold on both engines overrides this fixture with both."""
    return "sqlite"


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh, migrated database for this test alone.

    Where a test asks for a fixture `demo` the demo search is in it already, so that loading it again costs nothing.
    """
    if database_kind == "sqlite":
        content: bytes = request.getfixturevalue("with_demo" if "demo" in request.fixturenames else "migrated")
        (tmp_path / "followthrough.db").write_bytes(content)
        yield f"sqlite:///{tmp_path}/followthrough.db"
    else:
        server: machine.PostgreSQL = request.getfixturevalue("postgresql")
        name = f"test_{next(NUMBERS)}"
        yield server.create(name, like="migrated")
        server.drop(name)


@pytest.fixture
def settings(database_url: str) -> Settings:
    """The settings of a machine whose database is this test's."""
    return used(database_url)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """Reads and writes as the running site does them."""
    database = Arranged(settings)
    yield database
    database.close()


@pytest.fixture
def db(settings: Settings) -> Iterator[Connection]:
    """One connection in an open transaction, for the plain functions of store and actions."""
    engine = engine_of(settings.database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """The application, started; `site.visitor()` is somebody new at its door."""
    from app.web.site import create_app

    app = create_app(settings)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        site = Site(app, portal)
        yield site
        site.close()


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Where a fault test notes what it found: runs, lost, corrupt, errors; a line that is not clean fails it."""
    return Tally(request.node)


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Somebody who is not signed in."""
    return site.visitor()


def pytest_configure() -> None:
    """Compiled statements are kept for the run; temporary files are in memory where there is room, but for faults."""
    compiled.keep()
    if room := machine.memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(room))


def pytest_collection_finish() -> None:
    """What is there now stays until the end: looking through it for rubbish again and again took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: while one test waits for a server, a disk or a page, another works."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a browser; side by side files begin in their turns, else the browser comes last, as it is slow.

    What this machine cannot run is skipped.
    """
    for item in items:
        if "browser" in item.path.relative_to(Path(__file__).parent).parts:
            item.add_marker("browser")
    if hasattr(config, "workerinput"):
        place = {file: number for number, file in enumerate(turns(dict.fromkeys(item.path for item in items)))}
        items.sort(key=lambda item: place[item.path])
    else:
        items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for mark, lack in machine.LACKS.items():
        needy = [item for item in items if item.get_closest_marker(mark)]
        if needy and not machine.CI and (reason := lack()):
            for item in needy:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test printed and logged, in characters that can be sent: pytest-xdist stops at half of a pair."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of the fault tests, and one line for each thing that is missing."""
    if rows := rows_of([*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]):
        terminalreporter.write_line(table(rows))
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, many in sorted(reasons.items()):
        terminalreporter.write_line(f"{reason.removeprefix('Skipped: ')}: {many} tests that need it are skipped")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI=true a skipped test is a failed run, whatever skipped it."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if machine.CI and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
