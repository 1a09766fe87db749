"""What an admin sees of plugins that do not do well, while mail goes on: the sentence, and the one thing that helps.

Each is opened in every look, which leaves its picture; then what the page offers is done."""

import json
import re
import threading

import pytest
from playwright.sync_api import expect

import misbehaving
from mailflow import Person, Problem, Server, until
from pageplugin import build_pages
from peers import letter
from stage import LOOKS, Stage, look_name

ME = 12  # a mailbox that no other file touches
SUBJECT = "The crane comes on Thursday"

INSIDE, TWICE = "stuck-inside", "crashed-inside"
LEAP = {"verb": "quantum.leap/3", "why": "Travels in time."}
FIELDS = {"admin": {
    "key": {"type": "secret", "label": "API key", "required": True}, "note": {"type": "secret", "label": "Second key"},
    "server": {"type": "url", "label": "Server address", "required": True}}}

# Plugin: what its chip says, its sentence, the hint under it, the one primary action.
STATES = {
    INSIDE: ("Not answering", "It has not come back from a turn", "In its own process it starts at once", "Run in its own process"),
    TWICE: ("Failed", "It crashed the server (SIGABRT, it called abort). It stays off", "In its own process it can crash without the server.", "Start in its own process"),
    "spins": ("Failed", "It did not come back from a turn for 10 seconds and was ended.", "Start it again. If it ends again, its log says why.", "Start again"),
    "needs-setup": ("Needs setup", "", "It begins to work once its settings are complete.", "Set up"),
    "needs-future": ("Incompatible", "It needs quantum.leap/3, which this server does not offer.", "Update MailFlow, or install an older needs-future.", None),
    "waits": ("Blocked", "which has not been granted", "It does not run until that is settled.", "Review permissions"),
    "torn": ("Failed", "plugin.json", "Correct its plugin.json", None),
    "aborts": ("Degraded", "and was started again.", "It goes on trying. Mail is not affected.", None),
}


@pytest.fixture(scope="module")
def server(scratch, listserver):
    data = scratch / "plugin-states"
    data.mkdir()
    build_pages(data)
    misbehaving.build(data, INSIDE, "hangs-in-turn", name="Stuck inside")
    misbehaving.build(data, TWICE, "aborts", name="Crashes")
    misbehaving.build(data, "spins", name="Spins")
    misbehaving.build(data, "aborts", name="Stumbles")
    misbehaving.build(data, "needs-setup", name="Needs setup", settings=FIELDS)
    misbehaving.build(data, "needs-future", name="Needs future", uses=[LEAP])
    misbehaving.build(data, "waits", name="Waits", uses=[{"verb": "mail.call/1", "methods": ["Email/get"], "why": "Reads what came."}])
    (data / "plugins/torn").mkdir()
    (data / "plugins/torn/plugin.json").write_text('{"id": "torn", "name": ')
    (data / "plugins.conf").write_text(
        f"[{INSIDE}]\nenabled = yes\nisolate = no\n[{TWICE}]\nenabled = yes\nisolate = no\n"
        + "".join(f"[{name}]\nenabled = yes\n" for name in ("spins", "aborts", "needs-setup", "needs-future", "waits", "torn")))
    running = Server(data, environment={"SSL_CERT_FILE": str(listserver.certificate)}).start()
    yield running
    running.stop()


def plugin(person, name):
    return next(p for p in person.request("GET", "/api/admin/plugins")["list"] if p["id"] == name)


def given_up(person, name):
    return plugin(person, name)["reason"].startswith("It failed")


def provoke(server, name):
    """Asks a plugin what it does not survive, as somebody else would meanwhile."""
    def ask():
        other = Person(server)
        try:
            other.sign_in()
            other.request("GET", f"/plugins/{name}/")
        except (Problem, OSError):
            pass
    asking = threading.Thread(target=ask)
    asking.start()
    return asking


@pytest.fixture(scope="module")
def nora(server, admin, mail):
    mail.empty(ME)
    mail.deliver(ME, letter(SUBJECT, to=ME, text="Node 7 first."))
    account = admin.add_account(mail, ME)
    until(lambda: (box := admin.mailbox(account, role="inbox")) and box["totalEmails"] > 0, 40, "the letter")
    return admin


@pytest.fixture(scope="module")
def ruins(server, nora, chromium):
    """Every plugin has come to where its page has something to say. Mail was read while they went there."""
    until(lambda: plugin(nora, TWICE)["state"] == "on", what="it runs inside")
    provoke(server, TWICE).join()
    server.process.wait(60)
    server.start()
    until(lambda: plugin(nora, TWICE)["state"] == "failed", what="what crashed the server to stay off")
    until(lambda: plugin(nora, INSIDE)["state"] == "on" and plugin(nora, "spins")["state"] == "on", what="the others to run")
    asked = [provoke(server, INSIDE), provoke(server, "spins")]
    window = Stage(chromium, server, LOOKS[0], nora)
    window.inbox()
    window.open(SUBJECT)
    expect(window.page.locator(".thread__subject")).to_contain_text(SUBJECT)
    assert any(thread.is_alive() for thread in asked), "mail was opened while they hung"
    window.close()
    for thread in asked:
        thread.join()
    until(lambda: plugin(nora, INSIDE)["state"] == "stuck", 40, "the stuck one")
    # It is started again after each time, and given up after the fifth.
    for _ in range(8):
        until(lambda: plugin(nora, "spins")["state"] == "on" or given_up(nora, "spins"), 60, "it to be back")
        if given_up(nora, "spins"):
            break
        provoke(server, "spins").join()
    until(lambda: given_up(nora, "spins"), 40, "its end")
    # One that crashed once runs again at once.
    provoke(server, "aborts").join()
    until(lambda: plugin(nora, "aborts")["state"] == "on", 20, "it to be back")
    nora.request("PUT", "/api/admin/plugins/pages", {"enabled": True, "accept": ["kv", "ui"]})
    until(lambda: plugin(nora, "pages")["state"] == "on", 5, "the page tester")
    return nora


@pytest.fixture(params=LOOKS, ids=look_name, scope="module")
def stage(request, chromium, server, nora, ruins):
    stage = Stage(chromium, server, request.param, nora)
    yield stage
    stage.close()


@pytest.mark.parametrize("name", STATES)
def test_01_each_state_says_what_it_is_and_what_helps(stage, nora, name):
    chip, sentence, hint, action = STATES[name]
    page = stage.page
    stage.go("/admin/plugins")
    drawer, known = page.locator(".drawer"), plugin(nora, name)
    row = page.locator(".plugin").filter(has=page.locator(f'a[href="/admin/plugins/{name}"]'))
    expect(row.locator(".state")).to_have_text(chip)
    expect(row.locator(".plugin__reason")).to_contain_text(sentence)
    row.locator(".plugin__name").click()
    expect(drawer.locator(".state")).to_have_text(chip)
    notice = drawer.locator(".notice").first
    expect(notice).to_contain_text(sentence)
    expect(notice).to_contain_text(hint)
    expect(notice).not_to_contain_text(re.compile(r"\d{4}-\d\d-\d\dT"))
    primary = drawer.locator(".drawer__foot .btn--primary")
    if action:
        expect(primary).to_have_text(action)
    else:
        expect(primary).to_have_count(0)
    # Nothing is claimed of a plugin whose manifest nobody could read.
    for button in drawer.locator(".drawer__foot .btn > span").all():
        assert button.evaluate("e => e.scrollWidth <= e.clientWidth"), f"{button.inner_text()} is cut"
    expect(drawer.get_by_role("switch", name="In its own process")).to_have_count(1 if known["version"] else 0)
    expect(drawer.get_by_text("It asks for nothing.")).to_have_count(0 if name in ("needs-future", "waits", "torn") else 1)
    stage.keep(f"state-{name}")
    drawer.get_by_role("button", name="More").click()
    again = page.get_by_role("menuitem", name="Start again")
    expect(again).to_have_count(1 if name in (TWICE, "aborts") else 0)
    page.keyboard.press("Escape")
    stage.inbox()
    stage.open(SUBJECT)
    expect(page.locator(".thread__subject")).to_contain_text(SUBJECT)


def test_02_what_the_server_lacks_is_named_with_its_reason(stage):
    stage.go("/admin/plugins/needs-future")
    row = stage.page.locator(".drawer .permission")
    expect(row).to_contain_text("quantum.leap/3")
    expect(row).to_contain_text("Travels in time.")


def test_03_an_empty_form_says_what_is_missing(stage):
    stage.go("/admin/plugins/needs-setup")
    drawer = stage.page.locator(".drawer")
    drawer.get_by_role("button", name="Set up").click()
    expect(drawer.locator(".field", has_text="Second key")).to_contain_text("optional")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.locator(".field__error")).to_have_count(2)
    expect(drawer.get_by_label("API key", exact=True)).to_be_focused()
    stage.keep("state-needs-setup-form")


def test_04_the_list_of_all(stage):
    stage.go("/admin/plugins")
    expect(stage.page.locator(".plugin__reason").first).to_be_visible()
    stage.keep("states")


def test_04_the_connection_is_tried_with_what_is_typed(stage, nora):
    page, drawer = stage.page, stage.page.locator(".drawer")
    stage.go("/admin/plugins/pages")
    drawer.get_by_role("button", name="Test connection").click()
    expect(drawer.locator(".notice").first).to_contain_text("The service answered.")
    stage.keep("state-test-good")
    drawer.get_by_role("button", name="Settings", exact=True).click()
    key = drawer.get_by_label("Key of the service", exact=True)
    key.fill("wrong")
    drawer.get_by_role("button", name="Test connection").click()
    expect(drawer.locator(".field__error")).to_have_text("The service refused the key.")
    stage.keep("state-test-bad")
    assert nora.request("GET", "/api/admin/plugins/pages/settings")["values"]["key"] == {"set": False}, "a test saves nothing"
    key.fill("right")
    drawer.get_by_role("button", name="Test connection").click()
    expect(drawer.locator(".plugin-form .notice")).to_contain_text("The service answered.")
    drawer.get_by_role("button", name="Discard changes").click()
    stage.inbox()
    stage.open(SUBJECT)
    expect(page.locator(".thread__subject")).to_contain_text(SUBJECT)


@pytest.fixture(scope="module")
def desk(chromium, server, nora, ruins):
    """The window in which things are done at last."""
    stage = Stage(chromium, server, LOOKS[0], nora)
    yield stage
    stage.close()


@pytest.fixture
def drawer(desk):
    return desk.page.locator(".drawer")


def test_05_the_reason_is_in_the_readers_language(desk, drawer):
    for name, words in ((INSIDE, "Es kam 10 Sekunden lang nicht von seiner Arbeit zurück und wurde aufgegeben."), (TWICE, "Es riss den Server mit (SIGABRT, it called abort)."),
                        ("needs-setup", "Es braucht seine Einstellungen: API key ist noch nicht ausgefüllt."), ("waits", "Es braucht „Mail lesen“ (mail.read), was nicht erlaubt ist.")):
        desk.go(f"/admin/plugins/{name}", locale="de")
        expect(drawer.locator(".notice").first).to_contain_text(words)
        desk.keep(f"state-{name}-de")


def test_05_starting_a_stuck_one_again_is_refused_with_the_sentence(nora, ruins):
    with pytest.raises(Problem, match="409") as refused:
        nora.request("POST", f"/api/admin/plugins/{INSIDE}/restart", {})
    assert "It has not come back from a turn" in refused.value.body
    assert plugin(nora, INSIDE)["state"] == "stuck"
    page = nora.request("GET", f"/api/admin/plugins/{INSIDE}")
    assert any("It has not come back from a turn" in line["line"] for line in page["log"])


@pytest.mark.parametrize(("name", "action"), [(INSIDE, "Run in its own process"), (TWICE, "Start in its own process")])
def test_06_its_own_process_brings_it_back(desk, drawer, nora, name, action):
    desk.go(f"/admin/plugins/{name}")
    drawer.get_by_role("button", name=action).click()
    expect(drawer.locator(".state")).to_have_text(re.compile("On|Degraded"), timeout=10_000)
    until(lambda: (p := plugin(nora, name))["state"] == "on" and p["isolated"], 5, "it runs apart")
    for button in drawer.locator(".drawer__foot .btn > span").all():
        assert button.evaluate("e => e.scrollWidth <= e.clientWidth"), f"{button.inner_text()} is cut"
    expect(drawer.get_by_role("switch", name="In its own process")).to_be_checked()


def test_07_one_that_was_ended_starts_again(desk, drawer, nora):
    desk.go("/admin/plugins/spins")
    drawer.get_by_role("button", name="Start again").click()
    until(lambda: plugin(nora, "spins")["state"] == "on", 10, "it to run")


def test_08_what_ended_it_is_told_while_it_runs_again(desk, drawer):
    desk.go("/admin/plugins/aborts")
    expect(drawer).to_contain_text("It crashed (SIGABRT, it called abort).")
    expect(drawer.locator(".plugin-report")).to_contain_text("the third wheel came off")
    expect(drawer.get_by_text("1 restart")).to_be_visible()


def test_09_the_settings_complete_it(desk, drawer, nora):
    desk.go("/admin/plugins/needs-setup")
    drawer.get_by_role("button", name="Set up").click()
    drawer.get_by_label("API key", exact=True).fill("k-123")
    drawer.get_by_label("Server address").fill("https://service.example.org/")
    drawer.get_by_role("button", name="Save").click()
    until(lambda: plugin(nora, "needs-setup")["state"] == "on", 5, "it to run")
    drawer.get_by_role("button", name=re.compile("Back to")).click()
    expect(drawer.locator(".state")).to_have_text("On", timeout=6000)


def test_10_a_permission_that_was_missing_is_given(desk, drawer, nora):
    page = desk.page
    desk.go("/admin/plugins/waits")
    drawer.get_by_role("button", name="Review permissions").click()
    expect(page.get_by_role("dialog")).to_contain_text("Reads what came.")
    page.get_by_role("dialog").locator(".btn--primary").click()
    until(lambda: plugin(nora, "waits")["state"] == "on", 5, "it to run")
    expect(drawer.locator(".state")).to_have_text("On", timeout=6000)


def test_11_what_stops_names_the_addresses_it_answers(desk, drawer, nora):
    asked = [g["grant"] for g in nora.request("GET", "/api/admin/plugins/carddav")["grants"]]
    nora.request("PUT", "/api/admin/plugins/carddav", {"enabled": True, "accept": asked})
    desk.go("/admin/plugins/carddav")
    expect(drawer).to_contain_text("Programs that use this server’s address under /dav and /.well-known/carddav are refused.")
    fold = drawer.locator(".log__fold")
    expect(fold.locator("summary")).to_have_text(f"{len(asked)} permissions given.")
    expect(fold.locator("li").first).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator("li")).to_have_count(len(asked))
    expect(fold.locator("li").first).to_be_visible()
    nora.request("PUT", "/api/admin/plugins/carddav", {"enabled": False})


def test_12_purpose_reasons_and_jobs_are_in_the_readers_language(desk, drawer):
    desk.go("/admin/plugins/unsubscribe", locale="de")
    expect(drawer.locator(".drawer__part").first).to_contain_text("Verlässt Mailinglisten")
    expect(drawer).to_contain_text("Sendet die Ein-Klick-Anfrage an die Adresse, die die Liste selbst nennt.")
    expect(drawer).to_contain_text("Sucht nach Listen, alle 12 Stunden")
    desk.keep("plugins-drawer-de")
    expect(drawer).to_contain_text("Ein Bereich neben der Post: Mailinglisten")
    for english in ("Leaves mailing lists", "Sends the one-click request", "refresh"):
        expect(drawer).not_to_contain_text(english)


def test_13_a_persons_page_of_a_plugin_says_what_it_is_for(desk, nora):
    asked = [g["grant"] for g in nora.request("GET", "/api/admin/plugins/todoist")["grants"]]
    nora.request("PUT", "/api/admin/plugins/todoist", {"enabled": True, "accept": asked})
    desk.go("/settings/plugins/todoist")
    expect(desk.page.get_by_text("Makes tasks of messages in each person's own Todoist")).to_be_visible()
    link = desk.page.get_by_role("link", name="How to set up Todoist")
    assert link.get_attribute("href").startswith("https://") and link.get_attribute("rel") == "noopener noreferrer"
    desk.keep("settings-plugin")
    nora.request("PUT", "/api/admin/plugins/todoist", {"enabled": False})


def test_14_mail_went_on(desk):
    desk.inbox()
    desk.open(SUBJECT)
    assert desk.window.errors == []


def test_15_switching_is_no_restart(nora):
    """The numbers of a plugin say what they are: a switch is no restart."""
    nora.request("PUT", "/api/admin/plugins/waits", {"enabled": False})
    nora.request("PUT", "/api/admin/plugins/waits", {"enabled": True})
    until(lambda: plugin(nora, "waits")["state"] == "on", 5, "it to run")
    stats = nora.request("GET", "/api/admin/plugins/waits")["stats"]
    assert stats["restarts"] == 0, json.dumps(stats)
