"""A phone in a real browser: its taps and bytes are counted, and what its pages do while they are used is measured."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from machine import PATIENCE

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 3,
}
# Told to the test as it happens, so that nothing is forgotten when the browser goes to another page.
MEASURE = """
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) measured('shift', entry.value);
}).observe({type: 'layout-shift', buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.interactionId) measured('interaction', entry.duration);
}).observe({type: 'event', durationThreshold: 16, buffered: true});
"""
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"


def phone(chromium: Browser, address: str, **more: Any) -> BrowserContext:
    context = chromium.new_context(base_url=address, **PHONE, **more)
    context.set_default_timeout(PATIENCE)
    return context


@dataclass
class Phone:
    """A page on a phone, whose taps and bytes are counted."""

    page: Page
    taps: int = 0
    bytes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        wire: Any = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: self.bytes.append(event["encodedDataLength"]))

    def tap(self, what: Any) -> None:
        what.tap()
        self.taps += 1

    def received(self) -> int:
        """Bytes over the wire since the last time this was asked."""
        self.page.wait_for_load_state("networkidle")
        total = sum(self.bytes)
        self.bytes.clear()
        return int(total)

    def next(self) -> None:
        self.tap(self.page.locator(".phone-bar .btn"))


class Measured:
    """Layout shifts, and how long each interaction took until the next paint, on every page of a browser."""

    def __init__(self, context: BrowserContext) -> None:
        self._told: dict[str, list[float]] = {"shift": [], "interaction": []}
        context.expose_binding("measured", lambda _, kind, value: self._told[kind].append(value))
        context.add_init_script(MEASURE)

    def shifts(self, page: Page) -> float:
        """Their sum; 0 where nothing moved by itself."""
        page.evaluate(PAINTED)
        return sum(self._told["shift"])

    @property
    def interactions(self) -> int:
        """How many took 16 ms or longer."""
        return len(self._told["interaction"])


class Busy:
    """The processor time a page's own thread takes between two moments: other work on the machine is not in it."""

    def __init__(self, page: Page) -> None:
        self._page, self._wire = page, page.context.new_cdp_session(page)
        self._wire.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._began, self.most = 0.0, 0.0  # ms

    def begin(self) -> None:
        self._began = self._so_far()

    def end(self) -> None:
        self.most = max(self.most, self._so_far() - self._began)

    def _so_far(self) -> float:
        self._page.evaluate(PAINTED)
        told = self._wire.send("Performance.getMetrics")["metrics"]
        return float(1000 * sum(one["value"] for one in told if one["name"] == "TaskDuration"))


def answer_all(phone: Phone, questions: int) -> None:
    """Each question with one tap, or with a number, and Next."""
    for number in range(1, questions + 1):
        expect(phone.page.locator(".reply-at")).to_contain_text(f"{number} of {questions}")
        if phone.page.locator("#number").count():
            phone.tap(phone.page.locator("#number"))
            phone.page.keyboard.type("3")
        else:
            phone.tap(phone.page.locator(".opt:not(.NA) input").first)
        phone.next()


def look_at(page: Page, paths: tuple[str, ...], axe: Any) -> dict[str, object]:
    """Path → what keeps people from using the page, and how far it is wider than the window."""
    wrong: dict[str, object] = {}
    for path in paths:
        page.goto(path)
        if found := faults(page, axe):
            wrong[path] = found
    return wrong


def faults(page: Page, axe: Any) -> tuple[object, ...]:
    """Of the page as it stands; () for none."""
    found = list(axe(page))
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return (found, f"{wide} px too wide") if found or wide > 0 else ()
