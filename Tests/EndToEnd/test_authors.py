"""What docs/authors/ leads to: a plugin made, run, seen in a real browser, changed and taken over; one by hand, on a server; and the example with its banner."""

import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import time
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright

import browser as browsers
from mailflow import Person, Server, free_port, until

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MAILFLOW_BIN", ROOT / "build/bin/mailflow")).resolve().parent


def sign_in(page, url):
    """As the guest of a server made by `mailflow-check run`, with a message open."""
    page.goto(f"{url}/")
    page.get_by_label(re.compile("user", re.I)).first.fill("guest")
    page.get_by_label(re.compile("^password", re.I)).first.fill("guest-mail")
    page.keyboard.press("Enter")
    page.get_by_text("Boathouse survey, 200").first.click()


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
        sign_in(page, f"http://127.0.0.1:{self.port}")

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


def blocks(page, kind="sh"):
    """The blocks of a kind on a page for authors."""
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / "docs/authors" / page).read_text(), re.S)


def say(commands, folder):
    """Types commands of a page into a shell and answers its question with yes; gives what was said."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    shell = subprocess.Popen(["sh", "-e", "-c", commands], cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = ""
    while True:
        try:
            new = os.read(ours, 4096).decode(errors="replace")
        except OSError:  # nobody holds the other end any more
            break
        said += new
        if "[y/N]" in new:
            os.write(ours, b"y\n")
    os.close(ours)
    assert shell.wait(60) == 0, said
    return said


def press(page, words):
    """The plugin's button above the open message, and what its page then says."""
    page.get_by_role("button", name="Looks").first.click()
    page.frame_locator('iframe[src*="/plugins/looks/web/"]').get_by_text(words).wait_for()


@pytest.mark.parametrize(("language", "compiler", "file", "old", "new"), [
    ("c", "cc", "looks.c", "10) + it->counts;", "10) + 2 * it->counts;"), ("rust", "rustc", "src/lib.rs", 'Some("POST") => 1,', 'Some("POST") => 2,'),
])
def test_the_first_plugin(scratch, chromium, language, compiler, file, old, new):
    """Every step of the page in its order: made, seen, changed, checked, and onto a server that runs."""
    if not shutil.which(compiler):
        pytest.skip(f"there is no {compiler} here")
    steps = blocks("first-plugin.md")
    home = scratch / f"authors-{language}"
    home.mkdir()
    say(steps[0].replace("new c ", f"new {language} "), home)
    folder, data = home / "looks", scratch / f"authors-{language}-data"
    assert steps[1] == "mailflow-check run\n"
    run = Run(folder, "--keep", data)
    page = chromium.new_page()
    try:
        run.sign_in(page)
        press(page, "You looked at it once")
        edit(folder / "web/page.js", "You looked at it", "You have seen this")
        page.wait_for_timeout(1000)
        since = len(run.log.read_text())
        edit(folder / file, old, new)
        say(steps[2], folder)
        run.wait_for("Taken over.", since)
        page.reload()
        press(page, "You have seen this 3 times")
    finally:
        page.close()
        run.stop()
    for commands in steps[3:-1]:
        say(commands, folder)
    # The mail of before, on a server that knows nothing of the plugin.
    (data / "plugins.conf").unlink()
    shutil.rmtree(data / "plugins/looks")
    server = Server(data).start()
    page = chromium.new_page()
    try:
        sign_in(page, server.url)
        page.get_by_role("button", name="Reply").first.wait_for()
        assert page.get_by_role("button", name="Looks").count() == 0
        said = say(steps[-1].replace("/path/to/data", str(data)), folder)
        assert "Keep its own data on this server" in said and "looks is enabled." in said
        # Whoever comes back to the window sees what is on now, asked for again when the last answer is some seconds old.
        until(lambda: page.evaluate("dispatchEvent(new Event('focus'))") and page.get_by_role("button", name="Looks").count(), 40, "the button")
        press(page, "You have seen this 5 times")
    finally:
        page.close()
        server.stop()


def test_what_is_shipped(scratch):
    """The commands of the page on shipping, with a plugin as it was made."""
    home = scratch / "shipping"
    home.mkdir()
    say("mailflow-check new c looks && make -C looks", home)
    said = say(blocks("shipping.md")[0], home)
    assert "200 performances" in said and "nothing broke" in said


def test_run_says_when_nothing_is_built(scratch):
    home = scratch / "early"
    home.mkdir()
    say("mailflow-check new c early", home)
    run = Run(home / "early")
    try:
        run.wait_for("libearly.so is not beside plugin.json, so the plugin does nothing yet")
        since = len(run.log.read_text())
        make(home / "early")
        run.wait_for("Taken over.", since)
        guest = Person(SimpleNamespace(url=f"http://127.0.0.1:{run.port}"))
        guest.sign_in("guest", "guest-mail")
        assert until(lambda: guest.request("GET", "/plugins/early/looks/e1"), 10, "its answer") == {"looks": 0}
    finally:
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
        command = re.search(r"^\$ (mailflow plugins enable .*)$", page, re.M)[1].replace("/path/to/data", str(data))
        said = say(command, scratch)
        assert "Keep its own data on this server" in said and "Counts its visitors." in said
        until(lambda: nora.request("GET", "/api/admin/plugins/hello")["state"] == "on", 5, "the plugin to be on")
        assert nora.request("GET", "/plugins/hello/") == b"Hello, visitor 1\n"
        assert Person(server).request("GET", "/plugins/hello/") == b"Hello, visitor 2\n", "nobody has to be signed in"
    finally:
        server.stop()
