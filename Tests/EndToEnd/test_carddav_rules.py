"""What the standards of DAV ask beyond reading and writing, with the real server behind it: demands, reports, whole books, limits."""

import pytest

import dav
from dav import SPACES, Client, vcard
from mailflow import Person, until

server = pytest.fixture(scope="module", params=dav.WAYS)(dav.server)

USING = ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:contacts", "urn:mailflow:params:jmap:contacts"]


def jmap(person, name, **arguments):
    """One method call of the contacts, as the page makes it."""
    body = {"using": USING, "methodCalls": [[name, {"accountId": "all", **arguments}, "0"]]}
    said, answer, _ = person.request("POST", "/jmap/api", body)["methodResponses"][0]
    assert said == name, answer
    return answer


@pytest.fixture(scope="module")
def enabled(admin):
    dav.enable(admin)
    return admin


@pytest.fixture(scope="module")
def client(server, enabled):
    return Client(server, "nora", enabled.request("POST", "/api/app-passwords", {"name": "phone"})["password"])


def paths(client):
    listed = client.propfind(client.home(), "<d:prop><d:displayname/></d:prop>", 1).xml
    return [e.text for e in listed.findall("d:response/d:href", SPACES)]


# Paths


def test_a_book_made_in_the_browser_has_a_path_of_its_own(client, enabled):
    home = client.home()
    newest = max(int(b["id"][1:]) for b in jmap(enabled, "AddressBook/get", ids=None)["list"])
    taken = f"k{newest + 3}"
    assert client.send("MKCOL", home + taken + "/").status == 201
    assert client.put(f"{home}{taken}/mine.vcf", vcard("mine")).status == 201
    made = []
    while taken not in made and len(made) < 20:
        made.append(jmap(enabled, "AddressBook/set", create={"n": {"name": "From the browser"}})["created"]["n"]["id"])
    assert taken in made
    jmap(enabled, "ContactCard/set", create={"c": {"addressBookIds": {taken: True}, "vCard": vcard("theirs"), "resourceName": "theirs.vcf"}})
    listed = paths(client)
    assert len(listed) == len(set(listed)) and f"{home}{taken}-2/" in listed
    assert client.send("GET", f"{home}{taken}/mine.vcf").status == 200
    assert client.send("GET", f"{home}{taken}-2/theirs.vcf").status == 200
    assert set(client.sync(f"{home}{taken}-2/").responses) == {f"{home}{taken}-2/theirs.vcf"}
    assert client.send("DELETE", f"{home}{taken}-2/").status == 204
    assert client.send("GET", f"{home}{taken}/mine.vcf").status == 200
    for path in [f"{home}{taken}/", *(f"{home}{book}/" for book in made if book != taken)]:
        assert client.send("DELETE", path).status == 204


# Demands


@pytest.fixture
def book(client, request):
    path = f"{client.home()}rules/"
    assert client.send("MKCOL", path).status == 201
    yield path
    client.send("DELETE", path)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "MOVE"])
@pytest.mark.parametrize("demand, holds", [
    ('(["nonsense"])', False), ("([TAG])", True), ("(<opaquelocktoken:1> [TAG])", False), ("(Not <DAV:no-lock>)", True),
    ("<PATH> ([TAG])", True), ('<PATH> (["nonsense"]) (Not [TAG])', False),
])
def test_if_is_held_to(client, book, method, demand, holds):
    path = book + "x.vcf"
    tag = client.put(path, vcard("x")).headers["etag"]
    demand = demand.replace("TAG", tag).replace("PATH", path)
    answer = client.send(method, path, vcard("x", "Changed") if method == "PUT" else None, If=demand, Destination=book + "y.vcf")
    assert answer.status == ({"PUT": 204, "DELETE": 204, "MOVE": 201}[method] if holds else 412), answer.body
    assert (client.send("GET", path).body == vcard("x").encode()) is not holds


@pytest.mark.parametrize("headers, status", [
    ({"If_None_Match": "*"}, 412), ({"If_Match": '"x"'}, 412), ({"If": '(["x"])'}, 412), ({"If_Match": "*"}, 204),
])
def test_a_book_goes_only_when_its_demands_hold(client, book, headers, status):
    client.put(book + "x.vcf", vcard("x"))
    assert client.send("DELETE", book, **headers).status == status
    assert client.send("GET", book + "x.vcf").status == (200 if status == 412 else 404)


# Books as a whole


def test_the_book_for_new_contacts_stays(client, enabled):
    personal = client.books()["Personal"]
    refused = client.send("DELETE", personal)
    assert (refused.status, refused.precondition) == (403, "need-privileges")
    assert personal in client.books().values()


def test_copies_and_moves_books(client, book):
    for name in "abc":
        client.put(f"{book}{name}.vcf", vcard(name))
    other = client.home() + "other/"
    copied = client.send("COPY", book, Destination=other)
    assert copied.status == 201, copied.body
    assert {h.rsplit("/", 1)[1] for h in client.sync(other).responses} == {"a.vcf", "b.vcf", "c.vcf"}
    assert client.send("GET", other + "b.vcf").body == vcard("b").encode()
    client.put(other + "d.vcf", vcard("d"))
    assert client.send("GET", book + "d.vcf").status == 404
    assert client.send("MOVE", other, Destination=book, Overwrite="F").status == 412
    assert client.send("MOVE", other, Destination=book, Overwrite="T").status == 204
    assert client.send("GET", book + "d.vcf").status == 200
    assert other not in paths(client)


# Reports, properties, preferences


def test_expands_properties(client, book):
    client.put(book + "x.vcf", vcard("x"))
    asked = ("<d:property name='current-user-principal'><d:property name='addressbook-home-set' namespace='urn:ietf:params:xml:ns:carddav'>"
             "<d:property name='resourcetype'/></d:property></d:property>")
    for path in ("/dav/", client.home(), book, book + "x.vcf"):
        answer = client.report(path, "d:expand-property", asked)
        assert answer.status == 207, answer.body
        hrefs = [e.text for e in answer.xml.iter("{DAV:}href")]
        assert hrefs[0] == path and hrefs[-1] == client.home() and len(hrefs) == 3
        told = client.propfind(path, "<d:prop><d:supported-report-set/></d:prop>").responses[path].found["supported-report-set"]
        assert told.find(".//d:expand-property", SPACES) is not None


def test_reports_on_a_card(client, book):
    client.put(book + "x.vcf", vcard("x"))
    client.put(book + "y.vcf", vcard("y"))
    one = client.query(book + "x.vcf", "<c:filter><c:prop-filter name='FN'/></c:filter>", "<c:address-data/>", depth=0)
    assert one.status == 207 and one.responses.keys() == {book + "x.vcf"}
    assert one.responses[book + "x.vcf"].text("address-data").encode() == vcard("x").encode()
    both = client.multiget(book + "x.vcf", [book + "x.vcf", book + "y.vcf"]).responses
    assert (both[book + "x.vcf"].status, both[book + "y.vcf"].status) == (0, 404)


def test_answers_proppatch_everywhere(client, book):
    client.put(book + "x.vcf", vcard("x"))
    body = f"<d:propertyupdate {dav.DECLARED}><d:set><d:prop><x:color>red</x:color></d:prop></d:set></d:propertyupdate>"
    for path in ("/dav/", book + "x.vcf"):
        answer = client.send("PROPPATCH", path, body)
        assert answer.status == 207 and b"cannot-modify-protected-property" in answer.body
        assert "PROPPATCH" in client.send("OPTIONS", path).headers["allow"]
    done = client.send("PROPPATCH", book, body, Prefer="return=minimal")
    assert (done.status, done.body, done.headers["preference-applied"]) == (200, b"", "return=minimal")
    assert client.propfind(book, "<d:prop><x:color/></d:prop>").headers["vary"].startswith("Prefer")


def test_nothing_is_below_a_card(client, book):
    client.put(book + "x.vcf", vcard("x"))
    assert client.put(book + "x.vcf/y.vcf", vcard("y")).status == 409
    assert client.send("MKCOL", book + "x.vcf/y/").status == 409
    assert client.send("COPY", book + "x.vcf", Destination=book + "x.vcf/y.vcf").status == 409


# Outside of the mounts


def test_the_root_leads_to_the_books_while_the_plugin_is_on(client, admin, server):
    redirect = Client(server).propfind("/")
    assert (redirect.status, redirect.headers["location"]) == (301, "/.well-known/carddav")
    for path in ("/principals/", "/davx/", "/calendars/"):
        answer = Client(server).propfind(path)
        assert answer.status == 405 and answer.headers["allow"] == "GET, HEAD"
        assert b"out of date" not in answer.body
    admin.request("PUT", "/api/admin/plugins/carddav", {"enabled": False})
    assert until(lambda: Client(server).propfind("/").status == 405, 5, "the plugin's end")
    dav.enable(admin)
    assert until(lambda: Client(server).propfind("/").status == 301, 10, "the plugin's return")


# Limits


@pytest.fixture(scope="module")
def collector(admin, server, enabled):
    """Somebody who keeps too much, and their phone."""
    admin.request("PUT", "/api/admin/policy", {"registration": "open", "allowPrivateHosts": True, "allowInsecureTLS": True, "allowNonstandardPorts": True})
    person = Person(server)
    person.refresh()
    person.request("POST", "/api/register", {"username": "paula", "password": "correct horse battery"})
    person.refresh()
    return person, Client(server, "paula", person.request("POST", "/api/app-passwords", {"name": "phone"})["password"])


def test_a_hundred_books_are_enough(collector):
    person, phone = collector
    home = phone.home()
    assert len(phone.books()) == 1
    for number in range(99):
        assert phone.send("MKCOL", f"{home}b{number}/").status == 201
    full = phone.send("MKCOL", home + "more/")
    assert (full.status, full.precondition) == (507, "quota-not-exceeded")
    assert phone.send("COPY", home + "b1/", Destination=home + "more/").status == 507
    assert phone.propfind(home + "more/").status == 404
    assert phone.send("DELETE", home + "b98/").status == 204
    assert phone.send("MKCOL", home + "more/").status == 201


def test_twenty_thousand_contacts_are_enough(collector):
    person, phone = collector
    personal = phone.books()["Personal"]
    target = next(b["id"] for b in jmap(person, "AddressBook/get", ids=None)["list"] if b["name"] == "Personal")
    for start in range(0, 19_999, 2_000):
        numbers = range(start, min(start + 2_000, 19_999))
        cards = "".join(f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:q{n}\r\nFN:Q {n}\r\nEND:VCARD\r\n" for n in numbers)
        assert len(jmap(person, "ContactCard/import", addressBookId=target, vCards=cards)["created"]) == len(numbers)
    last = phone.put(personal + "last.vcf", vcard("last"))
    assert last.status == 201
    full = phone.put(personal + "more.vcf", vcard("more"))
    assert (full.status, full.precondition) == (507, "quota-not-exceeded")
    assert full.headers["content-type"].startswith("application/xml")
    # What is there may still be changed, and a copy of a book that has no room leaves nothing behind.
    assert phone.put(personal + "last.vcf", vcard("last", "Changed"), If_Match=last.headers["etag"]).status == 204
    home = phone.home()
    phone.send("DELETE", home + "more/")
    before = paths(phone)
    copy = phone.send("COPY", personal, Destination=home + "copy/")
    assert (copy.status, copy.precondition) == (507, "quota-not-exceeded")
    assert paths(phone) == before
    assert phone.send("DELETE", personal + "last.vcf").status == 204
    assert phone.put(personal + "more.vcf", vcard("more")).status == 201
