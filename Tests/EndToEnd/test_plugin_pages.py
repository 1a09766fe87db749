"""The pages of a plugin in a real browser: every slot, the admin's page of it, its settings, a crash.

The plugin is built here from `pages/`; where it crashes it is isolated, wherever it ran before."""

import base64
import json
import re
import urllib.request

import pytest
from playwright.sync_api import expect, sync_playwright

import browser as chrome
from mailflow import Problem, Server, until
from pageplugin import build_pages
from peers import letter

ME, FRIEND = 15, 16  # mailboxes that no other file touches
SUBJECT = "Minutes of the harbour meeting"


@pytest.fixture(scope="module")
def server(scratch, listserver, ground):
    data = scratch / f"plugin-pages-{ground}"
    build_pages(data)
    (data / "plugins.conf").write_text(f"[pages]\nenabled = no\nisolate = {'yes' if ground == 'isolated' else 'no'}\n")
    running = Server(data, environment={"SSL_CERT_FILE": str(listserver.certificate)}).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def nora(server, admin, mail):
    mail.empty(ME)
    mail.deliver(ME, letter(SUBJECT, to=ME, sender=f"user{FRIEND}@example.test", text="Berth 7 is free from Monday."))
    account = admin.add_account(mail, ME)
    until(lambda: (box := admin.mailbox(account, role="inbox")) and box["totalEmails"] > 0, 40, "the letter")
    return admin


@pytest.fixture(scope="module")
def window(server, nora):
    with sync_playwright() as playwright:
        running = chrome.launch(playwright)
        window = chrome.Window(running, server, storage_state={"cookies": [{"name": c.name, "value": c.value, "domain": "127.0.0.1", "path": c.path, "expires": -1, "httpOnly": True,
                                                                               "secure": False, "sameSite": "Lax"} for c in nora.cookies], "origins": []})
        yield window
        window.close()
        running.close()


@pytest.fixture(autouse=True)
def nothing_goes_wrong_in_the_page(window):
    window.errors.clear()
    yield
    # A page of a plugin tries what it must not reach, and the browser says so.
    assert [e for e in window.errors if "connect-src" not in e and "/api/session" not in e] == []


def page_of(window, place):
    frame = window.page.frame_locator(f"{place} iframe")
    expect(frame.locator("#about")).not_to_be_empty(timeout=10_000)
    return frame


def open_letter(window):
    window.page.goto("/box/all-inbox")
    window.open(SUBJECT)


def state(person):
    return next(p for p in person.request("GET", "/api/admin/plugins")["list"] if p["id"] == "pages")


def test_01_switching_on_asks_in_words_and_acts_within_a_second(window, nora, ground):
    page = window.page
    page.goto("/admin/plugins")
    switch = page.get_by_role("switch", name="Page tester")
    switch.click(force=True)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Tell open browser windows something")
    expect(dialog).to_contain_text("Tells open pages what was written.")
    expect(dialog).not_to_contain_text("ui.push")
    assert state(nora)["enabled"] is False, "nothing runs before the answer"
    dialog.get_by_role("button", name="Turn on Page tester").click()
    card = page.locator(".plugin", has_text="Fills every slot")
    expect(card.locator(".state")).to_have_text("On", timeout=1000)
    until(lambda: state(nora)["state"] == "on", 2, "the plugin to run")
    assert state(nora)["isolated"] is (ground == "isolated")
    switch.click(force=True)
    expect(card.locator(".state")).to_have_text("Off", timeout=1000)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(card.locator(".state")).to_have_text("On", timeout=1500)


def test_02_a_message_action_knows_its_message_and_reaches_its_own_server(window):
    open_letter(window)
    page = window.page
    button = page.get_by_role("button", name="Make a note")
    button.click()
    frame = page_of(window, ".plugin-panel")
    expect(frame.locator("#about")).to_contain_text(SUBJECT)
    expect(frame.locator("#about")).to_contain_text("en | ")
    frame.get_by_label("Note").fill("ask about berth 7")
    frame.get_by_role("button", name="Keep note").click()
    expect(frame.locator("#said")).to_have_text("kept 200: ask about berth 7")
    expect(page.locator(".toast")).to_contain_text("Page tester: Note “ask about berth 7” kept")
    frame.get_by_label("Note").press("Escape")
    expect(page.locator(".plugin-panel")).to_have_count(0)
    expect(button).to_be_focused()


def test_03_a_page_reaches_nothing_but_the_five_messages(window):
    open_letter(window)
    window.page.get_by_role("button", name="Make a note").click()
    frame = page_of(window, ".plugin-panel")
    expect(frame.locator("body")).to_have_attribute("data-tried", re.compile("session"))
    tried = json.loads(frame.locator("body").get_attribute("data-tried"))
    assert tried == {"cookie": "SecurityError", "storage": "SecurityError", "parent": "SecurityError", "session": "refused"}
    assert window.page.locator(".plugin-panel iframe").get_attribute("sandbox") == "allow-scripts allow-forms allow-popups"


def test_04_a_link_is_asked_for(window):
    page = window.page
    frame = page_of(window, ".plugin-panel")
    frame.get_by_role("button", name="Read about notes").click()
    dialog = page.get_by_role("dialog", name="Open notes.example.org?")
    expect(dialog).to_contain_text("https://notes.example.org/about")
    dialog.get_by_role("button", name="Cancel").click()
    expect(frame.locator("#said")).to_have_text("link 403")
    frame.get_by_role("button", name="Insert").click()
    expect(frame.locator("#said")).to_have_text("insert 400")


def test_05_theme_and_language_follow(window, nora):
    page = window.page
    frame = page_of(window, ".plugin-panel")
    before = frame.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    page.evaluate("document.documentElement.dataset.theme = 'dracula'")
    expect(frame.locator("#about")).to_contain_text("| dracula |")
    assert frame.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") != before
    page.goto("/box/all-inbox?locale=de")
    window.open(SUBJECT)
    page.get_by_role("button", name="Notiz anlegen").click()
    expect(page_of(window, ".plugin-panel").locator("#about")).to_contain_text("de | ")


def test_06_a_silent_and_a_missing_page_say_so(window):
    open_letter(window)
    page = window.page
    page.get_by_role("button", name="Missing page").click()
    expect(page.locator(".plugin-panel")).to_contain_text("could not be loaded", timeout=3000)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Silent page").click()
    expect(page.locator(".plugin-panel")).to_contain_text("did not answer within 10 seconds", timeout=12_000)
    expect(page.locator(".plugin-panel").get_by_role("button", name="Try again")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".plugin-panel")).to_have_count(0)
    expect(page.locator(".thread__subject")).to_contain_text(SUBJECT)
    # The browser says in its console that a page was missing; that is what was tried.
    window.errors.clear()


def test_07_banner_and_rail_and_a_push_that_reaches_them(window, nora):
    open_letter(window)
    page = window.page
    page.get_by_role("button", name="Notes on this message").click()
    card = page_of(window, ".slot-card")
    page.get_by_role("button", name="All notes").click()
    panel = page_of(window, ".rail__panel")
    expect(panel.locator("#about")).to_contain_text(SUBJECT)
    grip = page.get_by_role("separator", name="Width of the panel")
    before = page.locator(".rail__panel").bounding_box()["width"]
    grip.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.locator(".rail__panel").bounding_box()["width"] == before + 32
    nora.request("POST", "/plugins/pages/push", {"text": "three notes"})
    for frame in (card, panel):
        expect(frame.locator("#said")).to_have_text("pushed: three notes", timeout=5000)
    page.reload()
    expect(page_of(window, ".rail__panel").locator("#about")).to_contain_text(SUBJECT)
    assert page.locator(".rail__panel").bounding_box()["width"] == before + 32
    page.locator(".rail__panel").get_by_role("button", name="Close").click()
    expect(page.locator(".rail__panel")).to_have_count(0)


def test_08_the_composer_takes_words(window):
    page = window.page
    page.goto("/box/all-inbox")
    window.rows().first.wait_for()
    page.locator("body").press("c")
    composer = page.locator("section.composer")
    composer.locator(".ProseMirror").wait_for()
    composer.locator('input[name="subject"]').fill("Berths")
    composer.get_by_role("button", name="Insert a note").click()
    frame = page_of(window, ".composer .plugin-panel")
    expect(frame.locator("#about")).to_contain_text("| Berths")
    frame.get_by_label("Note").fill("Berth 7 <b>is</b> free")
    frame.get_by_role("button", name="Insert").click()
    expect(composer.locator(".ProseMirror")).to_contain_text("Berth 7 <b>is</b> free")
    expect(frame.locator("#said")).to_have_text("insert 200")
    composer.get_by_role("button", name="Discard draft").click()


def test_09_own_settings_are_checked_kept_and_disconnected(window, nora):
    page = window.page
    page.goto("/settings/plugins/pages")
    token = page.get_by_label("Token", exact=True)
    token.fill("wrong")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field__error")).to_have_text("The service refused the token.")
    expect(token).to_be_focused()
    token.fill("right one")
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator(".plugin-form .notice")).to_contain_text("The service answered.")
    page.get_by_label("Project").select_option("site")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".plugin-connection")).to_have_text("Connected")
    kept = nora.request("GET", "/api/plugins/pages/settings")["values"]
    assert kept["token"] == {"set": True} and kept["project"] == "site"
    assert "right one" not in page.content()
    expect(page_of(window, ".plugin-page").locator("#about")).not_to_be_empty()
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect Page tester").click()
    expect(page.locator(".plugin-connection")).to_have_text("Not connected")
    assert nora.request("GET", "/api/plugins/pages/settings")["values"]["token"] == {"set": False}


def test_10_the_admins_form_guards_what_is_typed(window, nora):
    page = window.page
    page.goto("/admin/plugins/pages")
    drawer = page.locator(".drawer")
    drawer.get_by_role("button", name="Settings", exact=True).click()
    drawer.get_by_label("Notes a day").fill("900")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.locator(".field__error")).to_have_text("Enter 100 or less.")
    drawer.get_by_label("Notes a day").fill("30")
    drawer.get_by_label("Key of the service", exact=True).fill("wrong")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.locator(".field__error")).to_have_text("The service refused the key.")
    drawer.get_by_label("Key of the service", exact=True).fill("k-123")
    drawer.get_by_role("button", name="Close").click()
    page.get_by_role("dialog", name="Discard changes?").get_by_role("button", name="Cancel").click()
    expect(drawer.get_by_label("Notes a day")).to_have_value("30")
    drawer.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("saved")
    values = nora.request("GET", "/api/admin/plugins/pages/settings")["values"]
    assert values["perDay"] == 30 and values["key"] == {"set": True}
    expect(drawer.get_by_text("Replace")).to_be_visible()
    drawer.get_by_role("button", name="Remove Key of the service").click()
    drawer.get_by_role("button", name="Save").click()
    until(lambda: nora.request("GET", "/api/admin/plugins/pages/settings")["values"]["key"] == {"set": False}, 3, "the key to go")


def test_11_job_log_and_permissions(window, nora):
    page = window.page
    page.goto("/admin/plugins/pages")
    drawer = page.locator(".drawer")
    drawer.get_by_role("button", name="Run sweep now").click()
    expect(drawer).to_contain_text("Last run", timeout=5000)
    drawer.get_by_role("button", name="Log", exact=True).click()
    expect(drawer.get_by_role("log")).to_contain_text("the sweep found nothing to do", timeout=5000)
    drawer.get_by_role("button", name="Back to Page tester").click()
    expect(drawer.locator(".permission", has_text="Tell open browser windows something")).to_contain_text("Used")
    drawer.get_by_role("button", name="Take away: Keep its own data on this server").click()
    until(lambda: not next(g for g in state(nora)["grants"] if g["grant"] == "kv")["granted"], 3, "the grant to go")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    until(lambda: next(g for g in state(nora)["grants"] if g["grant"] == "kv")["granted"], 3, "the grant to come back")
    until(lambda: state(nora)["state"] == "on", 5, "the plugin to run again")


def test_12_a_crash_is_told_and_mail_goes_on(window, nora):
    page = window.page
    page.goto("/admin/plugins/pages")
    isolated = page.get_by_role("switch", name="In its own process")
    if not isolated.is_checked():
        isolated.click(force=True)
        expect(isolated).to_be_checked()
    until(lambda: state(nora)["state"] == "on", 5, "the plugin in its own process")
    for _ in range(5):
        # It is started again by itself, each time after a longer pause.
        until(lambda: state(nora)["state"] == "on", 60, "the plugin to be back")
        with pytest.raises(Problem):
            nora.request("POST", "/plugins/pages/crash", {})
    failed = until(lambda: (s := state(nora))["state"] == "failed" and s, 60, "the plugin to be given up")
    assert failed["reason"]
    card = page.locator(".plugin", has_text="Fills every slot")
    expect(card.locator(".state")).to_have_text("Failed", timeout=10_000)
    expect(card).to_contain_text(failed["reason"], timeout=10_000)
    page.goto("/box/all-inbox")
    window.open(SUBJECT)
    expect(page.get_by_role("button", name="Make a note")).to_have_count(0)
    page.goto("/admin/plugins")
    card.get_by_role("button", name="Start again").click()
    # It runs, and is not called well before ten minutes without a crash.
    expect(card.locator(".state")).to_have_text("Degraded", timeout=5000)
    expect(card).to_contain_text("and was started again.")
    assert state(nora)["state"] == "on"


def test_13_reset_says_what_is_lost(window, nora):
    page = window.page
    nora.request("PUT", "/api/plugins/pages/settings", {"values": {"token": "right one"}})
    page.goto("/admin/plugins/pages")
    drawer = page.locator(".drawer")
    until(lambda: nora.request("GET", "/api/admin/plugins/pages")["dataSize"] > 0, 3, "data to lose")
    page.reload()
    drawer.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Reset data").click()
    dialog = page.get_by_role("dialog", name="Reset the data of Page tester?")
    expect(dialog).to_contain_text("Everything it keeps on this server is deleted")
    dialog.get_by_role("button", name="Delete data of Page tester").click()
    until(lambda: nora.request("GET", "/api/plugins/pages/settings")["values"]["token"] == {"set": False}, 3, "the data to go")


def test_14_the_sign_in_page_offers_other_ways(window, server, nora):
    until(lambda: state(nora)["state"] == "on", 5, "the plugin")
    context = window.context.browser.new_context(base_url=server.url, locale="en-GB")
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a note").click()
    frame = page.frame_locator("dialog iframe")
    expect(frame.locator("#about")).to_contain_text("nobody", timeout=10_000)
    context.close()


def grants_of(person, plugin):
    return {g["grant"]: g for g in person.request("GET", f"/api/admin/plugins/{plugin}")["grants"]}


def test_15_a_server_of_ones_own_is_allowed_by_name(window, nora):
    page = window.page
    page.goto("/admin/plugins/todoist")
    drawer = page.locator(".drawer")
    drawer.get_by_role("button", name="Allow another server").click()
    field = drawer.get_by_label("Server it may reach as well")
    expect(field).to_be_focused()
    for nonsense in ("intranet", "*.example.org", "gateway.example.org:8443"):
        field.fill(nonsense)
        field.press("Enter")
        expect(drawer.locator(".field__error")).to_contain_text("the full name of one server")
    field.fill("https://Gateway.example.org/api/v1")
    expect(drawer.locator(".permission-form")).to_contain_text("Todoist may then send what it can read, and the keys people gave it, to gateway.example.org.")
    drawer.get_by_role("button", name="Allow gateway.example.org").click()
    row = drawer.locator(".permission", has_text="Reach gateway.example.org over https")
    expect(row).to_contain_text("Added by an administrator")
    assert grants_of(nora, "todoist")["http:gateway.example.org"]["granted"]
    for refused in ("http:*", "http:intranet", "mail.send", "nonsense"):
        with pytest.raises(Problem, match="400"):
            nora.request("PUT", "/api/admin/plugins/todoist/grants", {"grants": ["http:gateway.example.org", refused]})
    row.get_by_role("button", name="Take away").click()
    expect(row).to_have_count(0)
    assert "http:gateway.example.org" not in grants_of(nora, "todoist")
    page.goto("/admin/plugins/pages")
    expect(drawer.locator(".permission").first).to_be_visible()
    expect(drawer.get_by_role("button", name="Allow another server")).to_have_count(0)


def test_16_all_are_paused_and_come_back_together(window, nora):
    page = window.page
    until(lambda: state(nora)["state"] == "on", 10, "the plugin to run")

    def on():
        return {p["id"] for p in nora.request("GET", "/api/admin/plugins")["list"] if p["enabled"]}

    asked = nora.request("GET", "/api/admin/plugins/unsubscribe")["grants"]
    nora.request("PUT", "/api/admin/plugins/unsubscribe", {"enabled": True, "accept": [g["grant"] for g in asked]})
    before = on()
    assert {"pages", "unsubscribe"} <= before
    page.goto("/admin/plugins")
    page.get_by_role("button", name="Pause all").click()
    resume = page.get_by_role("button", name=f"Resume {len(before)}")
    expect(resume).to_be_visible(timeout=10_000)
    assert on() == set()
    assert {p["id"] for p in nora.request("GET", "/api/admin/plugins")["list"] if p["paused"]} == before
    page.evaluate("localStorage.clear()")
    page.reload()
    resume.click()
    expect(page.get_by_role("button", name="Pause all")).to_be_visible(timeout=10_000)
    until(lambda: on() == before, 5, "the same plugins")


def test_17_a_phone_gets_in_with_what_the_page_says(window, nora):
    page = window.page
    page.goto("/settings/contacts")
    expect(page.get_by_text("Contacts are not synchronised")).to_be_visible()
    expect(page.locator(".tree").get_by_text("Contacts on devices")).to_have_count(0)
    with pytest.raises(Problem) as asked:
        nora.request("PUT", "/api/admin/plugins/carddav", {"enabled": True})
    nora.request("PUT", "/api/admin/plugins/carddav", {"enabled": True, "accept": [g["grant"] for g in asked.value.json["needed"]]})
    page.reload()
    expect(page.get_by_text("This address leads to this very computer.")).to_be_visible()
    address, user = (page.locator(".devices dd code").nth(n).inner_text() for n in (1, 2))
    page.get_by_label("What is it for").fill("Phone")
    page.get_by_role("button", name="Make one").click()
    password = page.locator(".once code").inner_text()
    basic = base64.b64encode(f"{user}:{password}".encode()).decode()
    request = urllib.request.Request(address, headers={"Authorization": f"Basic {basic}", "Depth": "0"}, method="PROPFIND")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 207
    expect(page.locator(".tree").get_by_text("Contacts on devices")).to_be_visible()
    nora.request("PUT", "/api/admin/plugins/carddav", {"enabled": False})
