"""Every plugin of Tests/Misbehaving on one server, each in a process of its own, and inside the server what is contained there: while it does its
deed the server answers everything else, and afterwards the API says in a sentence what happened."""

import concurrent.futures
import http.client
import shutil
import statistics
import subprocess
import threading
import time

import pytest

import misbehaving
from mailflow import ROOT, Person, Problem, Server, executable, free_port, until

ABORTED, ADDRESS = "It crashed (SIGABRT, it called abort).", "It crashed (SIGSEGV, a bad address)."
STUCK, TABLE = "It did not come back from a turn for 10 seconds and was ended.", "It was built against a broken header: its table is too short."
RUBBISH = "It wrote to the server's connection what no runner writes"

# What the API says of each afterwards: how its reason begins, or None for a plugin that stays on, and lines that its log then has.
DEEDS = {
    "crashes-at-load": (ABORTED, []), "crashes-in-start": ("It crashed (SIGFPE, a division by zero).", []), "crashes-in-turn": (ADDRESS, []),
    "crashes-on-thread": (ABORTED, []), "hangs-in-start": ("It did not finish starting within 10 seconds.", []), "hangs-in-turn": (STUCK, []),
    "spins": (STUCK, []), "recurses": (ADDRESS, []), "leaks": ("It used up its memory (", []), "aborts": (ABORTED, ["the third wheel came off"]),
    "exits": ("It ended its own process (exit status 3).", []), "exits-at-once": ("It ended its own process (exit status 0).", []),
    "kills-itself": ("Its process was killed (SIGKILL), by itself or because memory ran out.", []), "freezes": (STUCK, []),
    "closes-wire": ("It closed its connection to the server.", []), "writes-rubbish": (RUBBISH, []), "forges-frames": (RUBBISH, []),
    "refuses": ("It refused to start (status -1); its log says why.", ["no token was filled in"]),
    "unresolved": ("Its library could not be loaded", []),
    "no-symbol": ("Its library is not a MailFlow plugin: it exports no mailflow_plugin_v1.", []),
    "wrong-major": ("wrong-major speaks ABI 2; this server speaks 1.", []), "null-table": ("It exports no plugin.", []),
    "hole": ("Its table of functions has a hole.", []), "short-struct": (TABLE, []), "zero-struct": (TABLE, []),
    "lies-in-find": ("Its manifest says it answers hook/1, but its code does not.", []),
    "huge-struct": (None, []), "newer-minor": (None, []), "huge": (None, ["status 7 -2", "huge -10", "again -2"]),
    "answers-twice": (None, ["first 0", "second -2", "third -2", "stranger -2"]), "never-answers": (None, ["late -9", "later -2"]),
    "answers-after-stop": (None, []), "outlives-stop": (None, []), "foreign-thread": (None, ["from a thread"]),
    "floods": (None, ["lines were left out"]), "foreign-bytes": (None, ["found 0", "put -2"]),
    "gigabytes": (None, ["found 0", "answered -10", "put -2"]), "undeclared": (None, ["found 0", "denied"]), "hangs-in-stop": (None, []),
    "floods-stderr": (None, []), "floods-calls": (None, []), "forks": (None, ["fork was refused 1"]),
    "wanders": (None, [
        "read passwd 13", "read root 13", "write tmp 13", "read urandom 0", "inet 1", "unix 1", "kill the server 1", "limit the server 1", "environment 0",
    ]),
}
# What a process beside it may cost on a machine that is busy with other things: a ratio to the same requests when nobody misbehaves.
GENEROUS = 10
# What the server outlives without a process between them.
INSIDE = [
    "huge-struct", "newer-minor", "huge", "answers-twice", "never-answers", "answers-after-stop", "outlives-stop", "foreign-thread", "floods", "foreign-bytes",
    "gigabytes", "undeclared",
]
ALL = {**{name: name for name in DEEDS}, **{f"inside-{name}": name for name in INSIDE}}


@pytest.fixture(scope="module")
def server(scratch):
    """A server with two people and their mail, as `mailflow-check run` furnishes it, and every plugin in its folder, switched off."""
    data = scratch / "misbehaving"
    run = subprocess.Popen(
        [executable().resolve().parent / "mailflow-check", "run", ROOT / "Tests/EndToEnd/pages", "--keep", data, "--port", str(free_port())],
        stdout=subprocess.PIPE, text=True)
    for line in run.stdout:
        if "Ctrl-C ends this" in line:
            break
    run.terminate()
    run.communicate(timeout=60)
    shutil.rmtree(data / "plugins")
    with concurrent.futures.ThreadPoolExecutor(4) as builders:
        built = []
        for name, source in ALL.items():
            likes = [] if source == "undeclared" else [{"verb": f"kv.{what}/1"} for what in ("get", "put")]
            built.append(builders.submit(misbehaving.build, data, name, source, likes=likes, answers=["hook/1", "route/1"], hooks=["mail.open"]))
        for one in built:
            one.result()
    misbehaving.build(data, "steady")
    conf = "[steady]\nenabled = yes\n"
    for name, source in ALL.items():
        granted = "mail.read" if source in ("undeclared", "floods") else "mail.read kv"
        conf += f"[{name}]\nenabled = no\nisolate = {'no' if name != source else 'yes'}\ngrant = {granted}\n"
    (data / "plugins.conf").write_text(conf)
    running = Server(data).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def admin(server):
    person = Person(server)
    person.sign_in("admin", "admin-mail")
    until(lambda: plugin(person, "steady")["state"] == "on", what="the other plugin")
    return person


def plugin(admin, name):
    return admin.request("GET", f"/api/admin/plugins/{name}")


def p99(times):
    return statistics.quantiles(times, n=100)[-1]


class Others:
    """People who go on using the server: its health, their mail, and another plugin. Keeps how long each answer took, and what failed."""

    def __init__(self, server):
        self.person = Person(server)
        self.person.sign_in("guest", "guest-mail")
        self.failed, self.quiet, self.beside, self.times, self.on = [], [], [], None, True
        self.heard = threading.Condition()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def ask(self):
        assert self.person.request("GET", "/health") is not None
        found = self.person.one("Email/query", accountId="all", sort=[{"property": "receivedAt", "isAscending": False}], limit=50)
        assert len(found["ids"]) == 50
        assert b"{" in self.person.request("GET", "/plugins/steady/")

    def run(self):
        while self.on:
            begin = time.monotonic()
            try:
                self.ask()
            except Exception as error:  # noqa: BLE001
                self.failed.append(repr(error))
            with self.heard:
                if self.times is not None:
                    self.times.append(time.monotonic() - begin)
                self.heard.notify_all()

    def listen(self, times, count):
        """From now on answers belong there; comes back after so many."""
        with self.heard:
            self.times = times
            end = len(times) + count
            assert self.heard.wait_for(lambda: len(times) >= end, 60), self.failed

    def stop(self):
        self.on = False
        self.thread.join()


@pytest.fixture(scope="module")
def others(server, admin):
    some = Others(server)
    some.listen([], 20)  # warm
    yield some
    some.stop()


def open_a_message(admin):
    """What every plugin that is on is asked about, for at most two seconds."""
    email = admin.one("Email/query", accountId="all", limit=1)["ids"][0]
    admin.one("MessageAction/query", accountId="all", emailId=email)


def provoke(admin, name):
    """Asks it, and goes away soon."""
    connection = http.client.HTTPConnection("127.0.0.1", admin.server.port, timeout=1)
    try:
        connection.request("GET", f"/plugins/{name}/", headers={"Cookie": "; ".join(f"{c.name}={c.value}" for c in admin.cookies)})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()


def has_said(detail, line):
    return any(line in entry["line"] for entry in detail["log"]) or line in (detail.get("report") or {}).get("text", "")


@pytest.mark.parametrize("name", ALL)
def test_the_server_goes_on(server, admin, others, name):
    source = ALL[name]
    reason, lines = DEEDS[source]
    others.listen(others.quiet, 20)
    before = len(others.failed)
    mine = []
    others.listen(mine, 0)
    admin.request("PUT", f"/api/admin/plugins/{name}", {"enabled": True})
    state = until(lambda: (p := plugin(admin, name))["state"] not in ("starting", "stopping") and p, 15, "its start")
    if source == "never-answers":
        open_a_message(admin)
    elif state["state"] == "on":
        provoke(admin, name)
        if source == "floods":  # the count of lines left out comes with the next second's
            time.sleep(1.1)
            provoke(admin, name)
    if source in ("answers-after-stop", "outlives-stop"):
        for enabled in (False, True):
            admin.request("PUT", f"/api/admin/plugins/{name}", {"enabled": enabled})
    if reason is None:
        said = until(lambda: (p := plugin(admin, name))["state"] == "on" and all(has_said(p, line) for line in lines) and p, 30, f"{name} to be on, and {lines}")
        assert said["reason"] == "" and said["isolated"] is (name == source)
    else:
        said = until(lambda: (p := plugin(admin, name))["state"] in ("failed", "incompatible") and p["reason"].startswith(reason) and p, 30, f"{name} to fail: {reason}")
        for line in lines:
            until(lambda: has_said(plugin(admin, name), line), what=line)
        listed = next(p for p in admin.request("GET", "/api/admin/plugins")["list"] if p["id"] == name)
        assert listed["reason"].startswith(reason)
    others.listen(mine, 20)
    others.beside += mine
    admin.request("PUT", f"/api/admin/plugins/{name}", {"enabled": False})
    assert others.failed[before:] == []
    until(lambda: plugin(admin, name)["state"] == "off", 30, "its end")
    assert statistics.median(mine) < GENEROUS * statistics.median(others.quiet)


def test_nobody_waited_longer(server, others):
    """All of them together, beside the quiet moments between them."""
    print(f"{len(others.quiet)} quiet answers: p99 {p99(others.quiet):.4f} s; {len(others.beside)} beside: p99 {p99(others.beside):.4f} s")
    assert others.failed == []
    assert len(others.quiet) > 500 and len(others.beside) > 500
    assert p99(others.beside) < GENEROUS * p99(others.quiet)
    assert server.process.poll() is None


def test_each_is_here():
    assert set(DEEDS) == {path.stem for path in (ROOT / "Tests/Misbehaving").glob("*.c")}
