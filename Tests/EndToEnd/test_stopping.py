"""A server that is told to stop does, whatever a client of it is doing."""

import signal
import socket
import time

import pytest

from mailflow import Person, Server


@pytest.mark.parametrize("path", ["/api/sign-in", "/jmap/upload/all/"])
def test_ctrl_c_does_not_wait_for_a_request_that_never_arrives(tmp_path, path):
    running = Server(tmp_path / "data").start()
    person = Person(running)
    person.set_up()
    cookie = "; ".join(f"{one.name}={one.value}" for one in person.cookies)
    with socket.create_connection(("127.0.0.1", running.port)) as held:
        held.sendall((f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\nCookie: {cookie}\r\nX-CSRF-Token: {person.csrf}\r\n"
                      "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{").encode())
        time.sleep(0.3)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(10) == 0
