"""Plugins over the real server: events, hooks, jobs, mounts, streamed answers, permissions, and what an admin does with them."""

import base64
import http.client
import json
import pathlib
import shutil
import subprocess
import threading
import time
import urllib.parse

import pytest

from mailflow import ROOT, Person, Problem, Server, executable, until
from peers import letter

MANIFEST = {
    "id": "flow", "name": "Flow", "version": "1.0.0", "library": "flow.so",
    "uses": [{"verb": "kv.put/1", "why": "It writes down what happens"}, {"verb": "users.get/1"}],
    "answers": ["event/1", "hook/1", "route/1", "job/1", "health/1"],
    "events": ["mail.received", "mail.flagged", "mail.sent", "account.added", "user.signedin", "folder.changed"],
    "hooks": ["mail.send", "mail.ingest"], "jobs": {"sweep": "1d", "fails": "1d"}, "mounts": ["/flow", "/.well-known/flow"],
}
GRANTS = ["mail.change", "mail.read", "mount:/flow", "mount:/.well-known/flow", "users", "accounts", "kv"]


@pytest.fixture(scope="module")
def library(scratch):
    out = scratch / "flow.so"
    subprocess.run(["clang", "-std=gnu11", "-fPIC", "-shared", "-pthread", f"-I{ROOT}/Sources/PluginAPI/C/include", "-o", str(out),
                    str(ROOT / "Tests/Fixtures/plugins/flow.c")], check=True)
    return out


def install(data, library, name="flow", **change):
    folder = pathlib.Path(data) / "plugins" / name
    (folder / "web").mkdir(parents=True, exist_ok=True)
    fresh = folder / "flow.so.new"
    shutil.copy(library, fresh)
    fresh.rename(folder / "flow.so")
    (folder / "web" / "page.html").write_text("<!doctype html><p>page</p>")
    (folder / "plugin.json").write_text(json.dumps({**MANIFEST, "id": name, **change}))


@pytest.fixture(scope="module", params=["inside", "isolated", "postgres"])
def house(request, scratch, library, mail):
    """A server with the plugin inside it; with the plugin in a process of its own; and that over PostgreSQL."""
    isolate, number, database = "no" if request.param == "inside" else "yes", 13 if request.param == "inside" else 14, None
    if request.param == "postgres":
        base = request.getfixturevalue("postgres")
        subprocess.run(["psql", "-q", base + "postgres", "-c", "CREATE DATABASE plugins"], check=True)
        database = base + "plugins"
    mail.empty(number)
    server = Server(scratch / f"plugins-{request.param}", database)
    install(server.data, library)
    conf = server.data / "plugins.conf"
    conf.write_text(f"# Ours.\n[flow]\nenabled = no  # not yet\nisolate = {isolate}\n\n# The end.\n")
    server.environment["PLUGINS_CONF"] = str(conf)
    server.start()
    person = Person(server)
    person.set_up()
    person.allow_everything()
    yield server, person, number, isolate == "yes"
    server.stop()


@pytest.fixture(scope="module")
def flow(house):
    server, admin, *_ = house
    with pytest.raises(Problem) as refused:
        admin.request("PUT", "/api/admin/plugins/flow", {"enabled": True})
    assert refused.value.status == 409
    needed = json.loads(refused.value.body)["needed"]
    assert {g["grant"] for g in needed} == set(GRANTS) and needed[0]["risk"] == "high" and all(g["words"] for g in needed)
    assert any(g["why"] == "It writes down what happens" for g in needed)
    with pytest.raises(Problem):
        admin.request("PUT", "/api/admin/plugins/flow", {"enabled": True, "accept": GRANTS[:-1]})
    began = time.monotonic()
    plugin = admin.request("PUT", "/api/admin/plugins/flow", {"enabled": True, "accept": GRANTS})
    assert time.monotonic() - began < 2 and until(lambda: detail(admin)["state"] == "on", 10, "the plugin"), plugin
    text = (server.data / "plugins.conf").read_text()
    assert text.startswith("# Ours.\n[flow]\nenabled = yes  # not yet\n") and text.rstrip().endswith("# The end.") and "grant = " in text
    return admin


def detail(admin, name="flow"):
    return admin.request("GET", f"/api/admin/plugins/{name}")


def events(admin):
    """What the plugin wrote down, in order: (name, facts)."""
    kept = [v for v in admin.request("GET", "/api/admin/plugins/flow/data")["values"] if v["key"].startswith("event-")]
    kept.sort(key=lambda v: int(v["key"][6:]))
    return [(v["text"].split(" ", 1)[0], json.loads(v["text"].split(" ", 1)[1])) for v in kept]


def raw(server, method, path, body=b"", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


@pytest.fixture(scope="module")
def account(flow, house, mail):
    return flow.add_account(mail, house[2])


def test_an_event_after_delivery_and_a_cursor_that_survives(flow, house, account, mail):
    server, admin, number, _ = house
    # What is there at the first sync is nothing new.
    until(lambda: admin.one("MailAccount/get", accountId="all", ids=[account])["list"][0]["status"]["lastSync"], 30, "the first sync")
    mail.deliver(number, letter("First", to=number))
    first = until(lambda: [f for n, f in events(admin) if n == "mail.received"], 30, "the event")
    email = first[0]["id"]
    assert first[0]["accountId"] == account and first[0]["user"].startswith("u") and int(first[0]["state"]) > 0
    assert any(n == "account.added" for n, _ in events(admin))
    until(lambda: detail(admin)["events"]["waiting"] == 0, 10, "nothing more to tell")
    before = [f["id"] for n, f in events(admin) if n == "mail.received"]
    server.kill()
    server.start()
    admin.sign_in()
    mail.deliver(number, letter("Second", to=number))
    after = until(lambda: (all_ := [f["id"] for n, f in events(admin) if n == "mail.received"]) if len(
        [f for n, f in events(admin) if n == "mail.received"]) > len(before) else None, 30, "the second event")
    assert after[:len(before)] == before and len(set(after)) == len(after) and email in after
    assert any(n == "user.signedin" for n, _ in events(admin))


def test_new_mail_is_labelled_before_anybody_sees_it(flow, house, account, mail):
    _, admin, number, _ = house
    mail.deliver(number, letter("Label me", to=number))
    found = until(lambda: admin.emails(account, properties=["keywords", "subject"], subject="Label me"), 30, "the letter")
    assert "$flow" in found[0]["keywords"]


def test_a_hook_stops_a_message_and_marks_another(flow, house, account, mail):
    _, admin, number, _ = house
    drafts = until(lambda: admin.mailbox(account, role="drafts"), 20, "the drafts")["id"]
    identity = admin.one("Identity/get", accountId=account, ids=None)["list"][0]["id"]

    def send(subject):
        made = admin.one("Email/set", accountId=account, create={"d": {
            "mailboxIds": {drafts: True}, "keywords": {"$draft": True}, "from": [{"email": f"user{number}@example.test"}],
            "to": [{"email": f"user{number}@example.test"}], "subject": subject, "textBody": [{"partId": "t", "type": "text/plain"}],
            "bodyValues": {"t": {"value": "hello"}}}})["created"]["d"]["id"]
        return admin.one("EmailSubmission/set", accountId=account, create={"s": {"emailId": made, "identityId": identity, "holdSeconds": 0}})

    refused = send("FORBIDDEN fruit")["notCreated"]["s"]
    assert refused["type"] == "forbiddenToSend" and refused["description"] == "That word may not leave the house."
    assert send("Allowed fruit").get("created")
    arrived = until(lambda: mail.found(number, "INBOX", "SUBJECT", "Allowed fruit"), 30, "the message")
    with mail.client(number) as imap:
        imap.select("INBOX", readonly=True)
        head = imap.fetch(arrived[-1], "(BODY.PEEK[HEADER])")[1][0][1].decode()
    assert "X-Flow: seen" in head and "evil@" not in head and "Bcc: x@" not in head
    until(lambda: any(n == "mail.sent" for n, _ in events(admin)), 20, "mail.sent")


def test_a_job_runs_when_asked_and_its_end_is_remembered(flow, house):
    _, admin, *_ = house
    ran = admin.request("POST", "/api/admin/plugins/flow/jobs/sweep")
    assert ran["lastResult"] == "ok" and ran["every"] == "1d" and ran["lastAt"] and ran["nextAt"] > ran["lastAt"]
    failed = admin.request("POST", "/api/admin/plugins/flow/jobs/fails")
    assert "the shelf is empty" in failed["lastResult"]
    with pytest.raises(Problem) as none:
        admin.request("POST", "/api/admin/plugins/flow/jobs/none")
    assert none.value.status == 404
    page = detail(admin)
    assert page["health"] == {"ok": True, "line": "All is well.", "at": page["health"]["at"]}
    assert page["stats"]["asked"] > 0 and page["stats"]["p95"] is not None and page["usage"] is None


def test_a_mount_takes_any_method_with_basic(flow, house):
    server, *_ = house
    basic = "Basic " + base64.b64encode(b"nora:secret").decode()
    status, headers, body = raw(server, "PROPFIND", "/flow/books/", b"<x/>", Authorization=basic, Depth="1", Cookie="mailflow=x")
    head = json.loads(body)
    assert status == 207 and headers["DAV"] == "1, addressbook" and headers["Set-Cookie"] is None
    assert head["method"] == "PROPFIND" and head["path"] == "/books/" and head["mount"] == "/flow" and head["user"] is None
    assert head["headers"]["authorization"] == basic and head["headers"]["depth"] == "1" and "cookie" not in head["headers"]
    assert head["remote"] == "127.0.0.1" and head["scheme"] == "http" and head["host"] == f"127.0.0.1:{server.port}"
    assert raw(server, "PROPFIND", "/.well-known/flow")[0] == 207
    assert raw(server, "REPORT", "/flowers")[0] in (404, 405, 403)
    for path in ["/flow/../api/session", "/flow/%2e%2e/api/session", "/flow//x", "/flow/a%00b", "/flow/a%2fb", "/flow/%"]:
        assert raw(server, "GET", path)[0] == 400, path


def test_a_streamed_answer_comes_in_pieces_and_ends_with_its_reader(flow, house):
    server, admin, *_ = house
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/flow/drip")
    answer = connection.getresponse()
    began = time.monotonic()
    assert answer.read(10) == b"drip\ndrip\n" and time.monotonic() - began < 5
    answer.close()
    connection.close()
    until(lambda: any("nobody listens" in line["line"] for line in detail(admin)["log"]), 15, "the end of the stream")


def test_files_of_the_plugin(flow, house):
    server, *_ = house
    status, headers, body = raw(server, "GET", "/plugins/flow/web/page.html")
    assert status == 200 and b"page" in body and headers["Access-Control-Allow-Origin"] == "*"
    assert "sandbox allow-scripts" in headers["Content-Security-Policy"] and "connect-src 'none'" in headers["Content-Security-Policy"]
    assert raw(server, "GET", "/plugins/flow/web/../plugin.json")[0] in (400, 404)
    assert raw(server, "GET", "/plugins/flow/web/none.html")[0] == 404


def test_switching_hurts_nobody_else(flow, house):
    """Off, on, a new manifest by SIGHUP: while the rest of the server is hammered, no other request fails."""
    server, admin, _, isolated = house
    failures, count, ended = [], [0], threading.Event()

    def hammer():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        while not ended.is_set():
            try:
                connection.request("GET", "/health")
                answer = connection.getresponse()
                answer.read()
                count[0] += 1
                if answer.status != 200:
                    failures.append(answer.status)
            except OSError as error:
                failures.append(repr(error))
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)

    threads = [threading.Thread(target=hammer) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(5):
            began = time.monotonic()
            admin.request("PUT", "/api/admin/plugins/flow", {"enabled": False})
            assert time.monotonic() - began < 3
            assert raw(server, "PROPFIND", "/flow/x")[0] != 207
            admin.request("PUT", "/api/admin/plugins/flow", {"enabled": True})
            until(lambda: raw(server, "PROPFIND", "/flow/x")[0] == 207, 10, "the mount")
        manifest = server.data / "plugins" / "flow" / "plugin.json"
        old = manifest.read_text()
        manifest.write_text(json.dumps({**json.loads(old), "version": "1.1.0", "mounts": ["/flow", "/stream"]}))
        server.process.send_signal(1)
        until(lambda: "mount:/stream" in detail(admin)["reason"], 10, "the permission it lacks")
        with pytest.raises(Problem) as refused:
            admin.request("PUT", "/api/admin/plugins/flow", {"enabled": True})
        assert [g["grant"] for g in json.loads(refused.value.body)["needed"]] == ["mount:/stream"]
        admin.request("PUT", "/api/admin/plugins/flow", {"enabled": True, "accept": ["mount:/stream"]})
        until(lambda: raw(server, "PROPFIND", "/stream/x")[0] == 207, 10, "the new mount")
        manifest.write_text(old)
        server.process.send_signal(1)
        until(lambda: raw(server, "PROPFIND", "/.well-known/flow")[0] == 207, 10, "the old manifest")
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert count[0] > 50 and not failures, failures[:5]


def test_two_plugins_cannot_have_one_prefix(flow, house, library):
    server, admin, *_ = house
    install(server.data, library, "other", mounts=["/flow/below"], events=[], hooks=[], jobs={})
    server.process.send_signal(1)
    until(lambda: any(p["id"] == "other" for p in admin.request("GET", "/api/admin/plugins")["list"]), 10, "the other plugin")
    other = admin.request("PUT", "/api/admin/plugins/other", {"enabled": True, "accept": ["mount:/flow/below", "users", "kv"]})
    assert other["state"] == "blocked" and "Flow answers /flow already" in other["reason"]
    admin.request("PUT", "/api/admin/plugins/other", {"enabled": False})


def test_permissions_are_taken_and_given(flow, house):
    server, admin, *_ = house
    plugin = admin.request("PUT", "/api/admin/plugins/flow/grants", {"grants": [g for g in GRANTS if g != "kv"]})
    assert plugin["state"] == "blocked" and "kv" in plugin["reason"]
    plugin = admin.request("PUT", "/api/admin/plugins/flow/grants", {"grants": GRANTS})
    until(lambda: detail(admin)["state"] == "on", 10, "the plugin")
    changes = detail(admin)["changes"]
    assert changes[0]["what"] == "granted kv" and changes[1]["what"] == "revoked mount:/stream kv" and changes[0]["by"] == "nora"
    with pytest.raises(Problem):
        admin.request("PUT", "/api/admin/plugins/flow/grants", {"grants": ["mail.send"]})
    out = subprocess.run([str(executable()), "plugins", "revoke", "flow", "kv"], env=server.environment, capture_output=True, text=True)
    assert out.returncode == 0, out.stderr
    until(lambda: detail(admin)["state"] == "blocked", 10, "the revocation")
    bare = subprocess.run([str(executable()), "plugins", "enable", "flow"], env=server.environment, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    assert bare.returncode != 0 and "--accept-permissions" in bare.stdout
    given = bare.stdout.split("--accept-permissions ")[1].split()[0]
    wrong = subprocess.run([str(executable()), "plugins", "enable", "flow", "--accept-permissions", "0" * 16], env=server.environment,
                           capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert wrong.returncode != 0
    right = subprocess.run([str(executable()), "plugins", "enable", "flow", "--accept-permissions", given], env=server.environment,
                           capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert right.returncode == 0, right.stdout + right.stderr
    until(lambda: detail(admin)["state"] == "on", 10, "the plugin")


def test_reset_leaves_nothing(flow, house):
    _, admin, *_ = house
    assert detail(admin)["dataSize"] > 0 and events(admin)
    admin.request("DELETE", "/api/admin/plugins/flow/data")
    assert detail(admin)["dataSize"] == 0 and not events(admin)
    until(lambda: detail(admin)["state"] == "on", 10, "the plugin")
