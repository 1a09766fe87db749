"""Fixtures: everything the tests talk to is real and started here, on loopback, in folders that are removed afterwards."""

import os
import pathlib
import shutil
import tempfile

import pytest
from playwright.sync_api import sync_playwright

import browser
import listserver as listserver_module
import peers
from mailflow import Person, Server, free_port


def pytest_configure(config):
    config.addinivalue_line("markers", "once: looks the same wherever a plugin runs, so it is tried inside the server alone")


def pytest_collection_modifyitems(config, items):
    def is_wanted(item):
        ground = getattr(item, "callspec", None) and item.callspec.params.get("ground")
        return not (item.get_closest_marker("once") and ground == "isolated")
    left = [item for item in items if not is_wanted(item)]
    items[:] = [item for item in items if is_wanted(item)]
    if left:
        config.hook.pytest_deselected(items=left)


@pytest.fixture(scope="module", params=["inside", "isolated"])
def ground(request):
    """Where the plugins of a file run; each of its tests runs on both."""
    return request.param


@pytest.fixture(scope="session")
def scratch():
    base = pathlib.Path(tempfile.mkdtemp(prefix="mf-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
    base.chmod(0o755)
    yield base
    if not os.environ.get("KEEP"):
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="session")
def mail(scratch):
    server = peers.Mail(scratch / "mail", 21000 + os.getpid() % 400 * 20).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres(scratch):
    port = free_port()
    peers.script("postgres.sh", "start", scratch / "pg", port)
    yield f"postgres://postgres@127.0.0.1:{port}/"
    peers.script("postgres.sh", "stop", scratch / "pg", port)


@pytest.fixture(scope="module")
def server(scratch, request, listserver):
    """A fresh server with the embedded database, shared by the tests of a file."""
    running = Server(scratch / request.module.__name__, environment={"SSL_CERT_FILE": str(listserver.certificate)}).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def admin(server):
    person = Person(server)
    person.set_up()
    person.allow_everything()
    return person


@pytest.fixture(scope="module")
def listserver(scratch, request):
    """A mailing list's server over https, which keeps what the tests of a file make it be asked."""
    server = listserver_module.ListServer(scratch / f"list-{request.module.__name__}")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def chromium():
    """A headless browser, shared by the tests of a file."""
    with sync_playwright() as playwright:
        running = browser.launch(playwright)
        yield running
        running.close()
