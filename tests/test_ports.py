"""A port that a test asks for is its server's alone, until the test run ends."""

import socket

import pytest

from ports import free_port


def test_a_server_may_listen_there_as_often_as_it_starts() -> None:
    port = free_port()
    for _ in range(2):
        with socket.create_server(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)):
            pass


def test_nobody_else_is_given_it_while_nothing_listens() -> None:
    port = free_port()
    with socket.socket() as another, pytest.raises(OSError, match="already in use"):
        another.bind(("127.0.0.1", port))
    assert port not in {free_port() for _ in range(10)}
