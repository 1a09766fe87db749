"""The CardDAV server, method by method, with the real server behind it: what it answers, and what it refuses."""

import contextlib
import re

import pytest

import dav
from dav import SPACES, Client, vcard
from mailflow import Person, until


server = pytest.fixture(scope="module", params=dav.WAYS)(dav.server)


@pytest.fixture(scope="module")
def enabled(admin):
    dav.enable(admin)
    return admin


@pytest.fixture(scope="module")
def secret(enabled):
    return enabled.request("POST", "/api/app-passwords", {"name": "phone"})["password"]


@pytest.fixture(scope="module")
def client(server, secret):
    return Client(server, "nora", secret)


@pytest.fixture
def book(client, request):
    """An empty book for one test."""
    name = re.sub(r"\W+", "-", request.node.name)[:60]
    path = f"{client.home()}{name}/"
    made = client.send("MKCOL", path)
    assert made.status == 201, made.body
    yield path
    assert client.send("DELETE", path).status in (204, 404)


# The door


def test_is_found_from_the_host_name(client, server):
    assert client.home().startswith("/dav/books/")
    assert "Personal" in client.books()
    for method in ("GET", "PROPFIND"):
        redirect = Client(server).send(method, "/.well-known/carddav")
        assert (redirect.status, redirect.headers["location"]) == (301, "/dav/")
        assert "www-authenticate" not in redirect.headers


def test_says_what_it_can(client):
    answer = client.send("OPTIONS", client.books()["Personal"])
    assert answer.status == 200
    assert {"1", "3", "addressbook"} <= {word.strip() for word in answer.headers["dav"].split(",")}
    assert {"PROPFIND", "REPORT", "PROPPATCH"} <= {word.strip() for word in answer.headers["allow"].split(",")}
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("header", [None, "Basic", "Basic !!!", "Bearer x", "Basic bm9yYTp3cm9uZw==", "Basic bm9ib2R5OndvcmRz"])
def test_asks_for_a_password(server, enabled, header):
    answer = Client(server, headers={"Authorization": header} if header else {}).propfind("/dav/")
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Basic realm=")


def test_a_cookie_opens_nothing(enabled, server):
    cookies = "; ".join(f"{c.name}={c.value}" for c in enabled.cookies)
    assert Client(server, headers={"Cookie": cookies}).propfind("/dav/").status == 401


def test_other_people_are_not_there(client, admin, server, enabled):
    with contextlib.suppress(Exception):
        admin.request("PUT", "/api/admin/policy", {"registration": "open", "allowPrivateHosts": True, "allowInsecureTLS": True, "allowNonstandardPorts": True})
    other = Person(server)
    other.refresh()
    other.request("POST", "/api/register", {"username": "otto", "password": "correct horse battery"})
    other.refresh()
    theirs = Client(server, "otto", other.request("POST", "/api/app-passwords", {"name": "phone"})["password"])
    home, book = theirs.home(), theirs.books()["Personal"]
    assert theirs.put(book + "o.vcf", vcard("o")).status == 201
    never = home.rsplit("/", 2)[0] + "/999999/"
    for path in (home, book, book + "o.vcf", never):
        for method in ("PROPFIND", "GET", "DELETE", "REPORT", "PROPPATCH", "PUT"):
            body = f"<d:propfind {dav.DECLARED}><d:allprop/></d:propfind>" if method != "PUT" else vcard("x")
            answer = client.send(method, path, body, Depth=0)
            assert answer.status in (404, 405), (method, path, answer.status)
    assert client.propfind(home).body == client.propfind(never).body
    assert client.send("MOVE", client.books()["Personal"] + "n.vcf", Destination=book + "n.vcf").status in (403, 404)
    assert client.multiget(client.books()["Personal"], [book + "o.vcf"]).responses[book + "o.vcf"].status == 404
    assert theirs.send("GET", book + "o.vcf").body.decode() == vcard("o")


# Cards


CARDS = [
    vcard("plain"),
    vcard("four", None, "NOTE:a\\nb", version="4.0"),
    vcard("lf").replace("\r\n", "\n"),
    vcard("unicode", "Zoë Ünï 🎈", "NOTE:<&>\"'", "ORG:Пример;部"),
    vcard("folded", None, "NOTE:" + "long " * 20 + "\r\n  folded\r\n\tthrice"),
    vcard("groups", None, "item1.TEL;TYPE=CELL:+49 1", "item1.X-ABLabel:mobile", "X-MINE;A=\"b:c\":d"),
    vcard("photo", None, "PHOTO;ENCODING=b;TYPE=PNG:" + "iVBORw0KGgo=" ),
    vcard("bare").removesuffix("\r\n"),
]


@pytest.mark.parametrize("card", CARDS, ids=lambda c: re.search("UID:(.*?)\r?\n", c)[1].strip())
def test_keeps_cards_byte_for_byte(client, book, card):
    path = book + "a%20card.vcf"
    put = client.put(path, card)
    assert put.status == 201, put.body
    got = client.send("GET", path)
    assert got.body == card.encode()
    assert got.headers["etag"] == put.headers["etag"]
    assert got.headers["content-type"] == "text/vcard; charset=utf-8"
    data = client.multiget(book, [path]).responses[path]
    assert data.text("address-data").encode() == card.encode()
    assert data.text("getetag") == put.headers["etag"]
    head = client.send("HEAD", path)
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", put.headers["etag"])
    assert client.send("GET", path, If_None_Match=put.headers["etag"]).status == 304


def test_conditions_keep_late_writers_out(client, book):
    path = book + "x.vcf"
    assert client.put(path, vcard("x"), If_Match="*").status == 412
    first = client.put(path, vcard("x"), If_None_Match="*").headers["etag"]
    assert client.put(path, vcard("x", "Other"), If_None_Match="*").status == 412
    second = client.put(path, vcard("x", "Second"), If_Match=first)
    assert second.status == 204 and second.headers["etag"] != first
    assert client.put(path, vcard("x", "Late"), If_Match=first).status == 412
    assert client.put(path, vcard("x", "Third"), If_Match=f'{first}, {second.headers["etag"]}').status == 204
    assert client.send("DELETE", path, If_Match=first).status == 412
    assert b"Third" in client.send("GET", path).body
    assert client.send("DELETE", path).status == 204
    assert client.send("DELETE", path).status == 404


@pytest.mark.parametrize("type, card, status, precondition", [
    ("text/calendar", vcard("x"), 415, "supported-address-data"),
    ("text/vcard", "", 403, "valid-address-data"),
    ("text/vcard", "BEGIN:VCARD\r\nnonsense\r\nEND:VCARD\r\n", 403, "valid-address-data"),
    ("text/vcard", vcard("x").replace("UID:x\r\n", ""), 403, "valid-address-data"),
    ("text/vcard", vcard("x").replace("FN:", "F N:"), 403, "valid-address-data"),
    ("text/vcard", vcard("x") + vcard("y"), 403, "valid-address-data"),
    ("text/vcard", vcard("x", version="2.1"), 403, "supported-address-data"),
    ("text/vcard", vcard("x").encode() [:40] + b"\xff\xfe" + vcard("x").encode()[40:], 403, "valid-address-data"),
    ("text/vcard", vcard("x", None, "NOTE:" + "x" * (1 << 20)), 413, "max-resource-size"),
])
def test_refuses_what_is_no_card(client, book, type, card, status, precondition):
    answer = client.put(book + "x.vcf", card, Content_Type=type)
    assert (answer.status, answer.precondition) == (status, precondition)
    assert client.send("GET", book + "x.vcf").status == 404


def test_uids_stay_apart(client, book):
    client.put(book + "x.vcf", vcard("x"))
    other = client.put(book + "y.vcf", vcard("x"))
    assert (other.status, other.precondition) == (403, "no-uid-conflict")
    assert other.xml.findtext(".//d:href", namespaces=SPACES) == book + "x.vcf"
    changed = client.put(book + "x.vcf", vcard("z"))
    assert (changed.status, changed.precondition) == (403, "no-uid-conflict")


def test_moves_and_copies(client, book):
    other = book.rstrip("/") + "-two/"
    assert client.send("MKCOL", other).status == 201
    client.put(book + "x.vcf", vcard("x"))
    moved = client.send("MOVE", book + "x.vcf", Destination=f"http://127.0.0.1{other}y.vcf")
    assert moved.status == 201, moved.body
    assert client.send("GET", book + "x.vcf").status == 404
    assert client.send("GET", other + "y.vcf").body == vcard("x").encode()
    assert client.send("COPY", other + "y.vcf", Destination=book + "z.vcf").status == 201
    assert client.send("COPY", other + "y.vcf", Destination=book + "z.vcf", Overwrite="F").status == 412
    assert client.send("MOVE", other + "y.vcf", Destination=book + "z.vcf").status == 204
    assert client.send("MOVE", book + "z.vcf", Destination="http://elsewhere.example.test/dav/x").status == 502
    assert client.send("MOVE", book + "z.vcf", Destination=other.rstrip("/") + "/").status == 403
    assert set(client.propfind(other, "<d:prop/>", 1).responses) == {other}
    assert client.send("DELETE", other).status == 204


# Books


def test_makes_changes_and_removes_books(client):
    path = client.home() + "Work%20%26%20play/"
    made = client.send(
        "MKCOL", path, f"<d:mkcol {dav.DECLARED}><d:set><d:prop><d:resourcetype><d:collection/><c:addressbook/></d:resourcetype>"
        "<d:displayname>Work &amp; play</d:displayname><c:addressbook-description>Both</c:addressbook-description></d:prop></d:set></d:mkcol>",
        Content_Type="application/xml")
    assert made.status == 201, made.body
    assert client.books()["Work & play"] == path
    assert client.send("MKCOL", path).status == 405
    assert client.send("MKCOL", path + "deeper/").status == 403
    patched = client.send(
        "PROPPATCH", path, f"<d:propertyupdate {dav.DECLARED}><d:set><d:prop><d:displayname>Toil</d:displayname><x:color>red</x:color></d:prop></d:set></d:propertyupdate>")
    assert patched.status == 207
    assert client.books()["Toil"] == path
    refused = client.send(
        "PROPPATCH", path, f"<d:propertyupdate {dav.DECLARED}><d:set><d:prop><d:displayname>No</d:displayname><d:getetag>x</d:getetag></d:prop></d:set></d:propertyupdate>")
    assert b"424 Failed Dependency" in refused.body and b"403 Forbidden" in refused.body
    found = client.propfind(path, "<d:prop><d:displayname/><x:color/><c:addressbook-description/></d:prop>").responses[path]
    assert {name: found.text(name) for name in found.found} == {"displayname": "Toil", "color": "red", "addressbook-description": "Both"}
    assert client.send("DELETE", path).status == 204
    assert client.propfind(path).status == 404


@pytest.mark.parametrize("props", ["<d:allprop/>", "<d:propname/>", "<d:prop><d:getetag/><x:none/></d:prop>", None])
def test_lists_a_book(client, book, props):
    for name in "abc":
        client.put(f"{book}{name}.vcf", vcard(name))
    listed = client.propfind(book, props, 1)
    assert listed.status == 207
    assert set(listed.responses) == {book, *(f"{book}{name}.vcf" for name in "abc")}
    assert "getetag" in listed.responses[book + "a.vcf"].found
    assert client.propfind(book, props, 0).responses.keys() == {book}
    infinite = client.propfind(book, props, "infinity")
    assert (infinite.status, infinite.precondition) == (403, "propfind-finite-depth")


def test_finds_by_filter(client, book):
    for number in range(30):
        client.put(f"{book}{number}.vcf", vcard(f"q{number}", f"Zoë {number}" if number % 3 else f"Bob {number}", f"EMAIL;TYPE=WORK:q{number}@example.org"))

    def found(inner):
        return set(client.query(book, inner).responses)

    assert len(found("<c:filter><c:prop-filter name='FN'><c:text-match>ZOË</c:text-match></c:prop-filter></c:filter>")) == 20
    assert len(found("<c:filter><c:prop-filter name='FN'><c:text-match negate-condition='yes'>zoë</c:text-match></c:prop-filter></c:filter>")) == 10
    assert found("<c:filter test='allof'><c:prop-filter name='FN'><c:text-match match-type='starts-with'>bob</c:text-match></c:prop-filter>"
                 "<c:prop-filter name='EMAIL'><c:text-match match-type='equals'>q3@example.org</c:text-match></c:prop-filter></c:filter>") == {book + "3.vcf"}
    assert len(found("<c:filter><c:prop-filter name='PHOTO'><c:is-not-defined/></c:prop-filter></c:filter>")) == 30
    some = client.query(book, "<c:filter/><c:limit><c:nresults>7</c:nresults></c:limit>").responses
    assert len(some) == 8 and some[book].status == 507
    part = client.query(
        book, "<c:filter><c:prop-filter name='UID'><c:text-match match-type='equals'>q4</c:text-match></c:prop-filter></c:filter>",
        "<c:address-data content-type='text/vcard' version='4.0'><c:prop name='FN'/></c:address-data>").responses[book + "4.vcf"]
    assert part.text("address-data") == "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Zoë 4\r\nEND:VCARD\r\n"
    odd = client.query(book, "<c:filter><c:prop-filter name='FN'><c:text-match collation='i;klingon'>x</c:text-match></c:prop-filter></c:filter>")
    assert (odd.status, odd.precondition) == (403, "supported-collation")


def test_tells_what_changed(client, book):
    for name in "abcdefg":
        client.put(f"{book}{name}.vcf", vcard(name))
    first = client.sync(book)
    assert set(first.responses) == {f"{book}{name}.vcf" for name in "abcdefg"}
    assert client.sync(book, first.token).responses == {}
    client.put(book + "a.vcf", vcard("a", "Changed"))
    client.send("DELETE", book + "b.vcf")
    client.put(book + "new.vcf", vcard("new"))
    client.send("MOVE", book + "c.vcf", Destination=book + "moved.vcf")
    second = client.sync(book, first.token)
    statuses = {href: r.status for href, r in second.responses.items()}
    assert statuses == {book + "a.vcf": 0, book + "b.vcf": 404, book + "new.vcf": 0, book + "c.vcf": 404, book + "moved.vcf": 0}
    ctag = client.propfind(book, "<d:prop><cs:getctag/><d:sync-token/></d:prop>").responses[book]
    assert ctag.text("sync-token") == ctag.text("getctag") == second.token
    # In steps: each card once, to the same end.
    seen, token = set(), ""
    for _ in range(10):
        step = client.sync(book, token, limit=3)
        token, cards = step.token, {h for h, r in step.responses.items() if h != book}
        assert not seen & cards
        seen |= cards
        if book not in step.responses:
            break
    assert token == second.token and len(seen) == 7
    for forged in ("x", "data:,b1/1", first.token.rsplit("-", 1)[0] + "-99999"):
        answer = client.sync(book, forged)
        assert (answer.status, answer.precondition) == (403, "valid-sync-token")


# What is not meant well


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{"&" + chr(97 + i) + ";"}{"&" + chr(97 + i) + ";"}">' for i in range(20)) + "]>"


@pytest.mark.parametrize("body, statuses", [
    ("<d:propfind xmlns:d='DAV:'><d:prop>", {400}),
    ("<propfind/>", {400, 403}),
    ("\0\1\2", {400}),
    ('<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><d:propfind xmlns:d="DAV:"><d:prop>&x;</d:prop></d:propfind>', {400}),
    ('<!DOCTYPE p SYSTEM "http://127.0.0.1:1/x.dtd"><d:propfind xmlns:d="DAV:"><d:allprop/></d:propfind>', {400}),
    (LAUGHS + '<d:propfind xmlns:d="DAV:"><d:prop>&u;</d:prop></d:propfind>', {400}),
    ("<a>" * 100_000, {413}),
    ("<d:propfind xmlns:d='DAV:'><d:prop>" + "<d:x/>" * 60_000 + "</d:prop></d:propfind>", {413}),
    ("<a>" + "x" * (5 << 20) + "</a>", {413}),
], ids=["cut", "namespace", "bytes", "external entity", "external type", "laughs", "depth", "elements", "size"])
@pytest.mark.parametrize("method", ["PROPFIND", "PROPPATCH", "REPORT", "MKCOL"])
def test_survives_bad_bodies(client, method, body, statuses):
    path = client.home() + "new/" if method == "MKCOL" else client.books()["Personal"]
    answer = client.send(method, path, body, Depth=0, Content_Type="application/xml")
    assert answer.status in statuses, answer.body[:300]
    assert b"root:" not in answer.body
    assert client.propfind("/dav/").status == 207


@pytest.mark.parametrize("path", [
    "/dav/books/../../api/session", "/dav/%2e%2e/%2e%2e/etc/passwd", "/dav/books//1/", "/dav/books/1%2Fb1/", "/dav/books/1/b1/%00.vcf",
    "/dav/books/1/b1/a%0d%0aX-Y:z.vcf", "/dav/books/1/b1/%ff.vcf", "/dav/books/1/b1/" + "a" * 300 + ".vcf", "/dav/nothing", "/davx/", "/dav/books/1/b1/c/d",
])
@pytest.mark.parametrize("method", ["PROPFIND", "GET", "PUT", "DELETE"])
def test_survives_tricks_with_paths(client, method, path):
    answer = client.send(method, path, vcard("x") if method == "PUT" else None, Depth=0)
    assert 400 <= answer.status < 500 or path.startswith(("/davx", "/dav/books/..")), (answer.status, answer.body[:200])
    assert answer.headers.get("x-y") is None


@pytest.mark.parametrize("method, headers, status", [
    ("PROPFIND", {"Depth": "2"}, 400), ("PROPFIND", {"Depth": "-1"}, 400), ("PUT", {"If_Match": "x"}, 400), ("MOVE", {}, 400),
    ("MOVE", {"Destination": "::::"}, 403), ("MOVE", {"Destination": "/dav/books/1/../2/x"}, 400), ("LOCK", {}, 405), ("POST", {}, 405),
])
def test_survives_odd_headers(client, book, method, headers, status):
    client.put(book + "x.vcf", vcard("x"))
    answer = client.send(method, book + "x.vcf", vcard("x") if method == "PUT" else None, **headers)
    assert answer.status == status, answer.body[:300]


def test_survives_a_hundred_thousand_hrefs(client, book):
    answer = client.multiget(book, [f"{book}{n}" for n in range(100_000)])
    assert answer.status in (403, 413)
    assert client.propfind(book).status == 207


# The house around it


def test_is_off_when_an_admin_switches_it_off(admin, client):
    admin.request("PUT", "/api/admin/plugins/carddav", {"enabled": False})
    assert until(lambda: client.send("GET", "/.well-known/carddav").status == 404, 5, "the plugin's end")
    assert client.propfind("/dav/").status != 207
    dav.enable(admin)
    assert until(lambda: client.propfind("/dav/").status == 207, 10, "the plugin's return")


def test_a_revoked_password_opens_nothing(admin, server):
    made = admin.request("POST", "/api/app-passwords", {"name": "lost phone"})
    phone = Client(server, "nora", made["password"])
    assert phone.propfind("/dav/").status == 207
    admin.request("DELETE", f"/api/app-passwords/{made['id']}")
    assert until(lambda: phone.propfind("/dav/").status == 401, 10, "the end of the remembered password")


def test_too_many_wrong_passwords_are_told_to_wait(server, admin):
    guesser = Client(server, "guessed", "wrong", {"X-Forwarded-For": "192.0.2.77", "X-Forwarded-Proto": "https"})
    statuses = [guesser.propfind("/dav/") for _ in range(15)]
    late = statuses[-1]
    assert late.status == 429, [s.status for s in statuses]
    assert int(late.headers["retry-after"]) > 0
