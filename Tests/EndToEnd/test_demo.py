"""The demo as a person runs it: it prints a link that works, and Ctrl-C or an end from outside leaves nothing behind."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.request

import pytest

from mailflow import ROOT, executable, free_port, until


def running(base):
    """The processes that name the demo's folder."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes()
        except OSError:
            continue
        if base.encode() in words:
            found.append(words.replace(b"\0", b" ").decode())
    return found


@pytest.fixture
def folder():
    """A short path: sockets of Postfix and Dovecot lie below it."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="mf-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_starts_and_leaves_nothing_behind(end, folder):
    log = open(folder / "log", "wb")
    demo = subprocess.Popen(
        ["bash", str(ROOT / "tools/demo.sh"), "--port", str(free_port()), "--mail-port", "23143"], stdout=log, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "MAILFLOW_BIN": str(executable()), "TMPDIR": str(folder)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    said = lambda: (folder / "log").read_text()
    try:
        until(lambda: "password:" in said() or demo.poll() is not None, 150, "the link")
        assert demo.poll() is None, said()
        url = re.search(r"http://[0-9.:]+", said()).group()
        assert urllib.request.urlopen(url, timeout=5).status == 200
        assert running(str(folder))
    finally:
        # A terminal sends Ctrl-C to everyone in front of it; the other two go to the process alone.
        if demo.poll() is not None:
            pass
        elif end == signal.SIGINT:
            os.killpg(demo.pid, end)
        else:
            demo.send_signal(end)
    demo.wait(60)
    until(lambda: not running(str(folder)), 15, f"everything to end; left: {running(str(folder))}")
    assert not list(folder.glob("mailflow-demo-*"))
