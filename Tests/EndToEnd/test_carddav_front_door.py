"""CardDAV through the front door that the docs describe: nginx with the configuration of docs/admins/behind-a-proxy.md, over https."""

import http.client
import http.cookiejar
import re
import shutil
import ssl
import subprocess

import pytest

import dav
from dav import Vdirsyncer, vcard
from mailflow import ROOT, Person, Server, free_port, until

pytestmark = pytest.mark.skipif(not (shutil.which("nginx") and dav.there("vdirsyncer")), reason="nginx or vdirsyncer is not installed")


@pytest.fixture(scope="module")
def front(scratch):
    """The server behind nginx: the port of nginx, the certificate, and the server."""
    folder = scratch / "front"
    folder.mkdir()
    port = free_port()
    certificate, key = folder / "front.pem", folder / "front.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    server = Server(folder / "data", environment={"APP_URL": f"https://localhost:{port}", "TRUSTED_PROXIES": "127.0.0.1"}).start()
    documented = re.search(r"```nginx\n(.*?)```", (ROOT / "docs/admins/behind-a-proxy.md").read_text(), re.S)[1]
    here = (
        documented.replace("listen 443", f"listen 127.0.0.1:{port}").replace("server_name mail.example.org", "server_name localhost")
        .replace("/etc/ssl/mail.example.org.pem", str(certificate)).replace("/etc/ssl/private/mail.example.org.key", str(key))
        .replace("http://127.0.0.1:8080", server.url).replace("$host;", f"$host:{port};"))
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}\nhttp {{ access_log off; {temporary}\n{here}\n}}\n")
    nginx = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
    try:
        yield port, certificate, server
    finally:
        nginx.terminate()
        nginx.wait(10)
        server.stop()


@pytest.fixture(scope="module")
def secret(front):
    port, certificate, server = front

    class Behind(Person):
        """Somebody whose browser comes through the proxy."""

        def request(self, method, path, body=None, headers=None, raw=None):
            return super().request(method, path, body, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1", **(headers or {})}, raw)

    person = Behind(server)
    person.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https")))
    person.set_up()
    dav.enable(person)
    return person.request("POST", "/api/app-passwords", {"name": "phone"})["password"]


class Secure(dav.Client):
    def __init__(self, port, certificate, name, password):
        super().__init__(type("Front", (), {"port": port}), name, password)
        self.connection = http.client.HTTPSConnection("localhost", port, timeout=60, context=ssl.create_default_context(cafile=str(certificate)))


def test_everything_passes_the_documented_proxy(front, secret):
    port, certificate, _ = front
    client = Secure(port, certificate, "nora", secret)
    until(lambda: client.send("GET", "/.well-known/carddav").status == 301, 10, "the front door")
    assert client.send("GET", "/.well-known/carddav").headers["location"] == "/dav/"
    book = client.books()["Personal"]
    assert client.put(book + "f.vcf", vcard("f"), If_None_Match="*").status == 201
    assert client.put(book + "f.vcf", vcard("f"), If_None_Match="*").status == 412
    assert client.send("MOVE", book + "f.vcf", Destination=f"https://localhost:{port}{book}g.vcf", Overwrite="F").status == 201
    assert set(client.propfind(book, "<d:prop/>", 1).responses) == {book, book + "g.vcf"}
    assert set(client.sync(book).responses) == {book + "g.vcf"}
    assert client.send("DELETE", book + "g.vcf").status == 204


def test_vdirsyncer_finds_the_way_from_the_host_name(front, secret, scratch):
    port, certificate, _ = front
    phone = Vdirsyncer(scratch / "vds-front", f"https://localhost:{port}/", "nora", secret, certificate)
    phone.cards.mkdir()
    phone.discover()
    name = phone.books()[0]
    (phone.cards / name / "v.vcf").write_bytes(vcard("v").encode())
    phone.sync()
    assert phone.sync() == []
    client = Secure(port, certificate, "nora", secret)
    assert client.send("GET", client.books()["Personal"] + "v.vcf").body == vcard("v").encode()


def test_passwords_are_not_asked_for_over_plain_http(scratch):
    server = Server(scratch / "plain", environment={"TRUSTED_PROXIES": "127.0.0.1"}).start()
    try:
        person = Person(server)
        person.set_up()
        dav.enable(person)
        secret = person.request("POST", "/api/app-passwords", {"name": "phone"})["password"]
        outside = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "192.0.2.1"}
        answer = dav.Client(server, "nora", secret, outside).propfind("/dav/")
        assert answer.status == 403 and "www-authenticate" not in answer.headers
        assert dav.Client(server, "nora", secret, {**outside, "X-Forwarded-Proto": "https"}).propfind("/dav/").status == 207
        redirect = dav.Client(server, headers=outside).send("GET", "/.well-known/carddav")
        assert (redirect.status, redirect.headers["location"]) == (301, "/dav/")
    finally:
        server.stop()
