"""Several servers of one database behind HAProxy, as docs/haproxy.cfg has it."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from faults.server import ASKING, PATIENCE, Served
from machine import SYSTEM
from ports import free_port

CONFIG = Path(__file__).parents[2] / "docs" / "haproxy.cfg"
SECURE = ":443 ssl crt /etc/haproxy/followthrough.pem alpn h2,http/1.1"
ALONE = """    user haproxy
    group haproxy
"""  # only root can become somebody else
FOUR = 4  # servers in the configuration


@contextmanager
def several(url: str, folder: Path, many: int = FOUR, **more: str) -> Iterator[tuple[str, list[Served]]]:
    """So many servers, all ready, and the address of the proxy before them."""
    servers = [Served(url, folder, TRUSTED_PROXIES="127.0.0.1", **more) for _ in range(many)]
    ports = [server.port for server in servers] + [free_port() for _ in range(FOUR - many)]
    with proxied(ports, folder) as address:
        try:
            with ThreadPoolExecutor(2) as pool:  # not all at once: each has its patience, on a busy machine too
                [*pool.map(Served.start, servers)]
            until(lambda: readiness(address) == "ready")
            yield address, servers
        finally:
            for server in servers:
                server.__exit__()


@contextmanager
def proxied(ports: Sequence[int], folder: Path) -> Iterator[str]:
    """The proxy before servers at these ports of loopback."""
    front, program = free_port(), shutil.which("haproxy", path=SYSTEM)
    assert program, "HAProxy is not installed"
    (own := folder / "haproxy.cfg").write_text(configured(front, ports), encoding="utf-8")
    proxy = subprocess.Popen([program, "-db", "-q", "-f", own], stderr=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{front}"
    finally:
        proxy.terminate()
        _, complained = proxy.communicate(timeout=PATIENCE)
        assert "[ALERT]" not in complained, complained


def configured(front: int, ports: Sequence[int]) -> str:
    """The configuration of the documentation with other addresses; each is there once."""
    text = CONFIG.read_text(encoding="utf-8")
    changes = {ALONE: "", SECURE: f"127.0.0.1:{front}", "X-Forwarded-Proto https": "X-Forwarded-Proto http"}
    changes |= {f"127.0.0.1:{8001 + n} ": f"127.0.0.1:{port} " for n, port in enumerate(ports)}
    for was, becomes in changes.items():
        assert text.count(was) == 1, f"{CONFIG.name} has {was!r} no longer"
        text = text.replace(was, becomes)
    return text


def readiness(address: str) -> str:
    """What /readyz says, or "" where nobody answers."""
    try:
        return ASKING.get(f"{address}/readyz").text.strip()
    except httpx.TransportError:
        return ""


def until(reached: Callable[[], bool]) -> None:
    """Wait until it is so."""
    last = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < last, "waited for too long"
        time.sleep(0.02)
