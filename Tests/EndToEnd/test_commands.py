"""The commands of an admin at a terminal, beside a server and without one."""

import os
import pathlib
import signal
import subprocess

import pytest

from mailflow import ROOT, Person, Server, executable, free_port, until

PASSWORD = "correct horse battery"


def run(data, *words, given="", **environment):
    """A command and what came of it: status, output, errors."""
    done = subprocess.run(
        [str(executable()), *words], input=given, capture_output=True, text=True, timeout=60, cwd=data,
        env={**os.environ, "DATA_DIR": str(data), **{name: str(value) for name, value in environment.items()}})
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def data(tmp_path):
    return tmp_path


@pytest.mark.parametrize("words", [[], ["serve"], ["users"], ["users", "add"], ["plugins"], ["plugins", "enable"], ["doctor"], ["version"]], ids=" ".join)
def test_every_command_says_how_it_is_used(data, words):
    status, out, _ = run(data, *words, "--help")
    assert status == 0
    assert "USAGE: mailflow" in out and "OVERVIEW" in out


def test_an_unknown_command_is_refused(data):
    status, _, errors = run(data, "sevre")
    assert status == 64 and "sevre" in errors


def test_the_first_person_is_an_admin(data):
    status, out, _ = run(data, "users", "add", "nora", given=PASSWORD + "\n")
    assert status == 0 and "as an admin, because nobody else is there yet" in out
    status, out, _ = run(data, "users", "add", "olaf", given=PASSWORD + "\n")
    assert status == 0 and "admin" not in out
    _, out, _ = run(data, "users")
    assert [line.split()[1] for line in out.splitlines()] == ["nora", "olaf"]
    assert "(admin)" in out.splitlines()[0] and "(admin)" not in out.splitlines()[1]


@pytest.mark.parametrize("name, given, says", [
    ("nora", PASSWORD, "taken"), ("a:b", PASSWORD, "colons"), ("olaf", "short", "characters"), ("olaf", "", "characters")])
def test_a_person_who_cannot_be_added(data, name, given, says):
    assert run(data, "users", "add", "nora", given=PASSWORD + "\n")[0] == 0
    status, _, errors = run(data, "users", "add", name, given=given + "\n")
    assert status != 0 and says in errors and errors.startswith("mailflow: ")
    assert len(run(data, "users")[1].splitlines()) == 1


def test_a_new_password_ends_every_session_beside_a_running_server(data):
    server = Server(data / "served").start()
    try:
        person = Person(server)
        person.set_up()
        name = run(server.data, "users")[1].split()[1]
        assert run(server.data, "users", "reset-password", name, given="another good password\n")[0] == 0
        with pytest.raises(Exception, match="401"):
            person.request("GET", "/api/app-passwords")
        Person(server).sign_in(name, "another good password")
        status, _, errors = run(server.data, "users", "reset-password", "nobody", given=PASSWORD + "\n")
        assert status == 1 and "nobody called nobody" in errors
    finally:
        server.stop()


def test_doctor_finds_all_well_and_starts_nothing_beside_a_server(data):
    status, out, _ = run(data, "doctor")
    assert status == 0, out
    assert "✓ Database and key" in out and "no server is running" in out
    server = Server(data / "served").start()
    try:
        status, out, _ = run(server.data, "doctor")
        assert status == 0, out
        assert f"a server is running as process {server.process.pid}" in out
        assert "judged by their files only" in out
    finally:
        server.stop()


@pytest.mark.parametrize("name, value, says", [
    ("PORT", "eighty", "PORT must be"), ("ENCRYPTION_KEY", "abc", "ENCRYPTION_KEY must be"), ("REDIS_URL", "redis://127.0.0.1", "REDIS_URL"),
    ("MAILFLOW_PROT", "8080", "MAILFLOW_PROT"), ("PLUGINS_CONF", "/nowhere/plugins.conf", "PLUGINS_CONF names /nowhere/plugins.conf"),
    ("TRUSTED_PROXIES", "everyone", "TRUSTED_PROXIES must be"), ("APP_URL", "mail.example.test", "APP_URL must be"), ("BIND", "192.0.2.1", "no address 192.0.2.1")])
def test_a_wrong_setting_stops_the_start_and_is_named(data, name, value, says):
    status, _, errors = run(data, "serve", **{"PORT": free_port(), name: value})
    assert status != 0 and says in errors, errors
    assert "errno" not in errors and "NIO" not in errors


def test_a_damaged_database_is_said(data):
    (data / "mailflow.db").write_bytes(b"This is no database at all. " * 400)
    status, _, errors = run(data, "serve", PORT=free_port())
    assert status == 1 and "restores it from a backup" in errors and "PRAGMA" not in errors


def test_a_second_server_leaves_the_folder_alone(data):
    server = Server(data / "served").start()
    try:
        status, _, errors = run(server.data, "serve", PORT=free_port())
        assert status == 1 and "uses this data folder already" in errors
        assert server.answers()
    finally:
        server.stop()


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_server_ends_well(data, told):
    server = Server(data / "served").start()
    server.process.send_signal(told)
    assert server.process.wait(timeout=15) == 0
    assert "rror" not in server.log.read_text()
    assert not pathlib.Path(server.data / "pid").read_text().strip()


def test_plugins_are_shown_as_the_running_server_has_them(data):
    """One that crashes in start, one without a library, and a folder nobody can name: state and sentence, with a server and without."""
    served = data / "served"
    for name in ("crashes-in-start", "gone"):
        folder = served / "plugins" / name
        folder.mkdir(parents=True)
        (folder / "plugin.json").write_text('{"id":"%s","name":"It","version":"1.0.0","library":"lib.so","answers":["hook/1"],"hooks":["mail.open"]}' % name)
    (served / "plugins" / "Not_an_id").mkdir()
    (served / "plugins" / "Not_an_id" / "plugin.json").write_text("{}")
    subprocess.run(
        ["clang", "-std=gnu11", "-fPIC", "-shared", f"-I{ROOT}/Sources/PluginAPI/C/include", f"-I{ROOT}/Tests/Misbehaving", f"-I{ROOT}/Tests/Fixtures/plugins",
         "-o", str(served / "plugins/crashes-in-start/lib.so"), str(ROOT / "Tests/Misbehaving/crashes-in-start.c")], check=True)
    (served / "plugins.conf").write_text("".join(f"[{name}]\nenabled = yes\ngrant = mail.read\n" for name in ("crashes-in-start", "gone")))

    def lines():
        status, out, errors = run(served, "plugins")
        assert status == 0, errors
        return {line.split()[0]: " ".join(line.split()[2:]) for line in out.splitlines()}, out, errors

    server = Server(served).start()
    try:
        said = until(lambda: (s := lines())[0]["crashes-in-start"].startswith("failed") and s, what="the crash")[0]
        assert said["crashes-in-start"].startswith("failed It crashed (SIGFPE, a division by zero).")
        assert said["gone"] == "missing Its library lib.so is missing."
        assert "Not_an_id is left out: a plugin's folder is named" in lines()[1]
    finally:
        server.stop()
    said, _, errors = lines()
    assert said["crashes-in-start"] == "ready" and "No server runs" in errors


def test_plugins_of_a_folder_that_is_none(data):
    status, out, errors = run(data, "plugins", "enable", "carddav", DATA_DIR=data / "typo")
    assert (status, out) == (1, "") and "is not the data folder of a server" in errors and not (data / "typo").exists()
