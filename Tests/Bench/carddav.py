#!/usr/bin/env python3
"""Measures CardDAV beside Radicale and Xandikos in the same run: the same requests, one keep-alive connection each, on loopback.

carddav.py [--cards N]      (needs MAILFLOW_BIN and Radicale; Xandikos comes from PyPI into build/)"""

import argparse
import pathlib
import shutil
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


def card(number):
    return dav.vcard(
        f"b{number}", f"Person Number {number}", f"EMAIL;TYPE=WORK:person{number}@example.org", f"TEL;TYPE=CELL:+49 30 {number:06}", f"ORG:Example {number % 40} Ltd;Sales",
        f"ADR;TYPE=HOME:;;{number} Main Street;Town;;{number:05};Country", "NOTE:" + "a few words " * 8)


class Peer:
    """A server that was started, with a client on an empty book."""

    def __init__(self, name, client, book, stop):
        self.name, self.client, self.book, self.stop = name, client, book, stop


def ours(base):
    server = Server(base / "mailflow").start()
    admin = Person(server)
    admin.set_up()
    dav.enable(admin)
    client = dav.Client(server, "nora", admin.request("POST", "/api/app-passwords", {"name": "bench"})["password"])
    book = until(lambda: client.propfind("/dav/").status == 207, 10, "the plugin") and client.home() + "bench/"
    assert client.send("MKCOL", book).status == 201
    return Peer("MailFlow", client, book, server.stop)


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


def radicale(base):
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
    return Peer("Radicale", client, book, process.terminate)


def xandikos(base):
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
    return Peer("Xandikos", client, book, process.terminate)


MKCOL = (f"<d:mkcol {dav.DECLARED}><d:set><d:prop><d:resourcetype><d:collection/><c:addressbook/></d:resourcetype>"
         "<d:displayname>Bench</d:displayname></d:prop></d:set></d:mkcol>")


def timed(times, request, good):
    """The median seconds of a request that is made several times, each with a good answer."""
    taken = []
    for turn in range(times):
        begin = time.perf_counter()
        answer = request(turn)
        taken.append(time.perf_counter() - begin)
        assert good(answer), (answer.status, answer.body[:500])
    return statistics.median(taken)


def measure(peer, count):
    """Median seconds of each request."""
    client, book = peer.client, peer.book
    out = {}

    def paths(start, many):
        return [f"{book}b{(start + n * 7) % count}.vcf" for n in range(many)]

    begin = time.perf_counter()
    for number in range(count):
        assert client.put(f"{book}b{number}.vcf", card(number)).status in (201, 204)
    out["PUT of a new card"] = (time.perf_counter() - begin) / count
    out["PUT over a card"] = timed(50, lambda n: client.put(f"{book}b{n}.vcf", card(n).replace("few", f"f{n}")), lambda a: a.status in (200, 201, 204))
    out["GET"] = timed(200, lambda n: client.send("GET", f"{book}b{n % count}.vcf"), lambda a: a.status == 200)
    props = "<d:getetag/><d:getcontenttype/><d:resourcetype/>"
    out["PROPFIND depth 1"] = timed(9, lambda n: client.propfind(book, f"<d:prop>{props}</d:prop>", 1), lambda a: a.body.count(b"b%d.vcf" % (count - 1)) >= 1)
    out["multiget of 50"] = timed(30, lambda n: client.multiget(book, paths(n, 50)), lambda a: a.status == 207 and a.body.count(b"BEGIN:VCARD") == 50)
    wanted = "<c:filter><c:prop-filter name='EMAIL'><c:text-match match-type='contains'>person77</c:text-match></c:prop-filter></c:filter>"
    out["addressbook-query"] = timed(9, lambda n: client.query(book, wanted, "<d:getetag/><c:address-data/>"), lambda a: b"person77@" in a.body)
    out["sync-collection, all"] = timed(9, lambda n: client.sync(book), lambda a: a.status == 207 and a.body.count(b"getetag>") >= count)
    token = client.sync(book).token
    out["sync-collection, nothing new"] = timed(30, lambda n: client.sync(book, token), lambda a: a.status == 207 and b"getetag>" not in a.body)
    return out


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--cards", type=int, default=1000)
    count = arguments.parse_args().cards
    base = pathlib.Path(tempfile.mkdtemp(prefix="mf-bench-dav-", dir="/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None))
    results = {}
    try:
        for start in (ours, radicale, xandikos):
            peer = start(base)
            if peer is None:
                print(f"{start.__name__} is not there: left out")
                continue
            try:
                results[peer.name] = measure(peer, count)
            finally:
                peer.client.connection.close()
                peer.stop()
    finally:
        shutil.rmtree(base, ignore_errors=True)
    mine = results.pop("MailFlow")
    print(f"\nCardDAV, a book of {count} cards{'':<10}{'MailFlow':>14}" + "".join(f"{name:>14}{'ratio':>8}" for name in results))
    for what, seconds in mine.items():
        print(f"{what:<40}{seconds * 1000:>11.2f} ms" + "".join(f"{other[what] * 1000:>11.2f} ms{other[what] / seconds:>8.1f}" for other in results.values()), flush=True)


if __name__ == "__main__":
    main()
