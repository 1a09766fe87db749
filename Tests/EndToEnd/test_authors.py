"""What docs/authors/ leads to: a plugin made, run, seen in a real browser, changed and taken over; one by hand, on a server; and the example with its banner."""

import os
import pathlib
import pty
import re
import signal
import subprocess
import time

import pytest
from playwright.sync_api import sync_playwright

import browser as browsers
from mailflow import Person, Server, free_port, until

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MAILFLOW_BIN", ROOT / "build/bin/mailflow")).resolve().parent


class Run:
    """`mailflow-check run` on a plugin's folder."""

    def __init__(self, folder, *options):
        self.port, self.log = free_port(), folder / "run.log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen([BIN / "mailflow-check", "run", folder, "--port", str(self.port), *options], stdout=out, stderr=subprocess.STDOUT)
        self.wait_for(f"http://127.0.0.1:{self.port}")

    def wait_for(self, words, since=0):
        until = time.monotonic() + 60
        while words not in self.log.read_text()[since:]:
            assert self.process.poll() is None and time.monotonic() < until, self.log.read_text()
            time.sleep(0.05)

    def sign_in(self, page):
        page.goto(f"http://127.0.0.1:{self.port}/")
        page.get_by_label(re.compile("user", re.I)).first.fill("guest")
        page.get_by_label(re.compile("^password", re.I)).first.fill("guest-mail")
        page.keyboard.press("Enter")
        page.get_by_text("Boathouse survey, 200").first.click()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(30) == 0


def make(folder, *what):
    done = subprocess.run(["make", *what], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        running = browsers.launch(playwright)
        yield running
        running.close()


def edit(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_the_first_plugin(scratch, chromium):
    home = scratch / "authors"
    home.mkdir()
    subprocess.run([BIN / "mailflow-check", "new", "c", "looks"], cwd=home, check=True)
    folder = home / "looks"
    make(folder)
    run = Run(folder)
    page = chromium.new_page()
    try:
        run.sign_in(page)
        frame = page.frame_locator('iframe[src*="/plugins/looks/web/"]')
        page.get_by_role("button", name="Looks").first.click()
        frame.get_by_text("You looked at it once").wait_for()
        edit(folder / "web/page.js", "You looked at it", "You have seen this")
        page.wait_for_timeout(1000)
        since = len(run.log.read_text())
        edit(folder / "looks.c", "10) + it->counts;", "10) + 2 * it->counts;")
        make(folder)
        run.wait_for("Taken over.", since)
        page.reload()
        page.get_by_role("button", name="Looks").first.click()
        frame.get_by_text("You have seen this 3 times").wait_for()
    finally:
        page.close()
        run.stop()


@pytest.mark.parametrize("options", [[], ["--isolated"]], ids=["inside", "apart"])
def test_the_example_with_its_banner(scratch, chromium, options):
    source = ROOT / "Examples/Remind"
    target = scratch / f"remind-{len(options)}"
    subprocess.run(["cp", "-R", source, target], check=True)
    make(target, "c", f"SDK={ROOT}/Sources/PluginAPI")
    run = Run(target / "build/c/remind", *options)
    page = chromium.new_page()
    try:
        run.sign_in(page)
        page.get_by_role("button", name="Remind me").first.click()
        frame = page.frame_locator('iframe[src*="/plugins/remind/web/"]')
        frame.get_by_role("spinbutton").fill("2")
        frame.get_by_role("button", name="Remind me").click()
        page.get_by_text(re.compile(r"You will be reminded on \d{4}-\d\d-\d\d")).first.wait_for()
        page.get_by_role("button", name="Forget the reminder").first.click()
        page.get_by_text("You will not be reminded of this message.").first.wait_for()
    finally:
        page.close()
        run.stop()


def test_a_c_plugin_by_hand(scratch):
    """Every block of the page, as it stands there; then switched on by its question in a terminal."""
    page = (ROOT / "docs/authors/c-plugin.md").read_text()
    blocks = dict(re.findall(r"```(json|c|sh)\n(.*?)```", page, re.S))
    data = scratch / "by-hand"
    folder = data / "plugins/hello"
    folder.mkdir(parents=True)
    (folder / "plugin.json").write_text(blocks["json"])
    (folder / "hello.c").write_text(blocks["c"])
    commands = blocks["sh"].replace("/path/to/sdk/C", str(ROOT / "Sources/PluginAPI/C")).replace("mailflow-check check", "mailflow-check check --strict")
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    built = subprocess.run(["sh", "-eux", "-c", commands], cwd=folder, env=environment, capture_output=True, text=True)
    assert built.returncode == 0 and "warning" not in built.stderr, built.stdout + built.stderr
    server = Server(data).start()
    try:
        nora = Person(server)
        nora.set_up()
        ours, theirs = pty.openpty()
        asking = subprocess.Popen([BIN / "mailflow", "plugins", "enable", "hello"], env={**environment, "DATA_DIR": str(data)}, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        said = ""
        while "[y/N]" not in said:
            said += os.read(ours, 4096).decode()
        assert "Keep its own data on this server" in said and "Counts its visitors." in said
        os.write(ours, b"y\n")
        assert asking.wait(10) == 0, said
        os.close(ours)
        until(lambda: nora.request("GET", "/api/admin/plugins/hello")["state"] == "on", 5, "the plugin to be on")
        assert nora.request("GET", "/plugins/hello/") == b"Hello, visitor 1\n"
        assert Person(server).request("GET", "/plugins/hello/") == b"Hello, visitor 2\n", "nobody has to be signed in"
    finally:
        server.stop()
