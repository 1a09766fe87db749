#!/usr/bin/env python3
"""Measures MailFlow beside a peer in the same run, on loopback, with data on /dev/shm where there is one.

bench.py [--messages N] [--store N] [--only sync|list|start|browser|plugins|switching|ingest]

Times of one machine say little; the ratios say something. Each line: what, MailFlow, the peer or the bound, the ratio."""

import argparse
import http.client
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "EndToEnd"))
import peers  # noqa: E402
from mailflow import USING, Person, Server, until  # noqa: E402


def line(what, ours, theirs="", ratio="", bound=""):
    print(f"{what:<58} {ours:>14} {theirs:>22} {ratio:>10}  {bound}", flush=True)


def seconds(value):
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def fill(mail, number, count):
    """Puts generated mail into a user's inbox; returns the Maildir."""
    home = pathlib.Path(mail.dovecot) / f"mail/user{number}@example.test/Maildir"
    subprocess.run([sys.executable, str(peers.SCRIPTS / "mailbox.py"), str(home), str(count)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["chown", "-R", "vmail:vmail", str(home.parent)], check=True)
    with mail.client(number) as imap:  # Dovecot builds its index before anybody is measured
        imap.select("INBOX")
        imap.search(None, "ALL")
    return home


def mbsync_and_mu(base, mail, number):
    """Seconds that mbsync and mu take for the same mailbox."""
    folder = base / "peer"
    (folder / "mail").mkdir(parents=True)
    config = folder / "mbsyncrc"
    config.write_text(
        f"IMAPAccount a\nHost 127.0.0.1\nPort {mail.imap}\nUser user{number}@example.test\nPass pw{number}\nSSLType None\nAuthMechs PLAIN\n\n"
        f"IMAPStore far\nAccount a\n\nMaildirStore near\nPath {folder}/mail/\nInbox {folder}/mail/INBOX\nSubFolders Verbatim\n\n"
        f"Channel c\nFar :far:\nNear :near:\nPatterns *\nCreate Near\nSyncState *\n")
    begin = time.monotonic()
    subprocess.run(["mbsync", "-q", "-c", str(config), "-a"], check=True)
    pulled = time.monotonic()
    environment = {**os.environ, "MUHOME": str(folder / "mu")}
    subprocess.run(["mu", "init", "--quiet", "-m", str(folder / "mail")], check=True, env=environment, stdout=subprocess.DEVNULL)
    subprocess.run(["mu", "index", "--quiet"], check=True, env=environment, stdout=subprocess.DEVNULL)
    return pulled - begin, time.monotonic() - pulled


def bench_sync(base, mail, count):
    fill(mail, 1, count)
    pull, index = mbsync_and_mu(base, mail, 1)
    server = Server(base / "sync").start()
    person = Person(server)
    person.set_up()
    person.allow_everything()
    begin = time.monotonic()
    account = person.add_account(mail, 1)
    added = time.monotonic()
    inbox = until(lambda: person.mailbox(account, role="inbox"), 30, "the inbox")
    until(lambda: len(person.emails(account, inbox["id"], ["subject"], limit=50)) >= min(50, count), 30, "the first page")
    first = time.monotonic()
    until(lambda: person.mailbox(account, role="inbox")["totalEmails"] >= count, 600, "every header")
    headers = time.monotonic()

    def done():
        status = person.one("MailAccount/get", accountId="all", ids=[account])["list"][0]["status"]
        return status["state"] == "ok" and not status.get("progress")
    until(done, 900, "every body")
    bodies = time.monotonic()
    found = person.one("Email/query", accountId=account, filter={"text": "ferry"}, calculateTotal=True)["total"]
    assert found > count / 50, f"the index has only {found} hits"
    peer = pull + index
    total = bodies - added
    line(f"first page of {count} messages after the account was added", seconds(first - added), "", "", "≤ 1 s")
    line("every header visible", seconds(headers - added), f"{seconds(peer)} mbsync+mu", f"{(headers - added) / peer:.2f}", "≤ 0.33")
    line("full pull with bodies and search index", seconds(total), f"{seconds(pull)} + {seconds(index)}", f"{total / peer:.2f}", "≤ 1, aim 0.5")
    line("live test before saving", seconds(added - begin))
    line("resident memory after that", f"{server.resident() / 1e6:.0f} MB", "", "", "≤ 150 MB")
    server.stop()


class Wire:
    """One keep-alive connection with a session's cookie."""

    def __init__(self, person):
        self.person = person
        self.connection = http.client.HTTPConnection("127.0.0.1", person.server.port)
        self.head = {
            "Content-Type": "application/json", "X-CSRF-Token": person.csrf, "Cookie": "; ".join(f"{c.name}={c.value}" for c in person.cookies)}

    def call(self, *calls):
        body = json.dumps({"using": USING, "methodCalls": [[n, a, str(i)] for i, (n, a) in enumerate(calls)]})
        begin = time.perf_counter()
        self.connection.request("POST", "/jmap/api", body, self.head)
        answer = self.connection.getresponse()
        content = answer.read()
        took = time.perf_counter() - begin
        responses = json.loads(content)["methodResponses"]
        assert answer.status == 200 and all(r[0] != "error" for r in responses), content[:500]
        return took, responses


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


LIST_PROPERTIES = ["threadId", "mailboxIds", "keywords", "from", "to", "subject", "preview", "receivedAt", "hasAttachment", "size"]


def bench_list(base, mail, count):
    fill(mail, 2, count)
    server = Server(base / "list").start()
    person = Person(server)
    person.set_up()
    person.allow_everything()
    account = person.add_account(mail, 2)
    until(lambda: (m := person.mailbox(account, role="inbox")) and m["totalEmails"] >= count, 900, "every header")

    def done():
        status = person.one("MailAccount/get", accountId="all", ids=[account])["list"][0]["status"]
        return status["state"] == "ok" and not status.get("progress")
    until(done, 1800, "every body")
    inbox = person.mailbox(account, role="inbox")["id"]
    wire = Wire(person)

    def page(number, collapse):
        return wire.call(
            ("Email/query", {"accountId": account, "filter": {"inMailbox": inbox}, "sort": [{"property": "receivedAt", "isAscending": False}],
                             "position": number * 50, "limit": 50, "collapseThreads": collapse}),
            ("Email/get", {"accountId": account, "#ids": {"resultOf": "0", "name": "Email/query", "path": "/ids"}, "properties": LIST_PROPERTIES}))

    last = count // 50 - 1
    deep = min(1999, last)
    for collapse in (False, True):
        for number in (0, deep):
            page(number, collapse)
        first = [page(0, collapse)[0] for _ in range(200)]
        far = [page(deep if not collapse else deep // 3, collapse)[0] for _ in range(200)]
        name = "conversations" if collapse else "messages"
        line(f"list page of 50 {name}, p95, first page", seconds(percentile(first, 0.95)), "", "", "≤ 10 ms")
        line(f"list page of 50 {name}, p95, page {deep if not collapse else deep // 3}", seconds(percentile(far, 0.95)), "first page", f"{percentile(far, .95) / percentile(first, .95):.2f}", "≤ 1.5")
    words = ["ferry", "needle", "Brücke", "会议", "harbour budget", "timber", "встреча", "invoice"]
    found = [wire.call(("Email/query", {"accountId": account, "filter": {"text": w}, "limit": 50, "sort": [{"property": "receivedAt", "isAscending": False}]}))[0]
             for _ in range(25) for w in words]
    line(f"search a word in {count} messages, newest 50, p95", seconds(percentile(found, 0.95)), "", "", "≤ 25 ms")
    line("resident memory after that", f"{server.resident() / 1e6:.0f} MB")
    server.stop()


def bench_start(base):
    server = Server(base / "start")
    times = []
    for _ in range(5):
        begin = time.monotonic()
        server.start()
        times.append(time.monotonic() - begin)
        time.sleep(1)
        idle = server.resident()
        server.stop()
    line("start to first answered request", seconds(statistics.median(times)), "", "", "≤ 500 ms")
    line("resident memory, idle, no accounts", f"{idle / 1e6:.0f} MB", "", "", "≤ 60 MB")


LOADED = """() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
    .filter(e => e.name.includes("/assets/") || e.entryType === "navigation").reduce((sum, e) => sum + e.encodedBodySize, 0)"""


def bench_browser(base, mail):
    """What a browser loads, compressed, until the list is painted; and how long that takes on loopback."""
    from playwright.sync_api import sync_playwright

    import browser as chrome
    fill(mail, 3, 500)
    server = Server(base / "browser").start()
    person = Person(server)
    person.set_up()
    person.allow_everything()
    account = person.add_account(mail, 3)
    until(lambda: person.emails(account, limit=50), 30, "mail")
    with sync_playwright() as playwright:
        running = chrome.launch(playwright)
        times = []
        for _ in range(5):
            context = running.new_context(base_url=server.url)
            context.add_cookies([{"name": c.name, "value": c.value, "url": server.url} for c in person.cookies])
            page = context.new_page()
            begin = time.monotonic()
            page.goto("/box/all-inbox", wait_until="commit")
            page.locator(".mail-row:not(.mail-row--ghost)").first.wait_for()
            times.append(time.monotonic() - begin)
            loaded = page.evaluate(LOADED)
            context.close()
        running.close()
    line("loaded until the first list is painted, compressed", f"{loaded / 1000:.0f} kB", "", "", "≤ 150 kB")
    line("first list painted, cold browser cache", seconds(statistics.median(times)))
    server.stop()


def private(pid):
    """Private memory of a process in bytes."""
    return sum(int(row.split()[1]) * 1024 for row in open(f"/proc/{pid}/smaps_rollup") if row.startswith(("Private_Clean", "Private_Dirty")))


def bench_plugins(base):
    """What a plugin costs inside the server and in a process of its own."""
    root = HERE.parents[1]
    include = [f"-I{root}/Sources/PluginAPI/C/include", f"-I{root}/Tests/Fixtures/plugins"]
    folder = base / "plugins-bench"
    runner = pathlib.Path(os.environ["MAILFLOW_BIN"]).parent / "mailflow-runner"
    for place in ("within", "apart"):
        home = folder / "plugins" / place
        home.mkdir(parents=True)
        subprocess.run(["clang", "-std=gnu11", "-O2", "-fPIC", "-shared", "-pthread", *include, "-o", str(home / "lib.so"),
                        str(root / "Tests/Fixtures/plugins/echo.c")], check=True)
        (home / "plugin.json").write_text(json.dumps({
            "id": place, "name": place, "version": "1", "library": "lib.so", "answers": ["route/1", "hook/1"]}))
    program = base / "ports"
    subprocess.run(["clang", "-std=gnu11", "-O2", include[0], "-o", str(program), str(HERE / "ports.c"), "-ldl"], check=True)
    words = subprocess.run([str(program), str(runner), str(folder / "plugins/apart/lib.so")], check=True, capture_output=True, text=True).stdout.split()
    cost = {name: int(value) for name, value in zip(words[::2], words[1::2])}
    inside, apart = cost["inside.median"], cost["apart.median"]
    line("a verb of a C plugin, isolated beside inside (median)", f"{apart / 1000:.1f} us", f"{inside} ns", f"{apart / max(inside, 1):.0f}", "≤ 60 us, ≤ 1 us")
    line("the same at the 99th percentile", f"{cost['apart.p99'] / 1000:.1f} us", f"{cost['inside.p99']} ns")
    line("each of 10,000 isolated calls in flight, in order", f"{cost['flight.each'] / 1000:.1f} us")
    line("spawn, load and start an isolated C plugin", f"{cost['start.median'] / 1e6:.1f} ms")
    line("memory of its process: private, proportional", f"{cost['private.kib'] / 1024:.1f} MB", f"{cost['pss.kib'] / 1024:.1f} MB")

    bundled = pathlib.Path(os.environ["MAILFLOW_BIN"]).parent / "plugins/unsubscribe"
    conf = "[within]\nenabled = yes\nisolate = no\n[apart]\nenabled = yes\n"
    for number in range(7):
        copy = folder / f"plugins/swift{number}"
        shutil.copytree(bundled, copy)
        manifest = json.loads((copy / "plugin.json").read_text())
        manifest["id"] = f"swift{number}"
        (copy / "plugin.json").write_text(json.dumps(manifest))
        conf += f"[swift{number}]\nenabled = yes\ngrant = mail.send mail.change mail.read http:* kv\n"
    for place, isolate in (("verbs-within", "no"), ("verbs-apart", "yes")):
        install(folder, place, "Tests/Bench/rounds.c", answers=["route/1"], likes=[{"verb": "route.body/1"}])
        conf += paragraph(place, isolate)
    (folder / "plugins.conf").write_text(conf)
    server = Server(folder).start()
    person = Person(server)
    person.set_up()

    def running():
        return {p["id"] for p in person.request("GET", "/api/admin/plugins")["list"] if p["state"] == "on"}
    wanted = {"within", "apart", "verbs-within", "verbs-apart", *(f"swift{n}" for n in range(7))}
    until(lambda: wanted <= running(), 30, "every plugin")
    times = {}
    for place in ("within", "apart") * 2:
        taken = times.setdefault(place, [])
        for _ in range(300):
            begin = time.perf_counter()
            person.request("GET", f"/plugins/{place}/")
            taken.append(time.perf_counter() - begin)
    within, apart = (statistics.median(times[place]) for place in ("within", "apart"))
    line("a plugin's page over HTTP, isolated beside inside", seconds(apart), seconds(within), f"{apart / within:.2f}")
    rounds = {place: person.request("GET", f"/plugins/verbs-{place}/") for place in ("within", "apart")}
    for kind, words in (("one", "a verb of the server, asked by a C plugin, isolated beside inside"), ("many", "the same with 1,000 in flight, each")):
        line(words, f"{rounds['apart'][kind] / 1000:.1f} us", f"{rounds['within'][kind] / 1000:.1f} us")
    swift = [p for p in pathlib.Path("/proc").iterdir()
             if p.name.isdigit() and f"{folder}/plugins/swift".encode() in (p / "cmdline").read_bytes()]
    line("private memory of seven isolated Swift plugins", f"{sum(private(p.name) for p in swift) / 1e6:.1f} MB", f"{len(swift)} processes", "", "≤ 40 MB")
    server.stop()


def install(folder, name, library, **manifest):
    """A plugin of one C file in the plugins folder of a server's data."""
    root = HERE.parents[1]
    home = folder / "plugins" / name
    home.mkdir(parents=True)
    subprocess.run(["clang", "-std=gnu11", "-O2", "-fPIC", "-shared", "-pthread", f"-I{root}/Sources/PluginAPI/C/include", f"-I{root}/Tests/Fixtures/plugins",
                    "-o", str(home / "lib.so"), str(root / library)], check=True)
    (home / "plugin.json").write_text(json.dumps({"id": name, "name": name, "version": "1", "library": "lib.so", **manifest}))


def paragraph(name, isolate, grants=""):
    return f"[{name}]\nenabled = yes\nisolate = {isolate}\n" + (f"grant = {grants}\n" if grants else "")


def state(person, name):
    return next(p["state"] for p in person.request("GET", "/api/admin/plugins")["list"] if p["id"] == name)


class Load:
    """Requests of everything else, one after the other on each thread, until told to stop."""

    def __init__(self, person, paths):
        self.person, self.done, self.times, self.failed = person, threading.Event(), [], []
        self.threads = [threading.Thread(target=self.run, args=(path,)) for path in paths]
        for thread in self.threads:
            thread.start()

    def run(self, path):
        wire = Wire(self.person)
        while not self.done.is_set():
            begin = time.perf_counter()
            try:
                wire.connection.request("GET", path, headers=wire.head)
                answer = wire.connection.getresponse()
                answer.read()
                if answer.status != 200:
                    self.failed.append((path, answer.status))
            except (OSError, http.client.HTTPException) as error:
                self.failed.append((path, repr(error)))
                wire = Wire(self.person)
            self.times.append(time.perf_counter() - begin)

    def stop(self):
        self.done.set()
        for thread in self.threads:
            thread.join()


def bench_switching(base, times=1000):
    """A plugin switched on and off a thousand times while everything else is asked for."""
    for isolate in ("no", "yes"):
        folder = base / f"switching-{isolate}"
        for name in ("switched", "steady"):
            install(folder, name, "Tests/Fixtures/plugins/echo.c", answers=["route/1"])
        (folder / "plugins.conf").write_text(paragraph("switched", isolate) + paragraph("steady", isolate))
        server = Server(folder).start()
        person = Person(server)
        person.set_up()
        until(lambda: state(person, "switched") == state(person, "steady") == "on", 30, "both")
        load = Load(person, ["/api/session", "/health", "/plugins/steady/"])
        turns = []
        for number in range(2 * times):
            begin = time.perf_counter()
            person.request("PUT", "/api/admin/plugins/switched", {"enabled": number % 2 == 1})
            turns.append(time.perf_counter() - begin)
        load.stop()
        where = "isolated" if isolate == "yes" else "inside"
        line(f"switched off and on {times} times, {where}: each, at worst", seconds(statistics.median(turns)), seconds(max(turns)), "", "≤ 1 s")
        line(f"meanwhile failed of {len(load.times)} other requests", f"{len(load.failed)}", f"{seconds(percentile(load.times, 0.99))} p99", "", "0")
        until(lambda: state(person, "switched") == "on", 10, "the last switch")
        assert not load.failed, load.failed[:5]
        server.stop()


def bench_ingest(base, mail, count):
    """What a plugin that is asked about every new message costs: mail that came while the server was down is fetched with it and without.
    The runs alternate, each on a mailbox of its own with the same mail, and the best of each counts."""
    times = {"without": [], "isolated": []}
    users = iter(range(4, 10))
    for round in range(3):
        for kind, taken in times.items():
            number, folder = next(users), base / f"ingest-{kind}-{round}"
            if kind == "isolated":
                install(folder, "flow", "Tests/Fixtures/plugins/flow.c", answers=["hook/1"], hooks=["mail.ingest"])
                (folder / "plugins.conf").write_text(paragraph("flow", "yes", "mail.read"))
            server = Server(folder).start()
            person = Person(server)
            person.set_up()
            person.allow_everything()
            account = person.add_account(mail, number)

            def done():
                status = person.one("MailAccount/get", accountId="all", ids=[account])["list"][0]["status"]
                return status["state"] == "ok" and not status.get("progress")
            until(lambda: person.mailbox(account, role="inbox") and done(), 60, "the account live")
            server.stop()
            fill(mail, number, count)
            begin = time.monotonic()
            server.start()
            until(lambda: person.mailbox(account, role="inbox")["totalEmails"] >= count, 600, "every header")
            until(done, 900, "every body")
            taken.append(time.monotonic() - begin)
            if kind == "isolated":
                asked = person.request("GET", "/api/admin/plugins/flow")["stats"]["asked"]
                assert asked >= count // 250, f"the plugin was asked {asked} times"
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)
    without, hooked = min(times["without"]), min(times["isolated"])
    line(f"{count} new messages fetched with a hook on mail.ingest", seconds(hooked), f"{seconds(without)} without", f"{hooked / without:.3f}", "≤ 1.05")
    line(f"the plugin was asked {asked} times; worst beside best of three", f"{max(times['isolated']) / hooked:.2f}", f"{max(times['without']) / without:.2f}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=20_000, help="messages of the mailbox that is pulled (default 20,000)")
    options.add_argument("--store", type=int, default=100_000, help="messages of the store whose list is paged (default 100,000)")
    options.add_argument("--only", choices=["sync", "list", "start", "browser", "plugins", "switching", "ingest"])
    chosen = options.parse_args()
    base = pathlib.Path(tempfile.mkdtemp(prefix="mf-bench-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
    base.chmod(0o755)
    for name, bench in (("plugins", bench_plugins), ("switching", bench_switching)):
        if chosen.only in (None, name):
            bench(base)
    if chosen.only in ("plugins", "switching"):
        shutil.rmtree(base, ignore_errors=True)
        return
    mail = peers.Mail(base / "mail", 19000 + os.getpid() % 90 * 20).start()
    line("what", "MailFlow", "beside", "ratio", "bound")
    try:
        if chosen.only in (None, "start"):
            bench_start(base)
        if chosen.only in (None, "sync"):
            bench_sync(base, mail, chosen.messages)
        if chosen.only in (None, "list"):
            bench_list(base, mail, chosen.store)
        if chosen.only in (None, "ingest"):
            bench_ingest(base, mail, chosen.messages // 2)
        if chosen.only in (None, "browser"):
            bench_browser(base, mail)
    finally:
        mail.stop()
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    main()
