"""A real `mailflow serve` and somebody who talks to it over HTTP."""

import contextlib
import http.cookiejar
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
USING = [
    "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail", "urn:ietf:params:jmap:submission",
    "urn:mailflow:params:jmap:accounts", "urn:mailflow:params:jmap:mail",
]


def executable():
    """The server to test: MAILFLOW_BIN, or the newest of the release and debug builds."""
    if named := os.environ.get("MAILFLOW_BIN"):
        return pathlib.Path(named)
    built = [p for kind in ("release", "debug") if (p := ROOT / ".build" / kind / "mailflow").exists()]
    if not built:
        raise RuntimeError("no mailflow executable: run `swift build --product mailflow` first")
    return max(built, key=lambda p: p.stat().st_mtime)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(condition, seconds=20, what="the condition"):
    """Polls until the condition gives something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        if value := condition():
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come true within {seconds} s")
        time.sleep(0.02)


class Server:
    """One server process on a data folder."""

    def __init__(self, data, database=None, port=None, environment=None):
        self.data = pathlib.Path(data)
        self.data.mkdir(parents=True, exist_ok=True)
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ, "DATA_DIR": str(self.data), "PORT": str(self.port), "APP_URL": self.url, "BIND": "127.0.0.1",
            **({"DATABASE_URL": database} if database else {}), **(environment or {}),
        }
        self.log = self.data / "server.log"
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [str(executable()), "serve"], env=self.environment, stdin=subprocess.DEVNULL, stdout=open(self.log, "ab"), stderr=subprocess.STDOUT,
            cwd=str(ROOT))
        until(self.answers, 30, "the server's first answer")
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(self.url + "/health", timeout=2).read()
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def setup_token(self):
        found = re.findall(r"/setup\?token=([\w-]+)", self.log.read_text())
        return found[-1] if found else None

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError("the server did not stop within 15 s of SIGTERM")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def resident(self):
        """Resident memory in bytes."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024
        return 0

    def restart(self):
        self.kill()
        return self.start()


class Problem(AssertionError):
    """An answer that is an error."""

    def __init__(self, status, body):
        self.status, self.body = status, body
        super().__init__(f"{status}: {body}")

    @property
    def json(self):
        return json.loads(self.body)


class Person:
    """Somebody with a browser's cookies."""

    def __init__(self, server):
        self.server = server
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.csrf = None

    def request(self, method, path, body=None, headers=None, raw=None):
        data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        send = {"Content-Type": "application/json", **({"X-CSRF-Token": self.csrf} if self.csrf and method != "GET" else {}), **(headers or {})}
        request = urllib.request.Request(self.server.url + path, data, send, method=method)
        try:
            with self.opener.open(request, timeout=60) as answer:
                content = answer.read()
                return json.loads(content) if "json" in answer.headers.get("Content-Type", "") else content
        except urllib.error.HTTPError as error:
            raise Problem(error.code, error.read().decode(errors="replace")) from None

    def refresh(self):
        session = self.request("GET", "/api/session")
        self.csrf = session.get("csrf")
        return session

    def set_up(self, username="nora", password="correct horse battery"):
        self.refresh()
        answer = self.request("POST", "/api/setup", {"token": self.server.setup_token(), "username": username, "password": password})
        self.refresh()
        return answer

    def sign_in(self, username="nora", password="correct horse battery"):
        self.refresh()
        answer = self.request("POST", "/api/sign-in", {"username": username, "password": password})
        self.refresh()
        return answer

    def allow_everything(self):
        return self.request("PUT", "/api/admin/policy", {
            "registration": "closed", "allowPrivateHosts": True, "allowInsecureTLS": True, "allowNonstandardPorts": True})

    def jmap(self, *calls):
        """Method calls as (name, arguments); returns the arguments of each response, and fails on an error."""
        body = {"using": USING, "methodCalls": [[name, arguments, str(i)] for i, (name, arguments) in enumerate(calls)]}
        out = []
        for name, arguments, _ in self.request("POST", "/jmap/api", body)["methodResponses"]:
            if name == "error":
                raise Problem(200, arguments)
            out.append(arguments)
        return out

    @contextlib.contextmanager
    def watching(self):
        """Holds an event stream open, as a page does, so that the server knows somebody is looking."""
        request = urllib.request.Request(self.server.url + "/jmap/eventsource/?types=*&closeafter=no&ping=5")
        with self.opener.open(request, timeout=30) as stream:
            stream.readline()
            yield stream

    def one(self, name, **arguments):
        return self.jmap((name, arguments))[0]

    def add_account(self, mail, number=1, **more):
        """Connects userNUMBER@example.test of the mail peers and returns the account's id."""
        create = {
            "name": f"User {number}", "senderName": f"User {number}", "email": f"user{number}@example.test", "password": f"pw{number}",
            "imap": {"host": "127.0.0.1", "port": mail.imap, "tls": "starttls", "skipVerify": True, "username": f"user{number}@example.test"},
            "smtp": {"host": "127.0.0.1", "port": mail.submission, "tls": "starttls", "skipVerify": True, "username": f"user{number}@example.test"},
            **more,
        }
        answer = self.one("MailAccount/set", accountId="all", create={"x": create})
        assert answer.get("created"), answer
        return answer["created"]["x"]["id"]

    def mailboxes(self, account):
        return self.one("Mailbox/get", accountId=account, ids=None)["list"]

    def mailbox(self, account, role=None, name=None):
        return next((m for m in self.mailboxes(account) if (role and m["role"] == role) or (name and m["name"] == name)), None)

    def emails(self, account, mailbox=None, properties=None, limit=100, **conditions):
        condition = {**({"inMailbox": mailbox} if mailbox else {}), **conditions}
        return self.jmap(
            ("Email/query", {"accountId": account, "filter": condition or None, "sort": [{"property": "receivedAt", "isAscending": False}], "limit": limit}),
            ("Email/get", {"accountId": account, "#ids": {"resultOf": "0", "name": "Email/query", "path": "/ids"}, "properties": properties}),
        )[1]["list"]

    def update(self, account, email, **patch):
        answer = self.one("Email/set", accountId=account, update={email: patch})
        assert email in (answer.get("updated") or {}), answer
