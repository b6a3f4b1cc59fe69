"""The wheel on a machine that has nothing of ours: installed, started from an empty folder, looked at."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import machine
from ports import free_port

ROOT = Path(__file__).parent.parent
SECONDS_TO_ANSWER = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `python -m build` makes it."""
    out = tmp_path_factory.mktemp("wheel")
    done([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)], ROOT)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The programs of an environment that holds the wheel and what requirements.lock names.

    Where CI=true its dependencies are installed from the lock. Elsewhere, where no test should need the network, it
    borrows the ones this environment has: as a plain path, so that the checkout itself is not among them.
    """
    home = tmp_path_factory.mktemp("installed")
    done([sys.executable, "-m", "venv", "--without-pip", str(home)], home)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--quiet",
        "--python",
        str(home / "bin" / "python"),
    ]
    if machine.CI:
        done([*pip, "install", "--require-hashes", "-r", str(ROOT / "requirements.lock")], home)
    else:
        borrowed = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})) / "borrowed.pth"
        borrowed.write_text(sysconfig.get_path("purelib"))
    done([*pip, "install", "--no-deps", "--no-index", str(wheel)], home)
    yield home / "bin"
    shutil.rmtree(home)


def alone() -> dict[str, str]:
    """The environment without anything that would lead back to this checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FOLLOWTHROUGH_"))}


def done(command: list[str], where: Path) -> str:
    """What a command says; it must succeed."""
    run = subprocess.run(command, cwd=where, env=alone(), capture_output=True, text=True)
    assert run.returncode == 0, f"{' '.join(command)}\n{run.stdout}{run.stderr}"
    return run.stdout


def test_the_wheel_carries_templates_static_files_questionnaires_and_migrations(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder, pattern in {"templates": "*.*", "static": "*.*", "questionnaires": "*.*"}.items():
        ours = {f"app/{path.relative_to(ROOT)}" for path in (ROOT / folder).rglob(pattern) if path.is_file()}
        assert ours
        assert ours <= held
    code = (path for path in (ROOT / "app").rglob("*.*") if path.is_file() and path.suffix != ".pyc")
    ours = {str(path.relative_to(ROOT)) for path in code}
    assert ours <= held
    assert not [name for name in held if name.startswith(("tests/", "docs/", "bench/"))]


def test_the_installed_package_is_the_wheel_and_not_this_checkout(installed: Path, tmp_path: Path) -> None:
    where = done([str(installed / "python"), "-c", "import app; print(app.__file__)"], tmp_path).strip()
    assert Path(where).is_relative_to(installed.parent)


def test_the_installed_command_checks_the_packaged_questionnaire(installed: Path, tmp_path: Path) -> None:
    print_folder = "import app; print(app.files('questionnaires') / 'lgv-external-1.0.0')"
    folder = done([str(installed / "python"), "-c", print_folder], tmp_path).strip()
    assert Path(folder).is_relative_to(installed.parent)
    assert "lgv-external" in done([str(installed / "followthrough"), "instrument", "check", folder], tmp_path)


def test_the_installed_command_shows_the_demo_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    assert done([str(installed / "followthrough"), "demo"], tmp_path).strip()


def test_the_installed_command_serves_the_demo_comparison_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    server = subprocess.Popen(
        [installed / "followthrough", "serve"],
        cwd=tmp_path,
        env=alone() | {"FOLLOWTHROUGH_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        page = httpx.get(answering(server, f"http://127.0.0.1:{port}/demo"), follow_redirects=True, timeout=60)
    finally:
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=30)
    assert page.status_code == 200
    assert str(page.url).endswith("/compare")
    assert f"http://127.0.0.1:{port}" in said
    assert (tmp_path / "data" / "followthrough.db").exists()


def answering(server: subprocess.Popen[str], address: str) -> str:
    """The address, once it answers."""
    last = time.monotonic() + SECONDS_TO_ANSWER
    while True:
        try:
            httpx.get(address, verify=False)  # nothing to verify, and what it would be verified by takes long to read
        except httpx.TransportError:
            assert server.poll() is None, f"the server stopped: {server.communicate()[0]}"
            assert time.monotonic() < last, "the server does not answer"
            time.sleep(0.1)
        else:
            return address
