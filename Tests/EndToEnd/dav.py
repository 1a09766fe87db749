"""A CardDAV client that says exactly what it is told to, and the clients of others: vdirsyncer and khard."""

import base64
import http.client
import os
import pathlib
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

SPACES = {"d": "DAV:", "c": "urn:ietf:params:xml:ns:carddav", "cs": "http://calendarserver.org/ns/", "x": "urn:x"}
DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())


def vcard(uid, name=None, *more, version="3.0"):
    """A small card, as phones write them."""
    name = name or f"Person {uid}"
    lines = ["BEGIN:VCARD", f"VERSION:{version}", f"UID:{uid}", f"FN:{name}", f"N:{name};;;;", *more, "END:VCARD", ""]
    return "\r\n".join(lines)


def enable(admin):
    """Switches the plugin on, as an admin does: reads what it needs, and accepts that. It runs where its server's `isolated` says."""
    from mailflow import Problem, until
    isolated = getattr(admin.server, "isolated", False)
    wish = {"enabled": True, "isolate": isolated}
    try:
        admin.request("PUT", "/api/admin/plugins/carddav", wish)
    except Problem as problem:
        assert problem.status == 409, problem
        import json
        needed = [need["grant"] for need in json.loads(problem.body)["needed"]]
        admin.request("PUT", "/api/admin/plugins/carddav", {**wish, "accept": needed})

    def runs():
        plugin = admin.request("GET", "/api/admin/plugins/carddav")
        return plugin["state"] == "on" and plugin["isolated"] is isolated

    until(runs, 10, "the plugin where it is to run")


def server(scratch, request):
    """A fresh server for the tests of a file, once with the plugin inside it and once with the plugin in a process of its own."""
    from mailflow import Server
    running = Server(scratch / f"{request.module.__name__}-{request.param}")
    running.way, running.isolated = request.param, request.param == "isolated"
    running.start()
    yield running
    running.stop()


WAYS = ["inside", "isolated"]


class Answer:
    """A status, headers and a body."""

    def __init__(self, response, body):
        self.status, self.body = response.status, body
        self.headers = {name.lower(): value for name, value in response.getheaders()}

    @property
    def xml(self):
        return ElementTree.fromstring(self.body)

    @property
    def responses(self):
        """The responses of a multistatus by href."""
        return {r.findtext("d:href", namespaces=SPACES): Response(r) for r in self.xml.findall("d:response", SPACES)}

    @property
    def precondition(self):
        return next((e.tag.split("}")[1] for e in self.xml if not e.tag.startswith("{urn:mailflow")), None)

    @property
    def token(self):
        return self.xml.findtext("d:sync-token", namespaces=SPACES)


class Response:
    """One response of a multistatus."""

    def __init__(self, element):
        self.status = int((element.findtext("d:status", namespaces=SPACES) or "0 0").split()[1])
        self.found, self.missing = {}, set()
        for propstat in element.findall("d:propstat", SPACES):
            status = int(propstat.findtext("d:status", namespaces=SPACES).split()[1])
            for prop in propstat.find("d:prop", SPACES):
                name = prop.tag.split("}")[1]
                if status == 200:
                    self.found[name] = prop
                else:
                    self.missing.add(name)

    def text(self, name):
        return self.found[name].text or ""

    def href(self, name):
        return self.found[name].findtext("d:href", namespaces=SPACES)


class Client:
    """One keep-alive connection with a name and a password."""

    def __init__(self, server, name=None, password=None, headers=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.headers = dict(headers or {})
        if name is not None:
            self.headers["Authorization"] = "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()

    def send(self, method, path, body=None, **headers):
        headers = {**self.headers, **{name.replace("_", "-"): str(value) for name, value in headers.items()}}
        if isinstance(body, str):
            body = body.encode()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return Answer(response, response.read())

    def propfind(self, path, props=None, depth=0, **headers):
        body = f'<?xml version="1.0"?><d:propfind {DECLARED}>{props}</d:propfind>' if props else None
        return self.send("PROPFIND", path, body, Depth=depth, Content_Type="application/xml", **headers)

    def report(self, path, kind, inner, depth=0):
        return self.send("REPORT", path, f"<{kind} {DECLARED}>{inner}</{kind}>", Depth=depth, Content_Type="application/xml")

    def sync(self, path, token="", props="<d:getetag/>", limit=None):
        limit = f"<d:limit><d:nresults>{limit}</d:nresults></d:limit>" if limit else ""
        return self.report(
            path, "d:sync-collection", f"<d:sync-token>{token}</d:sync-token><d:sync-level>1</d:sync-level>{limit}<d:prop>{props}</d:prop>")

    def multiget(self, path, hrefs, props="<d:getetag/><c:address-data/>"):
        return self.report(path, "c:addressbook-multiget", f"<d:prop>{props}</d:prop>" + "".join(f"<d:href>{h}</d:href>" for h in hrefs))

    def query(self, path, inner, props="<d:getetag/>", depth=1):
        return self.report(path, "c:addressbook-query", f"<d:prop>{props}</d:prop>{inner}", depth)

    def put(self, path, card, **headers):
        return self.send("PUT", path, card, **{"Content_Type": "text/vcard; charset=utf-8", **headers})

    def home(self):
        """Where the books are, found as a phone finds it: from the host name alone."""
        root = self.send("GET", "/.well-known/carddav").headers["location"]
        principal = self.propfind(root, "<d:prop><d:current-user-principal/></d:prop>").responses[root].href("current-user-principal")
        return self.propfind(principal, "<d:prop><c:addressbook-home-set/></d:prop>").responses[principal].href("addressbook-home-set")

    def books(self):
        """The paths of the books by their names."""
        listed = self.propfind(self.home(), "<d:prop><d:resourcetype/><d:displayname/></d:prop>", depth=1).responses
        return {r.text("displayname"): href for href, r in listed.items() if r.found["resourcetype"].find("c:addressbook", SPACES) is not None}


class Vdirsyncer:
    """vdirsyncer with a folder of cards on the other side."""

    def __init__(self, folder, url, name, password, ca=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.cards = self.folder / "cards"
        (self.folder / "config").write_text(
            f'[general]\nstatus_path = "{self.folder}/status/"\n'
            '[pair c]\na = "local"\nb = "remote"\ncollections = ["from a", "from b"]\nconflict_resolution = "b wins"\nmetadata = ["displayname"]\n'
            f'[storage local]\ntype = "filesystem"\npath = "{self.cards}/"\nfileext = ".vcf"\n'
            f'[storage remote]\ntype = "carddav"\nurl = "{url}"\nusername = "{name}"\npassword = "{password}"\n'
            + (f'verify = "{ca}"\n' if ca else ""))

    def run(self, *arguments, check=True):
        done = subprocess.run(
            ["vdirsyncer", "-c", str(self.folder / "config"), *arguments], input="y\n" * 20, capture_output=True, text=True, timeout=600)
        said = done.stdout + done.stderr
        assert not check or done.returncode == 0, said[-4000:]
        return said

    def discover(self):
        return self.run("discover")

    def sync(self):
        """Synchronises; gives the lines that say what was done, so an empty list means that there was nothing left to do."""
        said = self.run("sync")
        return [line for line in said.splitlines() if line and not line.startswith(("Syncing", "warning:"))]

    def books(self):
        return sorted(p.name for p in self.cards.iterdir())

    def all(self, book):
        """The cards of a book by UID; each UID once."""
        out = {}
        for path in (self.cards / book).glob("*.vcf"):
            text = path.read_bytes().decode()
            uid = next(line[4:].strip() for line in text.splitlines() if line.startswith("UID:"))
            assert uid not in out, f"{uid} is there twice"
            out[uid] = text
        return out

    def path(self, book, uid):
        return next(p for p in (self.cards / book).glob("*.vcf") if f"UID:{uid}\r\n" in p.read_bytes().decode())


class Khard:
    """khard on a folder of cards."""

    def __init__(self, folder, cards):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "khard.conf").write_text(
            f"[addressbooks]\n[[book]]\npath = {cards}\n[general]\neditor = true\nmerge_editor = true\n[vcard]\npreferred_version = 3.0\n")

    def run(self, *arguments, text=None):
        done = subprocess.run(
            ["khard", "-c", str(self.folder / "khard.conf"), *arguments], input=text, capture_output=True, text=True, timeout=60,
            env={**os.environ, "LC_ALL": "C.UTF-8"})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def there(*programs):
    """Whether programs are installed."""
    return all(shutil.which(program) for program in programs)
