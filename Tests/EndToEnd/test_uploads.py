"""Large bodies to a plugin over the real server: read while they come, given up, cut short, and what others notice of it."""

import http.client
import json
import pathlib
import select
import socket
import subprocess
import time

import pytest

from mailflow import ROOT, Person, Server, until

MB = 1_000_000
PIECE = bytes(range(256)) * 256


@pytest.fixture(scope="module")
def library(scratch):
    built = scratch / "pulls.so"
    subprocess.run(["cc", "-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-pthread", f"-I{ROOT}/Sources/PluginAPI/C/include",
                    f"-I{ROOT}/Tests/Fixtures/plugins", "-o", str(built), str(ROOT / "Tests/Fixtures/plugins/pulls.c")], check=True)
    return built


@pytest.fixture(scope="module")
def server(scratch, library, ground):
    running = Server(scratch / f"uploads-{ground}")
    conf = ""
    for name, likes in (("pulls", [{"verb": "route.body/1"}]), ("whole", [])):
        home = running.data / "plugins" / name
        home.mkdir(parents=True)
        (home / "pulls.so").write_bytes(library.read_bytes())
        (home / "plugin.json").write_text(json.dumps({
            "id": name, "name": name, "version": "1.0.0", "library": "pulls.so", "likes": likes, "answers": ["route/1"], "mounts": [f"/{name}"]}))
        conf += f"[{name}]\nenabled = yes\nisolate = {'yes' if ground == 'isolated' else 'no'}\ngrant = mount:/{name}\n"
    (running.data / "plugins.conf").write_text(conf)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def admin(server):
    person = Person(server)
    person.set_up()
    until(lambda: all(p["state"] == "on" for p in person.request("GET", "/api/admin/plugins")["list"] if p["id"] in ("pulls", "whole")), 10, "both")
    return person


def send(server, path, pieces, length=None, person=None):
    """PUTs pieces, chunked where no length is said; gives status and body, also of an answer that comes before all was sent."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {} if person is None else {"X-CSRF-Token": person.csrf, "Cookie": "; ".join(f"{c.name}={c.value}" for c in person.cookies)}
    if length is not None:
        headers["Content-Length"] = str(length)
    try:
        connection.request("PUT", path, pieces, headers, encode_chunked=length is None)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it was answered before the end
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body.decode()


def peak(pid):
    return next(int(line.split()[1]) * 1024 for line in open(f"/proc/{pid}/status") if line.startswith("VmHWM"))


def runner(server, name):
    for process in pathlib.Path("/proc").iterdir():
        try:
            if process.name.isdigit() and f"{server.data}/plugins/{name}/".encode() in (process / "cmdline").read_bytes():
                return int(process.name)
        except OSError:
            continue
    return None


def log(admin, name="pulls"):
    return [line["line"] for line in admin.request("GET", f"/api/admin/plugins/{name}")["log"]]


def total(pieces):
    value = 0
    for piece in pieces:
        for byte in piece:
            value = (value * 31 + byte) % (1 << 64)
    return value


def test_a_hundred_megabytes_pass_in_little_memory(server, admin, ground):
    assert admin.request("GET", "/api/admin/plugins/pulls")["isolated"] is (ground == "isolated")
    send(server, "/plugins/pulls/count", iter([PIECE] * 16), 16 * len(PIECE), admin)
    count = 100 * MB // len(PIECE) + 1
    watched = [server.process.pid] + ([runner(server, "pulls")] if ground == "isolated" else [])
    before = [peak(pid) for pid in watched]
    status, body = send(server, "/plugins/pulls/count", (PIECE for _ in range(count)), count * len(PIECE), admin)
    assert status == 200 and body.startswith(f"0 {count * len(PIECE)} bytes in ")
    grown = [now - then for now, then in zip((peak(pid) for pid in watched), before)]
    assert max(grown) < 24 * MB, f"it took {grown} bytes of memory"


@pytest.mark.parametrize("path", ["/plugins/pulls/count", "/pulls/count"])
@pytest.mark.parametrize("length", [None, 12 * len(PIECE)], ids=["chunked", "length"])
def test_every_byte_arrives(server, admin, path, length):
    pieces = [PIECE[n:] + PIECE[:n] for n in range(12)]
    status, body = send(server, path, iter(pieces), length, None if path.startswith("/pulls") else admin)
    assert status == 200 and body.startswith(f"0 {12 * len(PIECE)} bytes in ") and body.endswith(f"sum {total(pieces)}")
    assert int(body.split(" pieces")[0].rsplit(" ", 1)[1]) > 1


def test_what_is_small_or_not_asked_for_comes_as_one(server, admin):
    small = send(server, "/plugins/pulls/count", iter([b"x" * 1000]), 1000, admin)
    whole = send(server, "/plugins/whole/count", iter([PIECE] * 40), 40 * len(PIECE), admin)
    assert small[0] == whole[0] == 200
    assert small[1].startswith("0 1000 bytes in 1 pieces") and whole[1].startswith(f"0 {40 * len(PIECE)} bytes in 1 pieces")


@pytest.mark.parametrize("name, length", [("whole", (16 << 20) + 1), ("pulls", (1 << 30) + 1)])
def test_what_is_too_large_is_said_before_it_comes(server, admin, name, length):
    began = time.monotonic()
    status, body = send(server, f"/{name}/count", iter([b"x"]), length)
    assert status == 413 and json.loads(body)["type"] == "urn:mailflow:error:tooLarge" and time.monotonic() - began < 10


def test_an_echo_goes_both_ways_at_once(server):
    status, body = send(server, "/pulls/echo", iter([b"wave " * 20_000] * 8), 800_000)
    assert status == 200 and body == "wave " * 160_000


@pytest.mark.parametrize("head, body", [
    (f"Content-Length: {50 * MB}", b"x" * 400_000), ("Transfer-Encoding: chunked", b"61a80\r\n" + b"x" * 400_000 + b"\r\n")], ids=["length", "chunked"])
def test_a_browser_that_goes_away_is_no_end(server, admin, head, body):
    before = sum(line.startswith("-9 ") for line in log(admin))
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall(f"PUT /pulls/count HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{head}\r\n\r\n".encode() + body)
        time.sleep(0.3)
    until(lambda: sum(line.startswith("-9 ") for line in log(admin)) > before, 20, "the plugin to hear of it")
    assert [line for line in log(admin) if line.startswith("-9 ")][-1].startswith("-9 400000 bytes")


def test_an_answer_before_the_end_is_an_answer(server, admin):
    for path, said in (("/pulls/early", "early"), ("/pulls/half", "enough")):
        status, body = send(server, path, (PIECE for _ in range(400)), 400 * len(PIECE))
        assert status == 200 and body == said
    until(lambda: "late -5" in log(admin), 10, "the end of the body")
    assert send(server, "/pulls/count", iter([PIECE] * 8), 8 * len(PIECE))[0] == 200


def test_many_at_once_and_one_more(server, admin):
    wires = []
    try:
        for _ in range(40):
            wire = socket.create_connection(("127.0.0.1", server.port))
            wire.sendall(f"PUT /pulls/count HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: {MB}\r\n\r\n".encode() + b"x" * 10)
            wires.append(wire)
        refused = until(lambda: len(r := select.select(wires, [], [], 0)[0]) == 8 and r, 20, "the answer to all but 32")
        assert all(wire.recv(12) == b"HTTP/1.1 503" for wire in refused)
        assert send(server, "/pulls/count", iter([PIECE] * 8), 8 * len(PIECE))[0] == 503
        assert send(server, "/whole/count", iter([PIECE] * 8), 8 * len(PIECE))[0] == 200, "nobody else notices"
    finally:
        for wire in wires:
            wire.close()
    until(lambda: send(server, "/pulls/count", iter([PIECE] * 8), 8 * len(PIECE))[0] == 200, 20, "room again")


def test_a_crash_in_the_middle_is_that_plugins_alone(server, admin, ground):
    if ground == "inside":
        assert send(server, "/pulls/count", iter([PIECE] * 8), 8 * len(PIECE))[0] == 200
        return
    status, body = send(server, "/pulls/crash", (PIECE for _ in range(400)), 400 * len(PIECE))
    assert status == 503, body
    assert send(server, "/whole/count", iter([PIECE] * 8), 8 * len(PIECE))[0] == 200
    until(lambda: admin.request("GET", "/api/admin/plugins/pulls")["state"] == "on", 20, "it is back")
    assert send(server, "/pulls/count", iter([PIECE] * 8), 8 * len(PIECE))[0] == 200
