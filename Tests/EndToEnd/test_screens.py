"""Every screen, light and dark, on a desk and on a phone: a picture in screenshots/, and no violation that axe knows.

The mail is the demo's, so that the pictures show what a person would see."""

import pathlib
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from mailflow import ROOT, Person, Server, until
from pageplugin import build_pages
from stage import DESK, LOOKS, TALK, Stage, look_name

THEMES = ["dark", "light", "catppuccin-mocha", "catppuccin-latte", "gruvbox", "nord", "tokyo-night", "solarized-light", "solarized-dark", "dracula",
          "rose-pine", "high-contrast"]
LAYOUTS = ["classic", "compact", "comfortable", "wide", "vertical", "focused"]
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def server(scratch, listserver):
    """A server with a plugin that fills every slot; it is off at first."""
    build_pages(scratch / "screens")
    running = Server(scratch / "screens", environment={"SSL_CERT_FILE": str(listserver.certificate)}).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def studio(server, admin, mail):
    """A server whose admin has two accounts full of the demo's mail."""
    for number in (1, 2):
        home = pathlib.Path(mail.dovecot) / f"mail/user{number + 6}@example.test/Maildir"
        subprocess.run([sys.executable, str(ROOT / "tools/demo/mail.py"), str(home), f"user{number + 6}@example.test", str(number), "Nora"], check=True)
        subprocess.run(["chown", "-R", "vmail:vmail", str(home.parent)], check=True)
    admin.add_account(mail, 7, name="Halden Studio", senderName="Nora", hue="blue")
    second = admin.add_account(mail, 8, name="Personal", senderName="Nora", hue="red")
    until(lambda: (box := admin.mailbox(second, role="inbox")) and box["totalEmails"] > 50, 60, "the second mailbox")
    until(lambda: all(a["status"]["state"] == "ok" for a in admin.one("MailAccount/get", accountId="all", ids=None)["list"]), 60, "both accounts live")
    return admin


@pytest.fixture(params=LOOKS, ids=look_name, scope="module")
def stage(request, chromium, server, studio):
    stage = Stage(chromium, server, request.param, studio)
    yield stage
    stage.close()


@pytest.fixture(params=LOOKS, ids=look_name, scope="module")
def outside(request, chromium, scratch):
    """Nobody signed in, on a server that nobody has set up."""
    running = Server(scratch / f"screens-{look_name(request.param)}").start()
    stage = Stage(chromium, running, request.param)
    yield stage
    stage.close()
    running.stop()


# Before a session. The set-up pictures come first: afterwards there is an admin.

def test_01_setup(outside):
    outside.go(f"/setup?token={outside.server.setup_token()}")
    outside.page.get_by_role("heading", name="Set up MailFlow").wait_for()
    outside.keep("setup")


@pytest.fixture(scope="module")
def newcomer(scratch):
    """Somebody who has set up a server and has no mail account yet."""
    running = Server(scratch / "screens-newcomer").start()
    person = Person(running)
    person.set_up()
    yield person
    running.stop()


@pytest.fixture
def first(outside):
    """The first admin is there."""
    person = Person(outside.server)
    if person.refresh()["state"] == "setup":
        person.set_up()
    return person


def test_02_sign_in(outside, first):
    outside.go("/sign-in")
    outside.page.get_by_label("User name").fill("nora")
    outside.page.get_by_label("Password", exact=True).fill("not this one")
    outside.keep("sign-in")
    outside.page.get_by_role("button", name="Sign in").click()
    outside.page.get_by_text("does not match").or_(outside.page.locator(".field__error")).first.wait_for()
    outside.keep("sign-in-wrong")


def test_03_register_closed(outside, first):
    outside.go("/register")
    outside.page.locator(".notice").wait_for()
    outside.keep("register-closed")


# Adding an account.

def test_04_add_account(stage):
    stage.go("/accounts/add")
    page = stage.page
    page.locator('input[name="email"]').wait_for()
    stage.keep("account-empty")
    page.locator('input[name="email"]').fill("nora@gmail.com")
    page.locator('input[name="password"]').fill("secret")
    page.locator(".found .facts").wait_for()
    stage.keep("account-found")


def by_hand(stage, mail, password):
    page = stage.page
    stage.go("/accounts/add")
    page.locator('input[name="email"]').fill("user6@example.test")
    page.locator('input[name="password"]').fill(password)
    page.locator('[name="imap.host"]').or_(page.get_by_role("button", name="Enter by hand")).first.wait_for()
    if not page.locator('[name="imap.host"]').is_visible():
        page.get_by_role("button", name="Enter by hand").click()
    for protocol, port in (("imap", mail.imap), ("smtp", mail.submission)):
        page.locator(f'[name="{protocol}.host"]').fill("127.0.0.1")
        page.locator(f'[name="{protocol}.port"]').fill(str(port))
        group = page.locator("fieldset").filter(has=page.locator(f'[name="{protocol}.host"]'))
        group.get_by_text("STARTTLS", exact=True).click()
        group.get_by_text("Accept this server’s certificate").click()


def test_05_add_account_testing_failed_done(stage, mail, studio):
    page, held = stage.page, []
    by_hand(stage, mail, "not this one")
    page.route("**/jmap/api", lambda route: held.append(route) if "MailAccount/test" in (route.request.post_data or "") else route.continue_())
    page.get_by_role("button", name="Add account").click()
    page.locator(".result").wait_for()
    until(lambda: page.wait_for_timeout(20) or held, 10, "the test's request")
    stage.keep("account-testing", settle=False)
    held[0].continue_()
    page.unroute("**/jmap/api")
    page.get_by_role("button", name="Try again").first.wait_for(timeout=20_000)
    stage.keep("account-failed")
    by_hand(stage, mail, "pw6")
    page.get_by_role("button", name="Add account").click()
    page.get_by_role("button", name="Read your mail").wait_for(timeout=20_000)
    stage.keep("account-done")
    made = next(a for a in studio.one("MailAccount/get", accountId="all", ids=None)["list"] if a["email"] == "user6@example.test")
    studio.one("MailAccount/set", accountId="all", destroy=[made["id"]])


# Mail.

def test_06_list_and_reader(stage):
    stage.inbox()
    stage.keep("list")
    stage.open()
    stage.keep("reader")


def test_06_newsletter(stage):
    stage.open("Harbour news: 40")
    stage.page.locator('.chip[data-plugin="unsubscribe"]').wait_for()
    stage.keep("reader-newsletter")


def test_07_selection(stage):
    stage.inbox()
    for row in (1, 2, 4):
        stage.window.rows().nth(row).click(modifiers=["Control"])
    stage.page.locator(".bulk-bar").wait_for()
    stage.keep("selection")


def test_08_search(stage):
    stage.go("/box/all-inbox?q=roof")
    stage.window.rows().first.wait_for()
    stage.keep("search")
    stage.go("/box/all-inbox?q=zeppelin")
    stage.page.get_by_text("Nothing found").wait_for()
    stage.keep("search-nothing")


def test_09_empty(stage, studio, newcomer, chromium):
    stage.go("/box/all-junk")
    stage.page.locator(".list-pane .empty").wait_for()
    stage.keep("folder-empty")
    lonely = Stage(chromium, newcomer.server, (stage.theme, (stage.width, stage.height)), newcomer)
    lonely.go("/box/all-inbox")
    lonely.page.get_by_text("No account yet").wait_for()
    lonely.keep("no-account")
    lonely.close()


def test_10_palette_and_help(stage):
    stage.inbox()
    stage.page.keyboard.press("Control+k")
    stage.page.get_by_role("combobox").wait_for()
    stage.keep("palette")
    stage.page.keyboard.type("arch")
    stage.keep("palette-typed")
    stage.page.keyboard.press("Escape")
    stage.page.locator("body").press("?")
    stage.page.get_by_role("dialog").wait_for()
    stage.keep("help")


def test_11_composer(stage):
    page = stage.page
    stage.inbox()
    page.locator("body").press("c")
    composer = page.locator("section.composer")
    composer.locator(".ProseMirror").wait_for()
    stage.keep("composer-new")
    composer.locator('input[name="to"]').fill("office@site.example.test")
    page.keyboard.press("Enter")
    composer.locator('input[name="subject"]').fill("Drawings for Thursday")
    composer.locator(".ProseMirror").click()
    page.keyboard.type("Good morning,\n\nthe revised drawings are attached. Please check node 7 before the crane comes.")
    stage.keep("composer-written")
    composer.get_by_role("button", name="Discard draft").click()
    stage.open()
    page.locator("body").press("r")
    composer.locator(".ProseMirror").wait_for()
    stage.keep("composer-reply")
    composer.get_by_role("button", name="Discard draft").click()


# Settings and administration.

@pytest.mark.parametrize("section", ["accounts", "mail", "appearance", "language", "shortcuts", "sign-in", "app-passwords", "privacy"])
def test_12_settings(stage, section):
    stage.go(f"/settings/{section}")
    stage.page.locator("main.page h2, main.page h1").first.wait_for()
    stage.keep(f"settings-{section}")


def test_13_settings_tree_and_account(stage, studio):
    stage.go("/settings")
    stage.page.locator(".settings").wait_for()
    stage.keep("settings")
    account = studio.one("MailAccount/get", accountId="all", ids=None)["list"][0]["id"]
    stage.go(f"/settings/accounts/{account}")
    stage.page.locator("main.page input").first.wait_for()
    stage.keep("settings-account")


def ungranted(person):
    """The page tester as it was on the first day: off, nothing given."""
    person.request("PUT", "/api/admin/plugins/pages", {"enabled": False})
    person.request("PUT", "/api/admin/plugins/pages/grants", {"grants": []})


@pytest.fixture(scope="module")
def pages(studio):
    """The page tester, on."""
    person = studio
    ungranted(person)
    person.request("PUT", "/api/admin/plugins/pages", {"enabled": True, "accept": ["kv", "ui"]})
    until(lambda: any(p["id"] == "pages" for p in person.request("GET", "/api/plugins")["list"]), 5, "the page tester")
    return person


def test_14_plugins(stage, studio):
    page = stage.page
    ungranted(studio)
    stage.go("/admin/plugins")
    page.locator(".plugin").first.wait_for()
    stage.keep("plugins")
    page.get_by_role("switch", name="Page tester").click(force=True)
    page.get_by_role("dialog").wait_for()
    stage.keep("plugins-grants")
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(page.locator(".plugin", has_text="Page tester").locator(".state, .chip").first).to_contain_text("On")
    page.get_by_role("link", name="Details of Page tester").click()
    page.locator(".drawer .permission").first.wait_for()
    stage.keep("plugins-drawer")
    page.locator(".drawer__scroll").evaluate("e => e.scrollTo(0, e.scrollHeight)")
    stage.keep("plugins-drawer-end")
    page.locator(".drawer").get_by_role("button", name="Settings", exact=True).click()
    page.get_by_label("Notes a day").fill("900")
    page.get_by_role("button", name="Save").click()
    page.locator(".field__error").wait_for()
    stage.keep("plugins-settings")
    page.get_by_role("button", name="Back to Page tester").click()
    page.get_by_role("dialog").wait_for()
    stage.keep("plugins-leave")
    page.get_by_role("dialog").get_by_role("button", name="Discard changes").click()
    page.locator(".drawer").get_by_role("button", name="Log", exact=True).click()
    page.get_by_role("log").wait_for()
    stage.keep("plugins-log")


def test_14_plugins_page_slots(stage, pages):
    page = stage.page

    def shown(place):
        page.locator(f"{place} .plugin-frame[data-phase=ready]").wait_for()

    stage.open()
    if stage.phone:
        page.locator(".reader__bar").get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Make a note").click()
    else:
        page.get_by_role("button", name="Make a note").click()
    shown(".plugin-panel")
    stage.keep("slot-message-action")
    page.locator(".plugin-panel").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Notes on this message").click()
    shown(".slot-card")
    stage.keep("slot-message-banner")
    stage.inbox()
    if stage.phone:
        page.get_by_role("button", name="Show mailboxes").click()
        page.locator(".nav-group--panels").scroll_into_view_if_needed()
        stage.keep("slot-sidebar")
        page.locator(".nav-group--panels").get_by_role("button", name="All notes").click()
    else:
        page.get_by_role("button", name="All notes").click()
    shown(".rail__panel")
    stage.keep("slot-sidebar-panel")
    page.locator(".rail__panel").get_by_role("button", name="Close").click()
    stage.inbox()
    page.locator("body").press("c")
    composer = page.locator("section.composer")
    composer.locator(".ProseMirror").wait_for()
    if stage.phone:
        composer.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Insert a note").click()
    else:
        composer.get_by_role("button", name="Insert a note").click()
    shown(".plugin-panel")
    stage.keep("slot-compose-action")
    composer.locator(".plugin-panel").get_by_role("button", name="Close").click()
    composer.get_by_role("button", name="Discard draft").click()
    stage.go("/settings/plugins/pages")
    shown(".plugin-page")
    stage.keep("slot-settings-page")


def test_14_plugins_sign_in(stage, pages, chromium, server):
    visitor = Stage(chromium, server, (stage.theme, (stage.width, stage.height)))
    visitor.go("/sign-in")
    visitor.page.get_by_role("button", name="Sign in with a note").wait_for()
    visitor.keep("slot-login-button")
    visitor.close()


def test_14_plugins_another_server(stage):
    stage.go("/admin/plugins/todoist")
    drawer = stage.page.locator(".drawer")
    drawer.get_by_role("button", name="Allow another server").click()
    drawer.get_by_label("Server it may reach as well").fill("gateway.example.org")
    drawer.locator(".permission-form").scroll_into_view_if_needed()
    stage.keep("plugins-another-server")


def test_14_contacts_on_devices(stage, studio):
    asked = ["users", "contacts.change", "contacts.read", "mount:/.well-known/carddav", "mount:/dav", "kv"]
    studio.request("PUT", "/api/admin/plugins/carddav", {"enabled": True, "accept": asked})
    until(lambda: any(p["id"] == "carddav" for p in studio.request("GET", "/api/plugins")["list"]), 5, "CardDAV")
    stage.go("/settings/contacts")
    stage.page.locator(".devices").wait_for()
    stage.keep("settings-contacts")
    studio.request("PUT", "/api/admin/plugins/carddav", {"enabled": False})


def test_15_policy(stage):
    stage.go("/admin/policy")
    expect(stage.page.get_by_role("switch").first).to_be_enabled()
    stage.keep("policy")


# Colours and layouts.

@pytest.mark.parametrize("theme", THEMES)
def test_16_themes(chromium, server, studio, theme):
    stage = Stage(chromium, server, (theme if theme in ("light", "dark") else "dark", DESK), studio)
    stage.theme = stage.name = theme
    stage.open()
    stage.keep("theme")
    stage.close()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_17_layouts(chromium, server, studio, layout):
    stage = Stage(chromium, server, ("light", DESK), studio)
    stage.name = layout
    stage.inbox(layout=layout)
    stage.window.row(TALK).locator(".mail-row__subject").click()
    stage.page.locator(".message[data-newest]").wait_for()
    stage.keep("layout")
    stage.close()
