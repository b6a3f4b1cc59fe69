"""A real Chromium before a real server; whatever the page complains about fails its test."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize, expect, sync_playwright

import machine
from app.settings import Settings
from databases import engine_of
from replying import ask_somebody

expect.set_options(timeout=machine.PATIENCE)
AXE = Path(__file__).parent / "axe-4.14.1.min.js"
# Two popups below an address bar that nobody sees cost every context as much as its page. Of two such lists Chromium
# takes the last, so the others are those that Playwright switches off.
OFF = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    "PreconnectToSearch",
)
FLAGS = [
    f"--disable-features={','.join(OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]
HEIGHTS = {320: 640, 390: 844, 1440: 900}
Look = tuple[int, Literal["light", "dark"]]
LOOKS: list[Look] = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]
SMALLEST: list[Look] = [(320, "light"), (320, "dark")]
# Preloading would copy our style sheets into inline ones, which the policy refuses; no rule that we run needs it.
RUN = "{rules: {'target-size': {enabled: true}}, preload: false, resultTypes: ['violations']}"
ANSWERED = "the server responded with a status of"  # as Chromium says it
Axe = Callable[[Page], list[dict[str, Any]]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`@pytest.mark.every_look` runs a test on a phone and a desk, day and night, `(smallest=True)` at 320 px too."""
    if mark := metafunc.definition.get_closest_marker("every_look"):
        looks = [*LOOKS, *(SMALLEST if mark.kwargs.get("smallest") else [])]
        metafunc.parametrize("look", looks, indirect=True, ids=[f"{width}-{scheme}" for width, scheme in looks])


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    """Width in px and colour scheme of the page."""
    chosen: Look = getattr(request, "param", (1440, "light"))
    return chosen


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module; every test opens a context of its own in it.

    Not one for the run: Playwright keeps an event loop running in this thread, where other tests start their own.
    """
    program = machine.chromium()
    assert program, "Chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """Where this test's own server answers."""
    from app.web.site import create_app

    with serving(create_app(settings)) as address:
        yield address


@pytest.fixture
def links(settings: Settings) -> Iterator[dict[str, tuple[int, str]]]:
    """Whom somebody was asked as → their invitation and the token of its link, there before the server starts."""
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        made = {source: ask_somebody(db, source) for source in ("candidate", "client", "self")}
    yield made
    engine.dispose()


class serving:  # noqa: N801 - reads as a sentence where it is used
    """`with serving(app) as address:` a real server on a free port, stopped at the end."""

    def __init__(self, app: Any) -> None:
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._socket = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server stopped before it answered"
            time.sleep(0.005)
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


class Problems(list[str]):
    """What pages complained about; must be empty at the end."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: list[Page] = []

    def expect(self, part: str) -> None:
        """Take away what the test provoked on purpose; fails where it did not happen.

        The browser says it beside what it says it of, maybe after it, so an open page is waited for.
        """
        last = time.monotonic() + machine.PATIENCE / 1000
        while not any(part in problem for problem in self):
            open = [page for page in self._pages if not page.is_closed()]
            waits = open and time.monotonic() < last
            assert waits, f"no page complained of {part!r}, only of {self}"
            open[0].wait_for_timeout(50)
        self[:] = [problem for problem in self if part not in problem]

    def listen(self, page: Page) -> None:
        """Answers are heard themselves: what Chromium says of one is lost now and then as the page goes on."""
        self._pages.append(page)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.append(f"script: {error}"))

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.append(f"error: {ANSWERED} {response.status} ({response.url})")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and ANSWERED not in message.text:
            self.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")


@pytest.fixture
def problems() -> Problems:
    """Answers of 400 or more, errors and warnings (a refusal by the content security policy is one), failed scripts."""
    return Problems()


@pytest.fixture
def page(chromium: Browser, address: str, look: Look, problems: Problems) -> Iterator[Page]:
    """A page at `address` in the chosen look; `page.goto("/")` opens the start page."""
    width, scheme = look
    size = ViewportSize(width=width, height=HEIGHTS[width])
    context = chromium.new_context(base_url=address, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    context.set_default_timeout(machine.PATIENCE)
    page = context.new_page()
    problems.listen(page)
    yield page
    context.close()
    assert problems == []


@pytest.fixture(scope="session")
def axe() -> Axe:
    """`axe(page)` lists what keeps people from using the page: the default rules and the size of targets."""
    source = AXE.read_text()

    def violations(page: Page) -> list[dict[str, Any]]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source + "; undefined")
        found = page.evaluate(f"axe.run(document, {RUN})")
        return [shortened(violation) for violation in found["violations"]]

    return violations


def shortened(violation: dict[str, Any]) -> dict[str, Any]:
    where = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
    return {"rule": violation["id"], "impact": violation["impact"], "help": violation["help"], "where": where}
