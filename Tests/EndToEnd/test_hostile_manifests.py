"""Manifests that try something, before a browser: what they say is text, what they ask for beyond the catalogue is nothing, and the others go on."""

import re

import pytest
from playwright.sync_api import sync_playwright

import browser as browsers
import misbehaving
from browser import Window
from mailflow import Person, Problem, Server, until

BOOM = "<img src=x onerror=\"window.owned=1\">"
TELL = "</title><script>window.owned=1</script>"
MARKUP = {
    "name": f"Nice {BOOM}", "publisher": f"Firm {TELL}", "description": f"Does {BOOM}{TELL}", "license": TELL, "category": BOOM[:40],
    "homepage": "https://example.org/\"><script>", "icon": "\"><script>alert(1)</script>", "version": "1 <img src=x onerror=alert(1)>",
    "likes": [{"verb": "kv.get/1", "why": f"Because {BOOM}{TELL}"}], "jobs": {"sweep": {"every": "15m", "label": f"Sweep {BOOM}"}},
    "settings": {"admin": {"key": {"type": "text", "label": f"Key {BOOM}", "help": f"Help {TELL}"}}, "user": {"day": {"type": "text", "label": f"Day {BOOM}"}}},
    "ui": [{"slot": "settings.page", "label": f"Page {BOOM}", "icon": "\" onload=\"alert(1)", "open": "page.html"}],
    "answers": ["route/1", "job/1"],
}
# What each asks for, and what the API says of it; None: it runs, and has nothing for it.
OTHERS = {
    "of-the-future": ({"abi": 99, "manifest": 7, "requires": {"mailflow": ">=99"}, "permissions": ["root"], "grants": ["everything"]}, None),
    "round-and-round": ({"depends": ["round-and-round", "of-the-future"]}, None),
    "needs-later": ({"uses": [{"verb": "kv.get/9", "why": "Later."}]}, "It needs kv.get/9, which this server does not offer."),
    "answers-later": ({"answers": ["route/9"]}, "Its plugin.json cannot be used: \"answers\" names route/9, which this server never asks."),
    "draws-elsewhere": ({"ui": [{"slot": "everywhere", "label": "x"}]}, "Its plugin.json cannot be used: there is no slot \"everywhere\"."),
    "takes-the-root": ({"mounts": ["/"]}, "Its plugin.json cannot be used: it cannot be mounted at \"/\""),
}


@pytest.fixture(scope="module")
def admin(scratch):
    data = scratch / "hostile"
    data.mkdir()
    misbehaving.build(data, "markup", "echo", **MARKUP)
    for name, (members, _) in OTHERS.items():
        misbehaving.build(data, name, "echo", **members)
    (data / "plugins/markup/web").mkdir()
    (data / "plugins/markup/web/page.html").write_text("<!doctype html><title>x</title><p>hello")
    # A permission nobody knows, given by hand.
    conf = "[markup]\nenabled = yes\ngrant = kv\n[of-the-future]\nenabled = yes\n[unknown-word]\nenabled = yes\ngrant = root everything\n"
    misbehaving.build(data, "unknown-word", "echo")
    (data / "plugins.conf").write_text(conf + "".join(f"[{name}]\nenabled = yes\n" for name in OTHERS if name != "of-the-future"))
    server = Server(data).start()
    person = Person(server)
    person.set_up()
    yield person
    server.stop()


def plugin(admin, name):
    return next(p for p in admin.request("GET", "/api/admin/plugins")["list"] if p["id"] == name)


@pytest.mark.parametrize("name", OTHERS)
def test_attack67_what_it_asks_for_is_nothing(admin, name):
    members, reason = OTHERS[name]
    if reason is None:
        until(lambda: plugin(admin, name)["state"] == "on", what="it is on")
        assert admin.request("GET", f"/api/admin/plugins/{name}")["grants"] == []
        assert b"{" in admin.request("GET", f"/plugins/{name}/")
    else:
        said = until(lambda: (p := plugin(admin, name))["state"] not in ("starting", "on") and p, what="its state")
        assert said["state"] in ("failed", "incompatible", "blocked") and said["reason"].startswith(reason), said
        with pytest.raises(Problem):
            admin.request("GET", f"/plugins/{name}/")


def test_attack67_an_unknown_permission_is_said_so(admin):
    said = plugin(admin, "unknown-word")
    assert said["state"] == "blocked" and "root" in said["reason"], said


def test_attack67_markup_is_text(admin):
    until(lambda: plugin(admin, "markup")["state"] not in ("starting", "stopping"), what="its start")
    assert plugin(admin, "markup")["state"] == "on", plugin(admin, "markup")["reason"]
    with sync_playwright() as playwright:
        chromium = browsers.launch(playwright)
        window = Window(chromium, admin.server)
        page = window.page
        try:
            page.goto("/")
            page.get_by_label(re.compile("user", re.I)).first.fill("nora")
            page.get_by_label(re.compile("^password", re.I)).first.fill("correct horse battery")
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "sign-in" not in url)
            seen = ""
            for place in ("/admin/plugins", "/admin/plugins/markup", "/settings/plugins/markup"):
                page.goto(place)
                page.wait_for_load_state("networkidle")
                seen += page.inner_text("body")
                assert page.locator('img[src="x"]').count() == 0, place
                assert page.evaluate('window.owned') is None, place
            # It was there to be drawn, letter by letter.
            for words in (MARKUP["name"], MARKUP["description"], MARKUP["likes"][0]["why"]):
                assert words in seen, words
            assert not [error for error in window.errors if "Content Security Policy" in error or "onerror" in error], window.errors
        finally:
            window.close()
            chromium.close()
