"""A plugin built from the headers of a released ABI, with a manifest of then, in today's server: in process and isolated."""

import json
import shutil
import subprocess

import pytest

from mailflow import ROOT, Person, Server, until
from peers import letter

ME = 20  # a mailbox that no other file touches
RELEASES = sorted(path.parent.name for path in (ROOT / "Tests/ABI/museum").glob("*/caller.c"))


@pytest.fixture(scope="module")
def museum(scratch):
    subprocess.run(["bash", ROOT / "Tests/ABI/museum/build.sh", scratch / "museum"], check=True)
    return scratch / "museum"


@pytest.fixture(scope="module", params=[(release, isolate) for release in RELEASES for isolate in ("no", "yes")], ids=lambda p: f"{p[0]}-isolate-{p[1]}")
def person(request, scratch, museum, mail):
    release, isolate = request.param
    data = scratch / f"museum-{release}-{isolate}"
    shutil.copytree(museum / release / "caller", data / "plugins/caller")
    grants = "http:api.example.org kv crypto mail.read mail.change users accounts ui"
    (data / "plugins.conf").write_text(f"[caller]\nenabled = yes\nisolate = {isolate}\ngrant = {grants}\n")
    server = Server(data).start()
    try:
        nora = Person(server)
        nora.set_up()
        nora.allow_everything()
        nora.isolated = isolate == "yes"
        yield nora
    finally:
        server.stop()


def ask(person, verb, *arguments):
    """What the host answered the plugin: the status and the bytes."""
    answer = person.request("POST", "/plugins/caller/", raw="\n".join([verb, *arguments]).encode())
    status, _, content = answer.partition(b" ")
    return int(status), content


def test_it_loads_and_is_well(person):
    plugin = until(lambda: (p := person.request("GET", "/api/admin/plugins/caller"))["state"] == "on" and p, 5, "the plugin to be on")
    assert plugin["isolated"] is person.isolated and plugin["reason"] == ""
    assert "the caller of ABI 1.0 is here" in [entry["line"] for entry in plugin["log"]]
    health = until(lambda: person.request("GET", "/api/admin/plugins/caller")["health"], 5, "its health")
    assert health["ok"] is True and health["line"] == "As well as then."


def test_every_verb_of_then_is_answered(person):
    me = person.refresh()["user"]["id"]
    assert ask(person, "kv.put/1", "", "word", "echo") == (0, b"")
    assert ask(person, "kv.get/1", "", "word") == (0, b"echo")
    assert ask(person, "kv.list/1", "", "wo") == (0, b'["word"]')
    assert ask(person, "kv.delete/1", "", "word") == (0, b"")
    assert ask(person, "kv.get/1", "", "word")[0] == -5
    assert ask(person, "settings.get/1", "") == (0, b"{}")
    assert ask(person, "timer.after/1", "5") == (0, b"")
    status, lots = ask(person, "crypto.random/1", "16")
    assert status == 0 and len(lots) == 16
    status, user = ask(person, "users.get/1", me)
    assert status == 0 and json.loads(user)["username"] == "nora"
    assert ask(person, "accounts.list/1", me) == (0, b"[]")
    assert ask(person, "ui.push/1", me, '{"hello":"then"}') == (0, b"")
    assert ask(person, "http.fetch/1", '{"method":"GET","url":"https://elsewhere.example.org/"}', "")[0] == -4
    request = '{"using":["urn:ietf:params:jmap:core","urn:ietf:params:jmap:mail"],"methodCalls":[["%s",{"accountId":"all","ids":null},"0"]]}'
    status, mailboxes = ask(person, "mail.call/1", me, request % "Mailbox/get")
    assert status == 0 and json.loads(mailboxes)["methodResponses"][0][0] == "Mailbox/get"
    assert ask(person, "mail.call/1", me, request % "Email/get")[0] == -4, "its manifest does not name that method"


def test_its_offer_on_a_message_works(person, mail):
    me = person.refresh()["user"]["id"]
    mail.deliver(ME, letter("A letter of then", to=ME))
    account = person.add_account(mail, ME)
    inbox = until(lambda: (box := person.mailbox(account, role="inbox")) and box["totalEmails"] > 0 and box["id"], 40, "the letter")
    email = person.emails(account, inbox, ["id"])[0]["id"]
    offered = person.one("MessageAction/query", accountId=account, emailId=email)["list"]
    assert [(a["plugin"], a["id"], a["slot"], a["label"]) for a in offered if a["plugin"] == "caller"] == [("caller", "then", "message.chip", "As then")]
    done = person.one("MessageAction/perform", accountId=account, emailId=email, plugin="caller", id="then")
    assert done["message"] == "Done as then." and done["action"]["state"] == "done"
    assert ask(person, "mail.annotate/1", me, email, '{"seen":"then"}') == (0, b"")
    assert [a["name"] for a in json.loads(ask(person, "accounts.list/1", me)[1])] == [f"User {ME}"]
