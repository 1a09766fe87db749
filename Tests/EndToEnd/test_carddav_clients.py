"""CardDAV with clients nobody here wrote: vdirsyncer, khard and SyncEvolution. In the end there is nothing left to do, and no card is lost or doubled."""

import subprocess

import pytest

import dav
from dav import Khard, Vdirsyncer, vcard

CONTACTS = ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:contacts", "urn:mailflow:params:jmap:contacts"]
pytestmark = pytest.mark.skipif(not dav.there("vdirsyncer", "khard"), reason="vdirsyncer and khard are not installed")


server = pytest.fixture(scope="module", params=dav.WAYS)(dav.server)


@pytest.fixture(scope="module")
def secret(admin):
    dav.enable(admin)
    return admin.request("POST", "/api/app-passwords", {"name": "vdirsyncer"})["password"]


@pytest.fixture(scope="module")
def client(server, secret):
    return dav.Client(server, "nora", secret)


@pytest.fixture
def book(client, request):
    """A book of its own for a test: its path and its last segment."""
    segment = request.node.originalname.replace("_", "-")[:50]
    # The other client may have been at work for longer than the server keeps a silent connection.
    client.connection.close()
    path = f"{client.home()}{segment}/"
    assert client.send("MKCOL", path).status == 201
    yield path
    client.connection.close()
    client.send("DELETE", path)


def syncer(scratch, server, secret, name, url=None):
    """vdirsyncer that knows nothing but the host name."""
    return Vdirsyncer(scratch / f"vds-{server.way}-{name}", url or server.url + "/", "nora", secret)


def jmap(admin, name, **arguments):
    answer = admin.request("POST", "/jmap/api", {"using": CONTACTS, "methodCalls": [[name, {"accountId": "all", **arguments}, "0"]]})
    kind, result, _ = answer["methodResponses"][0]
    assert kind == name, result
    return result


def card_id(admin, uid):
    return jmap(admin, "ContactCard/query", filter={"uid": uid})["ids"][0]


def settle(*sides):
    """Synchronises each side until nothing is left to do on any."""
    for _ in range(4):
        if not [line for side in sides for line in side.sync()]:
            return
    raise AssertionError("there is always something left to do")


def test_both_ways_until_nothing_is_left(scratch, server, secret, client, book, request):
    name = book.rstrip("/").rsplit("/", 1)[1]
    phone, desk = (syncer(scratch, server, secret, f"{name}-{n}") for n in "ab")
    for number in range(60):
        assert client.put(f"{book}s{number}.vcf", vcard(f"s{number}", None, "NOTE:ä\\, b", "item1.URL:https://example.org/", "item1.X-ABLabel:home")).status == 201
    phone.cards.mkdir()
    phone.discover()
    phone.sync()
    assert len(phone.all(name)) == 60
    for number in range(40):
        (phone.cards / name / f"p{number}.vcf").write_bytes(vcard(f"p{number}").encode())
    phone.sync()
    desk.cards.mkdir()
    desk.discover()
    settle(phone, desk)
    assert desk.all(name) == phone.all(name) and len(desk.all(name)) == 100
    # Edits on both sides at once, to different cards; removals; new ones.
    phone.path(name, "s1").write_bytes(vcard("s1", "By phone").encode())
    phone.path(name, "s2").unlink()
    (phone.cards / name / "new-phone.vcf").write_bytes(vcard("new-phone").encode())
    desk.path(name, "p1").write_bytes(vcard("p1", "By desk").encode())
    desk.path(name, "p2").unlink()
    (desk.cards / name / "new-desk.vcf").write_bytes(vcard("new-desk").encode())
    settle(phone, desk)
    settle(phone, desk)
    both = phone.all(name)
    assert both == desk.all(name) and len(both) == 100
    assert "FN:By phone\r\n" in both["s1"] and "FN:By desk\r\n" in both["p1"] and not {"s2", "p2"} & both.keys() and {"new-phone", "new-desk"} <= both.keys()
    # The same card on both sides: the server's copy wins for the later one, and both agree.
    phone.path(name, "s3").write_bytes(vcard("s3", "Phone says").encode())
    desk.path(name, "s3").write_bytes(vcard("s3", "Desk says").encode())
    settle(phone, desk)
    settle(phone, desk)
    assert phone.all(name) == desk.all(name) and "FN:Phone says" in phone.all(name)["s3"]
    # What is kept on the server is what the clients have, byte for byte.
    stored = client.multiget(book, [h for h in client.propfind(book, "<d:prop/>", 1).responses if h != book])
    assert sorted(r.text("address-data") for r in stored.responses.values()) == sorted(phone.all(name).values())


def test_five_thousand_cards_with_edits_on_both_sides_and_a_restart(scratch, server, admin, secret, client, book):
    name = book.rstrip("/").rsplit("/", 1)[1]
    count = 5_000
    target = next(b["id"] for b in jmap(admin, "AddressBook/get", ids=None)["list"] if b["name"] == name)
    for start in range(0, count, 500):
        cards = "".join(vcard(f"m{n}", f"Person {n}", "NOTE:ä") for n in range(start, start + 500))
        imported = jmap(admin, "ContactCard/import", addressBookId=target, vCards=cards)
        assert len(imported["created"]) == 500 and imported["failed"] == []
    phone, desk = (syncer(scratch, server, secret, f"{name}-{n}") for n in "ab")
    for side in (phone, desk):
        side.cards.mkdir()
        side.discover()
        side.sync()
    assert len(phone.all(name)) == count and phone.all(name) == desk.all(name)
    # Each side edits, adds and removes; ten cards are edited on both.
    for side, who, first in ((phone, "phone", 0), (desk, "desk", 1000)):
        at = {path.read_bytes().decode().split("UID:")[1].split("\r\n")[0]: path for path in (side.cards / name).glob("*.vcf")}
        for number in range(first, first + 150):
            at[f"m{number}"].write_bytes(vcard(f"m{number}", f"By {who} {number}").encode())
        for number in range(first + 200, first + 260):
            at[f"m{number}"].unlink()
        for number in range(60):
            (side.cards / name / f"{who}{number}.vcf").write_bytes(vcard(f"{who}{number}").encode())
        for number in range(4000, 4010):
            at[f"m{number}"].write_bytes(vcard(f"m{number}", f"Both: {who} {number}").encode())
    # The server goes down while the phone sends what it has.
    running = subprocess.Popen(
        ["vdirsyncer", "-c", str(phone.folder / "config"), "sync"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    from mailflow import until

    def some():
        client.connection.close()
        return client.sync(book).body.count(b"/phone") >= 5

    until(some, 120, "some of the phone's cards")
    server.restart()
    running.wait(300)
    settle(phone, desk)
    settle(phone, desk)
    both = phone.all(name)
    assert both == desk.all(name)
    gone = {f"m{n}" for first in (200, 1200) for n in range(first, first + 60)}
    assert both.keys() == {f"m{n}" for n in range(count)} - gone | {f"{who}{n}" for who in ("phone", "desk") for n in range(60)}
    for who, first in (("phone", 0), ("desk", 1000)):
        assert all(f"FN:By {who} {n}\r\n" in both[f"m{n}"] for n in range(first, first + 150))
    assert all("FN:Both: " in both[f"m{n}"] for n in range(4000, 4010))
    # The server has the same, each once and byte for byte.
    client.connection.close()
    stored = client.sync(book, props="<c:address-data/>").responses
    assert sorted(r.text("address-data") for r in stored.values()) == sorted(both.values())


def test_a_restart_in_the_middle_loses_nothing(scratch, server, secret, client, book):
    name = book.rstrip("/").rsplit("/", 1)[1]
    phone = syncer(scratch, server, secret, name)
    phone.cards.mkdir()
    phone.discover()
    for number in range(150):
        (phone.cards / name / f"r{number}.vcf").write_bytes(vcard(f"r{number}").encode())
    running = subprocess.Popen(
        ["vdirsyncer", "-c", str(phone.folder / "config"), "sync"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    from mailflow import until
    until(lambda: len(dav.Client(server, "nora", secret).propfind(book, "<d:prop/>", 1).responses) > 20, 60, "some cards")
    server.restart()
    running.wait(300)
    client.connection.close()
    settle(phone)
    assert set(phone.all(name)) == {f"r{n}" for n in range(150)}
    assert len(client.propfind(book, "<d:prop/>", 1).responses) == 151
    # A fresh client gets each card once.
    fresh = syncer(scratch, server, secret, name + "-fresh")
    fresh.cards.mkdir()
    fresh.discover()
    fresh.sync()
    assert fresh.all(name) == phone.all(name)
    settle(phone, fresh)


def test_what_the_browser_changes_reaches_the_phone_and_back(scratch, server, admin, secret, client):
    personal = client.books()["Personal"].rstrip("/").rsplit("/", 1)[1]
    # vdirsyncer takes a book that is suddenly empty for an accident, so one card stays.
    client.put(client.books()["Personal"] + "stays.vcf", vcard("stays"))
    phone = syncer(scratch, server, secret, "jmap")
    phone.cards.mkdir()
    phone.discover()
    made = jmap(admin, "ContactCard/set", create={"n": {
        "addressBookIds": {personal: True}, "kind": "individual", "name": {"full": "Jo Browser"}, "emails": {"e": {"address": "jo@example.org"}}}})
    created = made["created"]["n"]
    phone.sync()
    mine = phone.all(personal)
    uid = created.get("uid") or jmap(admin, "ContactCard/get", ids=[created["id"]], properties=["uid"])["list"][0]["uid"]
    assert "Jo Browser" in mine[uid] and "jo@example.org" in mine[uid]
    # On the phone, then in the browser, then on the phone again.
    path = phone.path(personal, uid)
    path.write_bytes(mine[uid].replace("Jo Browser", "Jo Phone").encode())
    phone.sync()
    card = jmap(admin, "ContactCard/get", ids=[created["id"]])["list"][0]
    assert card["name"]["full"] == "Jo Phone"
    updated = jmap(admin, "ContactCard/set", update={created["id"]: {"name/full": "Jo Again"}})
    assert created["id"] in updated["updated"], updated
    phone.sync()
    assert "Jo Again" in phone.all(personal)[uid]
    jmap(admin, "ContactCard/set", destroy=[created["id"]])
    phone.sync()
    assert uid not in phone.all(personal)
    assert phone.sync() == []


def test_khard_reads_and_writes(scratch, server, admin, secret, client, book):
    name = book.rstrip("/").rsplit("/", 1)[1]
    phone = syncer(scratch, server, secret, name)
    phone.cards.mkdir()
    client.put(book + "k.vcf", vcard("k", "Kay Server", "EMAIL;TYPE=WORK:kay@example.org", "TEL;TYPE=CELL:+49 30 1234"))
    phone.discover()
    phone.sync()
    khard = Khard(scratch / f"khard-{server.way}", phone.cards / name)
    assert "Kay Server" in khard.run("list")
    assert "kay@example.org" in khard.run("email", "--parsable", "kay")
    khard.run("new", "-a", "book", "-i", "-", text="First name : Lee\nLast name : Local\nEmail :\n    work : lee@example.org\nPhone :\n    cell : 123\n")
    phone.sync()
    found = client.query(
        book, "<c:filter><c:prop-filter name='EMAIL'><c:text-match match-type='equals'>lee@example.org</c:text-match></c:prop-filter></c:filter>",
        "<c:address-data/>").responses
    assert len(found) == 1 and "Lee Local" in next(iter(found.values())).text("address-data")
    assert phone.sync() == []


def test_new_books_appear_on_both_sides(scratch, server, secret, client):
    phone = syncer(scratch, server, secret, "books")
    phone.cards.mkdir()
    (phone.cards / "from-phone").mkdir()
    (phone.cards / "from-phone" / "x.vcf").write_bytes(vcard("x").encode())
    phone.discover()
    phone.sync()
    home = client.home()
    assert client.send("GET", home + "from-phone/x.vcf").body == vcard("x").encode()
    assert client.send("DELETE", home + "from-phone/").status == 204


@pytest.mark.skipif(not dav.there("syncevolution"), reason="SyncEvolution is not installed")
def test_syncevolution_reads_and_writes(scratch, server, secret, client, book):
    home = scratch / f"syncevolution-{server.way}"
    home.mkdir()
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data"),
                   "XDG_CACHE_HOME": str(home / "cache"), "LC_ALL": "C.UTF-8"}

    def run(*arguments, text=None):
        done = subprocess.run(
            ["syncevolution", "--daemon=no", *arguments, "backend=carddav", f"database={server.url}{book}", f"syncURL={server.url}/dav/", "username=nora",
             f"password={secret}"], input=text, capture_output=True, text=True, timeout=120, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    client.put(book + "e.vcf", vcard("e", "Eve Example"))
    assert "e%2evcf" in run("--print-items")
    assert "Eve Example" in run("--export", "-")
    run("--delimiter", "none", "--import", "-", text=vcard("imported", "Ivy Import"))
    assert any("Ivy Import" in client.send("GET", h).body.decode() for h in client.propfind(book, "<d:prop/>", 1).responses if h != book)
