"""Takes the pictures of the documents: starts the product in an empty folder and photographs its demo."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / "tests"))

import machine  # noqa: E402 - the tests know where a Chromium is

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"


def wait(server: "subprocess.Popen[bytes]") -> None:
    """Until the site answers."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(ADDRESS)
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server stopped before it answered.")


def photograph() -> None:
    """docs/comparison.png: the demo comparison as a newcomer sees it."""
    program = machine.chromium()
    if program is None:
        raise SystemExit("The screenshots need Chromium: install it and run make docs again.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 1180}, color_scheme="light", reduced_motion="reduce")
        page.goto(f"{ADDRESS}/demo")
        page.evaluate("document.fonts.ready.then(() => true)")
        page.screenshot(path=DOCS / "comparison.png")
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        environment = os.environ | {"FOLLOWTHROUGH_PORT": str(PORT), "PYTHONPATH": str(DOCS.parent)}
        server = subprocess.Popen([sys.executable, "-m", "app", "serve"], cwd=empty, env=environment)
        try:
            wait(server)
            photograph()
        finally:
            server.terminate()
            server.wait(30)
