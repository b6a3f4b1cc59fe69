"""Ports of loopback for servers that tests and benchmarks start as processes of their own."""

import socket

HELD: list[socket.socket] = []


def free_port() -> int:
    """One that nobody else is given while this process lives.

    Whoever only asks for a free port and lets go of it may find another server there: every number is given again, and
    a server takes seconds to start. So it stays bound; a server may listen on it all the same, as often as it starts.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    HELD.append(held)
    port: int = held.getsockname()[1]
    return port
