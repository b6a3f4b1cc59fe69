"""A test that hangs fails where it hangs, whatever it waits for, and those after it run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import limit

TESTS = Path(__file__).parent
SHORT = """
import limit

limit.SECONDS, limit.AGAIN = {seconds}, 0.5

def pytest_configure(config):
    config.pluginmanager.register(limit)
"""
WAITS = """
import asyncio, subprocess, threading, time
import pytest

def test_it_sleeps():
    time.sleep(50)

def test_it_waits_in_a_loop():
    asyncio.run(asyncio.sleep(50))

def test_it_waits_for_a_process_and_goes_on_after_any_exception():
    while True:
        try:
            subprocess.run(["sleep", "50"])
        except Exception:
            pass

@pytest.fixture
def never_cleaned_up():
    yield
    threading.Event().wait()

def test_it_does_nothing(never_cleaned_up):
    pass

def test_it_is_well():
    pass
"""
BROWSES = """
from playwright.sync_api import sync_playwright
import machine

def test_it_waits_for_a_page():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox"])
        browser.new_page().evaluate("() => new Promise(() => {})")

def test_it_is_well():
    pass
"""
DEAF = """
import signal, time

def test_it_is_deaf():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    time.sleep(50)
"""
ALONE = ["-p", "no:xdist"]


def tried(folder: Path, tests: str, seconds: float, *words: str) -> str:
    """What pytest says of these tests where the limit is so short."""
    (folder / "conftest.py").write_text(SHORT.format(seconds=seconds))
    (folder / "test_these.py").write_text(tests)
    environment = {name: value for name, value in os.environ.items() if name != "SOAK"} | {"PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:schemathesis", *words, str(folder)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 1
    said: str = done.stdout + done.stderr
    print(said)
    return said


def test_what_hangs_fails_with_where_it_hung_and_the_next_test_runs(tmp_path: Path) -> None:
    said = tried(tmp_path, WAITS, 3, "-n", "1", "--dist", "loadfile")
    assert "3 failed, 2 passed, 1 error" in said
    hung = {line[1:].strip() for line in said.splitlines() if line.startswith(">")}
    assert hung >= {"time.sleep(50)", "asyncio.run(asyncio.sleep(50))", 'subprocess.run(["sleep", "50"])'}
    assert "threading.Event().wait()" in hung
    assert "limit.Hung: no end within 3 seconds" in said
    assert "limit.Hung: no end within 0.5 seconds" in said, "those after it in the file are not waited for as long"
    assert "most recent call first" in said


@pytest.mark.browser
def test_a_page_that_hangs_fails_too(tmp_path: Path) -> None:
    said = tried(tmp_path, BROWSES, 5, *ALONE)
    assert "1 failed, 1 passed" in said
    assert '>           browser.new_page().evaluate("() => new Promise(() => {})")' in said


def test_what_is_deaf_to_the_limit_ends_its_process_and_says_where_it_was(tmp_path: Path) -> None:
    said = tried(tmp_path, DEAF, 0.5, *ALONE, "-o", "faulthandler_timeout=2", "-o", "faulthandler_exit_on_timeout=true")
    assert "in test_it_is_deaf" in said


@pytest.mark.skipif(not limit.SECONDS, reason="The long form of a fault test lasts as long as it lasts")
def test_this_test_has_a_limit(pytestconfig: pytest.Config) -> None:
    left, again = signal.getitimer(signal.ITIMER_REAL)
    assert 0 < left <= limit.SECONDS == 300
    assert again == limit.AGAIN
    assert float(pytestconfig.getini("faulthandler_timeout")) > 2 * limit.SECONDS + 2 * limit.AGAIN
    assert pytestconfig.getini("faulthandler_exit_on_timeout")
