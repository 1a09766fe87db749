#!/usr/bin/env python3
"""Measures CardDAV beside Radicale and Xandikos in the same run: the same requests, one keep-alive connection each, on loopback.

carddav.py [--cards N …] [--only PEER …] [--isolated]      (needs MAILFLOW_BIN and Radicale; Xandikos comes from PyPI into build/)

A book is filled in the quickest way its server has; then each request is made with the book as large as it is."""

import argparse
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import types

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "EndToEnd"))
import dav  # noqa: E402
from mailflow import Person, Server, free_port, until  # noqa: E402

XANDIKOS = "xandikos==0.4.*"
NEW = 50


def card(number):
    return dav.vcard(
        f"b{number}", f"Person Number {number}", f"EMAIL;TYPE=WORK:person{number}@example.org", f"TEL;TYPE=CELL:+49 30 {number:06}", f"ORG:Example {number % 40} Ltd;Sales",
        f"ADR;TYPE=HOME:;;{number} Main Street;Town;;{number:05};Country", "NOTE:" + "a few words " * 8)


class Peer:
    """A server that was started, with a client on an empty book and a way to put many cards there."""

    def __init__(self, name, client, book, fill, stop):
        self.name, self.client, self.book, self.fill, self.stop = name, client, book, fill, stop


def ours(base, isolated):
    server = Server(base / "mailflow")
    server.isolated = isolated
    server.start()
    admin = Person(server)
    admin.set_up()
    dav.enable(admin)
    client = dav.Client(server, "nora", admin.request("POST", "/api/app-passwords", {"name": "bench"})["password"])
    book = until(lambda: client.propfind("/dav/").status == 207, 10, "the plugin") and client.home() + "bench/"
    assert client.send("MKCOL", book).status == 201

    def jmap(method, **arguments):
        using = ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:contacts", "urn:mailflow:params:jmap:contacts"]
        calls = [[method, {"accountId": "all", **arguments}, "0"]]
        return admin.request("POST", "/jmap/api", {"using": using, "methodCalls": calls})["methodResponses"][0][1]

    def fill(cards):
        named = next(b["id"] for b in jmap("AddressBook/get", ids=None)["list"] if b["name"] == "bench")
        for start in range(0, len(cards), 1000):
            done = jmap("ContactCard/import", addressBookId=named, vCards="".join(cards[start:start + 1000]))
            assert not done["failed"], done["failed"][:3]

    return Peer("MailFlow", client, book, fill, server.stop)


def listening(process, port, headers=None):
    client = dav.Client(types.SimpleNamespace(port=port), "user", "user", headers)

    def answers():
        assert process.poll() is None, "the peer ended"
        try:
            return client.send("OPTIONS", "/").status < 500
        except OSError:
            client.connection.close()
            return False

    until(answers, 30, "the peer's first answer")
    return client


def radicale(base, _):
    if not shutil.which("radicale"):
        return None
    folder = base / "radicale"
    folder.mkdir()
    port = free_port()
    (folder / "users").write_text("user:user\n")
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {folder}/users\nhtpasswd_encryption = plain\ndelay = 0\n"
        f"[storage]\nfilesystem_folder = {folder}/cards\n[logging]\nlevel = warning\n")
    process = subprocess.Popen(["/usr/bin/python3", shutil.which("radicale"), "-C", str(folder / "config")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = listening(process, port)
    book = "/user/bench/"
    assert client.send("MKCOL", book, MKCOL, Content_Type="application/xml").status == 201

    def fill(cards):
        # A book that is put whole.
        assert client.put(book, "".join(cards)).status == 201

    return Peer("Radicale", client, book, fill, process.terminate)


def xandikos(base, _):
    folder = ROOT / "build/bench-venv"
    if not (folder / "bin/xandikos").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        if subprocess.run([folder / "bin/pip", "install", "-q", "--disable-pip-version-check", XANDIKOS]).returncode:
            return None
    port = free_port()
    (base / "xandikos").mkdir()
    process = subprocess.Popen(
        [str(folder / "bin/xandikos"), "serve", "-d", str(base / "xandikos"), "--defaults", "--current-user-principal", "/user/", "-l", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = listening(process, port)
    book = "/user/contacts/bench/"
    made = client.send("MKCOL", book, MKCOL, Content_Type="application/xml")
    assert made.status == 201, made.body

    def fill(cards):
        # Its store is a Git repository with a working tree: one commit for all.
        folder = base / "xandikos" / book.strip("/")
        for number, text in enumerate(cards):
            (folder / f"b{number}.vcf").write_bytes(text.encode())
        git = ["git", "-C", str(folder), "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "Fill the book"], check=True)

    return Peer("Xandikos", client, book, fill, process.terminate)


MKCOL = (f"<d:mkcol {dav.DECLARED}><d:set><d:prop><d:resourcetype><d:collection/><c:addressbook/></d:resourcetype>"
         "<d:displayname>Bench</d:displayname></d:prop></d:set></d:mkcol>")


class Lean:
    """One keep-alive connection that costs next to nothing itself: what is measured is the server."""

    def __init__(self, client):
        self.client, self.socket = client, None
        self.head = "".join(f"{name}: {value}\r\n" for name, value in client.headers.items())

    def send(self, method, path, body=b"", **headers):
        body = body.encode() if isinstance(body, str) else body or b""
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        request = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self.head}{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.client.connection.port), 600)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        data = bytearray()
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.more()
        head, rest = bytes(data[:end]).lower(), data[end + 4:]
        if b"transfer-encoding: chunked" in head:
            # No body that is asked for here holds this.
            while not rest.endswith(b"\r\n0\r\n\r\n") and rest != b"0\r\n\r\n":
                rest += self.more()
        elif b"content-length: " in head:
            length = int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
            while len(rest) < length:
                rest += self.more()
        closes = b"connection: close" in head or head.startswith(b"http/1.0") and b"connection: keep-alive" not in head
        if closes:
            self.close()
        return types.SimpleNamespace(status=int(head[9:12]), body=bytes(rest))

    def more(self):
        data = self.socket.recv(1 << 18)
        assert data, "the server closed the connection"
        return data

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    propfind, report, sync, multiget, query, put = (
        getattr(dav.Client, name) for name in ("propfind", "report", "sync", "multiget", "query", "put"))


ROUNDS = 5


def timed(peers, times, request, good):
    """The median seconds of a request, for each peer: each makes it several times with a good answer, in rounds by turns, so that all
    meet the machine in the same mood."""
    taken = {peer.name: [] for peer in peers}
    for first in range(0, times, max(1, times // ROUNDS)):
        for peer in peers:
            for turn in range(first, min(times, first + max(1, times // ROUNDS))):
                begin = time.perf_counter()
                answer = request(peer, turn)
                taken[peer.name].append(time.perf_counter() - begin)
                assert good(answer), (peer.name, answer.status, answer.body[:500])
    return {name: statistics.median(all) for name, all in taken.items()}


def measure(peers, count):
    """Median seconds of each request of a book with at least `count` cards, by request and peer."""
    out, tokens = {}, {}

    def paths(book, start, many):
        return [f"{book}b{(start + n * 7) % count}.vcf" for n in range(many)]

    for peer in peers:
        peer.fill([card(number) for number in range(count)])
        peer.lean = Lean(peer.client)
    out["PUT of a new card"] = timed(peers, NEW, lambda p, n: p.lean.put(f"{p.book}b{count + n}.vcf", card(count + n)), lambda a: a.status == 201)
    out["PUT over a card"] = timed(
        peers, 50, lambda p, n: p.lean.put(f"{p.book}b{n}.vcf", card(n).replace("few", f"f{n}")), lambda a: a.status in (200, 201, 204))
    out["GET"] = timed(peers, 200, lambda p, n: p.lean.send("GET", f"{p.book}b{n % count}.vcf"), lambda a: a.status == 200)
    props = "<d:getetag/><d:getcontenttype/><d:resourcetype/>"
    out["PROPFIND depth 1"] = timed(
        peers, 9, lambda p, n: p.lean.propfind(p.book, f"<d:prop>{props}</d:prop>", 1), lambda a: a.body.count(b"getetag>") >= 2 * count)
    out["multiget of 50"] = timed(
        peers, 30, lambda p, n: p.lean.multiget(p.book, paths(p.book, n, 50)), lambda a: a.status == 207 and a.body.count(b"BEGIN:VCARD") == 50)
    wanted = "<c:filter><c:prop-filter name='EMAIL'><c:text-match match-type='contains'>person77</c:text-match></c:prop-filter></c:filter>"
    out["addressbook-query"] = timed(
        peers, 9, lambda p, n: p.lean.query(p.book, wanted, "<d:getetag/><c:address-data/>"), lambda a: b"person77@" in a.body)
    out["sync-collection, all"] = timed(
        peers, 9, lambda p, n: p.lean.sync(p.book), lambda a: a.status == 207 and a.body.count(b"getetag>") >= 2 * count)
    for peer in peers:
        peer.client.connection.close()
        tokens[peer.name] = peer.client.sync(peer.book).token
    out["sync-collection, nothing new"] = timed(
        peers, 30, lambda p, n: p.lean.sync(p.book, tokens[p.name]), lambda a: a.status == 207 and b"getetag>" not in a.body)
    for peer in peers:
        peer.lean.close()
    return out


def table(count, results):
    """What was measured, and how much longer the others took."""
    others = [name for name in results["GET"] if name != "MailFlow"]
    print(f"\nCardDAV, a book of {count} cards{'':<10}{'MailFlow':>14}" + "".join(f"{name:>14}{'ratio':>8}" for name in others))
    for what, seconds in results.items():
        mine = seconds["MailFlow"]
        print(f"{what:<40}{mine * 1000:>11.2f} ms" + "".join(f"{seconds[name] * 1000:>11.2f} ms{seconds[name] / mine:>8.1f}" for name in others), flush=True)


def main():
    peers = {"ours": ours, "radicale": radicale, "xandikos": xandikos}
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cards", type=int, nargs="+", default=[1000, 10_000])
    options.add_argument("--only", nargs="+", choices=list(peers), default=list(peers))
    options.add_argument("--isolated", action="store_true", help="the plugin in a process of its own")
    arguments = options.parse_args()
    for count in arguments.cards:
        base = pathlib.Path(tempfile.mkdtemp(prefix="mf-bench-dav-", dir="/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None))
        started = []
        try:
            for name in arguments.only:
                (base / name).mkdir()
                peer = peers[name](base / name, arguments.isolated)
                if peer is None:
                    print(f"{name} is not there: left out")
                else:
                    started.append(peer)
            results = measure(started, count)
        finally:
            for peer in started:
                peer.client.connection.close()
                peer.stop()
            shutil.rmtree(base, ignore_errors=True)
        if "MailFlow" in results["GET"]:
            table(count, results)
        else:
            print(count, results, flush=True)


if __name__ == "__main__":
    main()
