"""A plugin that misbehaves beside a server that goes on: in a process of its own, and inside the server."""

import os
import pathlib
import signal
import subprocess
import threading
import time

import pytest

import misbehaving
from mailflow import Person, Problem, Server, executable, until

PLUGINS = {"aborts": "Aborts", "steady": "Steady", "hangs-in-turn": "Hangs", "spins": "Spins"}


@pytest.fixture(scope="module")
def server(scratch):
    data = scratch / "isolation"
    data.mkdir()
    for name in PLUGINS:
        misbehaving.build(data, name, name=PLUGINS[name])
    (data / "plugins.conf").write_text("".join(f"[{name}]\nenabled = yes\n" for name in PLUGINS))
    running = Server(data).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def admin(server):
    person = Person(server)
    person.set_up()
    return person


def plugin(admin, name):
    return next(p for p in admin.request("GET", "/api/admin/plugins")["list"] if p["id"] == name)


def command(server, *words):
    done = subprocess.run([str(executable()), "plugins", *words], env=server.environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Others:
    """Somebody who goes on using the server, and notes what failed and how long the worst took."""

    def __init__(self, admin):
        self.admin, self.failed, self.count, self.worst, self.done = admin, [], 0, 0, False
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.done:
            begin = time.monotonic()
            try:
                assert b"{" in self.admin.request("GET", "/plugins/steady/")
                self.admin.request("GET", "/api/session")
            except Exception as error:  # noqa: BLE001
                self.failed.append(repr(error))
            self.worst = max(self.worst, time.monotonic() - begin)
            self.count += 1
            time.sleep(0.01)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done = True
        self.thread.join()


def test_what_did_not_come_with_the_server_is_apart(admin):
    for name in PLUGINS:
        until(lambda: plugin(admin, name)["state"] == "on", what=f"{name} is on")
        assert plugin(admin, name)["isolated"] is True
    assert plugin(admin, "unsubscribe")["isolated"] is False


def test_a_crash_is_that_plugins_alone(admin):
    with Others(admin) as others:
        begin = time.monotonic()
        with pytest.raises(Problem) as refused:
            admin.request("GET", "/plugins/aborts/")
        assert refused.value.status in (502, 503) and time.monotonic() - begin < 5
        page = until(lambda: (p := plugin(admin, "aborts"))["state"] == "failed" and p, what="the sentence")
        assert page["reason"].startswith("It crashed (SIGABRT, it called abort). It starts again in")
        detail = admin.request("GET", "/api/admin/plugins/aborts")
        assert "the third wheel came off" in detail["report"]["text"]
        with pytest.raises(Problem) as down:
            admin.request("GET", "/plugins/aborts/")
        assert down.value.status == 503
        until(lambda: plugin(admin, "aborts")["state"] == "on", what="it is back")
        until(lambda: others.count > 20, what="twenty requests")
    assert others.failed == [] and others.worst < 5


@pytest.mark.parametrize("name", ["hangs-in-turn", "spins"])
def test_a_turn_without_end_is_ended(admin, name):
    with Others(admin) as others:
        with pytest.raises(Problem):
            admin.request("GET", f"/plugins/{name}/")
        page = until(lambda: (p := plugin(admin, name))["state"] == "failed" and p, 40, "the sentence")
        assert page["reason"].startswith("It did not come back from a turn for 10 seconds and was ended.")
    assert others.failed == [] and others.worst < 5
    command_off = admin.request("PUT", f"/api/admin/plugins/{name}", {"enabled": False})
    assert command_off["state"] in ("off", "stopping")


def children(server):
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == server.process.pid:
                if b"mailflow-runner" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
        except (OSError, IndexError):
            continue
    return found


def is_gone(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_no_process_outlives_the_server(server, admin):
    runners = children(server)
    assert len(runners) >= 2
    server.kill()
    until(lambda: all(is_gone(pid) for pid in runners), what="the end of every runner")
    server.start()
    until(lambda: plugin(admin, "steady")["state"] == "on", what="steady is on")


def test_the_command_moves_it_inside_and_its_crash_is_named(server, admin):
    said = command(server, "isolate", "aborts", "no")
    assert said == "aborts runs inside the server.\n"
    until(lambda: (p := plugin(admin, "aborts"))["state"] == "on" and not p["isolated"], what="it is inside")
    assert "[aborts]\nenabled = yes\nisolate = no\n" in (server.data / "plugins.conf").read_text()
    with pytest.raises((OSError, Problem)):
        admin.request("GET", "/plugins/aborts/")
    assert server.process.wait(60) in (-signal.SIGABRT, 128 + signal.SIGABRT)
    server.start()
    page = until(lambda: (p := plugin(admin, "aborts"))["state"] == "failed" and p, what="its reason")
    assert page["reason"] == "It crashed the server (SIGABRT, it called abort). It stays off until it is switched on again."
    assert b"{" in until(lambda: plugin(admin, "steady")["state"] == "on" and admin.request("GET", "/plugins/steady/"), what="the other")
    command(server, "isolate", "aborts", "yes")
    until(lambda: (p := plugin(admin, "aborts"))["state"] == "on" and p["isolated"], what="apart again")


def test_an_upgrade_turns_nobody_away(server, admin):
    until(lambda: plugin(admin, "steady")["state"] == "on", what="steady is on")
    folder = server.data / "plugins" / "steady"
    with Others(admin) as others:
        for version in range(2, 6):
            library = (folder / "lib.so").read_bytes()
            (folder / "lib.new").write_bytes(library)
            os.replace(folder / "lib.new", folder / "lib.so")
            (folder / "plugin.json").write_text((folder / "plugin.json").read_text().replace(f"{version - 1}.0.0", f"{version}.0.0"))
            server.process.send_signal(signal.SIGHUP)
            until(lambda: plugin(admin, "steady")["version"] == f"{version}.0.0", what=f"version {version}")
            until(lambda n=others.count: others.count > n + 10, what="ten more requests")
    assert others.failed == []


def test_what_the_kernel_forgets_stays_readable(scratch):
    """The kernel makes files below /proc and /sys anew when memory was short: what a plugin may read of itself it may read then, too."""
    forget = pathlib.Path("/proc/sys/vm/drop_caches")
    if not os.access(forget, os.W_OK):
        pytest.skip("only root can tell the kernel to forget")
    data = scratch / "forgotten"
    misbehaving.build(data, "looks")
    (data / "plugins.conf").write_text("[looks]\nenabled = yes\n")
    server = Server(data).start()
    try:
        person = Person(server)
        person.set_up()
        until(lambda: plugin(person, "looks")["state"] == "on", what="it is on")
        before = person.request("GET", "/plugins/looks/")
        assert before.split()[:4] == [b"yes"] * 4
        forget.write_text("2\n")
        assert person.request("GET", "/plugins/looks/") == before
    finally:
        server.stop()
