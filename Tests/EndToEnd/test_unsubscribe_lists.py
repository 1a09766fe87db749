"""The panel of mailing lists: what is found, what is left, what fails, and that nothing goes out before somebody says so."""

import datetime
import imaplib
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

import browser as chrome
from mailflow import ROOT, Problem, Server, until
from peers import letter
from stage import LOOKS, Stage, cookies, look_name

ME, LIST = 18, 19  # mailboxes that no other file touches
BODY = b"List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"
LANGUAGES = ["de", "es", "fr", "it", "ru", "zh-CN"]


def put(mail, message, days=0):
    """Into the inbox, as if it had come some days ago."""
    when = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
    with mail.client(ME) as imap:
        imap.append("INBOX", None, imaplib.Time2Internaldate(when), message.as_bytes())


def news(subject, sender, listserver=None, path=None, list_id=None, ways=None):
    headers = {"List_Unsubscribe": ways or f"<{listserver.url}{path}>", **({"List_Id": list_id} if list_id else {})}
    return letter(subject, to=ME, sender=sender, **headers, **({} if ways else {"List_Unsubscribe_Post": "List-Unsubscribe=One-Click"}))


def harbour(listserver, number):
    return news(f"Harbour news {number}", "Harbour <news@harbour.example.org>", listserver, f"/harbour/{number}", "Harbour news <news.harbour.example.org>")


@pytest.fixture(scope="module")
def server(scratch, listserver, ground):
    running = Server(scratch / f"unsubscribe-{ground}", environment={"SSL_CERT_FILE": str(listserver.certificate)})
    (running.data / "plugins.conf").write_text(
        f"[unsubscribe]\nenabled = yes\nisolate = {'yes' if ground == 'isolated' else 'no'}\ngrant = mail.send mail.change mail.read http:* kv\n")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def nora(server, admin, mail, listserver):
    mail.empty(ME, LIST)
    listserver.requests.clear()
    listserver.answers.clear()
    for number in range(1, 7):
        put(mail, harbour(listserver, number), days=50 - number * 7)
    for number in range(1, 4):
        put(mail, news(f"Ferry times {number}", "Ferry line <times@ferry.example.org>", listserver, f"/ferry/{number}", "<times.ferry.example.org>"), days=20 - number)
    put(mail, news("Winter sale", "Coat shop <shop@coats.example.org>", listserver, "/coats"), days=4)
    for number in range(1, 3):
        put(mail, news(f"Rowing club {number}", "Rowing club <club@rowing.example.org>", ways=f"<mailto:user{LIST}@example.test?subject=leave%20rowing>"), days=6 - number)
    put(mail, news("Museum nights", "Museum <nights@museum.example.org>", ways=f"<{listserver.url}/museum>"), days=3)
    put(mail, news("Long ago", "Old paper <old@paper.example.org>", listserver, "/paper"), days=200)
    put(mail, letter("Berth 7 is free", to=ME), days=1)
    account = admin.add_account(mail, ME)
    until(lambda: (box := admin.mailbox(account, role="inbox")) and box["totalEmails"] == 15, 40, "the mail")
    until(lambda: all(a["status"]["state"] == "ok" for a in admin.one("MailAccount/get", accountId="all", ids=None)["list"]), 40, "the account live")
    admin.account = account
    return admin


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        running = chrome.launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="module")
def window(server, nora, chromium):
    window = chrome.Window(chromium, server, storage_state=cookies(nora))
    yield window
    window.close()


@pytest.fixture(autouse=True)
def nothing_goes_wrong_in_the_page(window):
    window.errors.clear()
    yield
    assert window.errors == []


def panel(window, language=None):
    page = window.page
    page.goto("/box/all-inbox" + (f"?locale={language}" if language else ""))
    window.rows().first.wait_for()
    button = page.locator('.rail__strip [data-rail*="unsubscribe"]')
    if button.get_attribute("aria-pressed") == "false":
        button.click()
    frame = page.frame_locator(".rail__panel iframe")
    frame.locator(".head").first.wait_for(timeout=12_000)
    return frame


def row(frame, name):
    return frame.get_by_role("listitem").filter(has=frame.locator(".name", has_text=name))


def section(frame, name):
    return frame.get_by_role("region", name=re.compile(f"^{name}"))


def lists(person):
    return {entry["name"]: entry for entry in person.request("GET", "/plugins/unsubscribe/lists")["lists"]}


def confirm(frame, button):
    frame.get_by_role("dialog").get_by_role("button", name=button).click()


def test_00_it_runs_where_it_is_told_to(nora, ground):
    plugin = nora.request("GET", "/api/admin/plugins/unsubscribe")
    assert plugin["state"] == "on" and plugin["isolated"] is (ground == "isolated")


def test_01_the_first_look_finds_every_list_of_half_a_year(window, nora, listserver):
    assert nora.request("GET", "/plugins/unsubscribe/lists")["at"] is None, "nothing was read before anybody asked"
    frame = panel(window)
    expect(frame.get_by_role("listitem")).to_have_count(5)
    assert frame.locator(".name").all_text_contents() == ["Harbour news", "Ferry line", "Rowing club", "Museum", "Coat shop"]
    expect(row(frame, "Harbour news")).to_contain_text("6 messages")
    expect(row(frame, "Harbour news")).to_contain_text("One click at localhost")
    expect(row(frame, "Rowing club")).to_contain_text(f"By a mail to user{LIST}@example.test")
    expect(row(frame, "Museum")).to_contain_text("On its page at localhost")
    expect(row(frame, "Museum").get_by_role("checkbox")).to_have_count(0)
    expect(frame.locator(".found")).to_contain_text("in 14 messages of the last 180 days")
    assert listserver.requests == []
    assert listserver.url not in window.page.content()


def test_02_several_are_left_one_after_the_other(window, nora, listserver):
    listserver.answers["/coats"] = 503
    frame = panel(window)
    for name in ("Harbour news", "Ferry line", "Coat shop"):
        box = row(frame, name).get_by_role("checkbox", name=name)
        box.focus()
        box.press("Space")
        expect(box).to_be_focused()
    frame.get_by_role("button", name="Leave 3 lists").click()
    dialog = frame.get_by_role("dialog")
    expect(dialog).to_contain_text("3 are asked over the web, one after the other.")
    dialog.press("Escape")
    expect(frame.get_by_role("dialog")).to_have_count(0)
    expect(window.page.locator(".rail__panel")).to_be_visible()
    assert listserver.requests == [], "no is no"
    frame.get_by_role("button", name="Leave 3 lists").click()
    confirm(frame, "Leave 3 lists")
    expect(frame.locator(".notice")).to_have_text("2 lists left. One failed.", timeout=20_000)
    # The newest message of each says where.
    assert listserver.requests == [("POST", path, FORM, BODY) for path in ("/harbour/6", "/ferry/3", "/coats")]
    failed = section(frame, "Could not be left")
    expect(failed.get_by_role("listitem")).to_have_count(1)
    expect(failed).to_contain_text("The list's server has trouble (status 503). Try again later.")
    expect(section(frame, "Left").get_by_role("listitem")).to_have_count(2)
    assert {n: e["state"] for n, e in lists(nora).items()} == {
        "Harbour news": "left", "Ferry line": "left", "Coat shop": "failed", "Rowing club": "offered", "Museum": "offered"}


def test_03_every_message_of_a_list_shows_it(window):
    window.page.goto("/box/all-inbox")
    window.open("Harbour news 2")
    expect(window.page.locator('.chip[data-plugin="unsubscribe"]')).to_have_attribute("data-state", "done", timeout=10_000)


def test_04_a_failure_is_cleared_tried_again_and_over(window, nora, listserver):
    frame = panel(window)
    shop = row(frame, "Coat shop")
    shop.get_by_role("button", name="Clear").click()
    expect(section(frame, "Can be left")).to_contain_text("Coat shop")
    assert lists(nora)["Coat shop"]["state"] == "offered"
    shop.get_by_role("button", name="Leave").click()
    expect(shop).to_contain_text("status 503", timeout=10_000)
    asked = len(listserver.requests)
    listserver.answers.clear()
    shop.get_by_role("button", name="Try again").click()
    expect(section(frame, "Left")).to_contain_text("Coat shop", timeout=10_000)
    assert listserver.requests[asked:] == [("POST", "/coats", FORM, BODY)]
    with pytest.raises(Problem) as refused:
        nora.request("POST", "/plugins/unsubscribe/mark", {"key": lists(nora)["Coat shop"]["key"], "as": "clear"})
    assert refused.value.status == 409, "what was left stays left"
    nora.request("POST", "/plugins/unsubscribe/leave", {"key": lists(nora)["Coat shop"]["key"]})
    assert len(listserver.requests) == asked + 1, "and is not asked twice"


def test_05_a_mail_is_announced_before_it_goes(window, nora, mail):
    frame = panel(window)
    club = row(frame, "Rowing club")
    club.get_by_role("button", name="Leave").click()
    expect(frame.get_by_role("dialog")).to_contain_text(f"A mail goes out from your account to user{LIST}@example.test.")
    confirm(frame, "Cancel")
    expect(club.get_by_role("button", name="Leave")).to_be_focused()
    assert lists(nora)["Rowing club"]["state"] == "offered"
    club.get_by_role("button", name="Leave").click()
    confirm(frame, "Send mail")
    expect(section(frame, "Left")).to_contain_text("Asked by mail on", timeout=20_000)
    until(lambda: len(mail.found(LIST, "INBOX", "SUBJECT", "leave rowing")) == 1, 40, "the mail to the list")


def test_06_a_page_is_opened_by_the_person_and_marked_by_the_person(window, nora, listserver):
    frame, page = panel(window), window.page
    museum = row(frame, "Museum")
    museum.get_by_role("button", name="Open page").click()
    page.get_by_role("dialog", name=re.compile("Open localhost")).get_by_role("button", name="Cancel").click()
    assert lists(nora)["Museum"]["state"] == "offered"
    museum.get_by_role("button", name="Open page").click()
    with window.context.expect_page() as opened:
        page.get_by_role("dialog", name=re.compile("Open localhost")).get_by_role("button").last.click()
    opened.value.close()
    expect(museum).to_contain_text("Finish there, then mark it as left.")
    museum.get_by_role("button", name="Mark as left").click()
    expect(section(frame, "Left")).to_contain_text("Museum")
    assert not [r for r in listserver.requests if "museum" in r[1]]


def old(answer):
    """The lists, Harbour news left twenty days before its newest message."""
    for entry in answer["lists"]:
        if entry["name"] == "Harbour news":
            entry.update(still=True, day=(datetime.date.today() - datetime.timedelta(days=20)).isoformat())
    return answer


def test_07_one_that_still_writes_after_ten_days_is_said(window):
    """No mail is ever newer than today here, so the page is told of an older day; the rule itself is in UnsubscribeTests."""
    window.page.route("**/plugins/unsubscribe/lists", lambda route: route.fulfill(json=old(route.fetch().json())))
    still = section(panel(window), "Still write")
    expect(still).to_contain_text("but it still writes")
    expect(still.get_by_role("button", name="Leave again")).to_be_visible()
    expect(still.get_by_role("checkbox", name="Harbour news")).to_be_visible()
    window.page.unroute("**/plugins/unsubscribe/lists")


def test_08_the_job_keeps_it_fresh_and_asks_nobody(nora, mail, listserver):
    before = len(listserver.requests)
    put(mail, news("Bread of the week", "Bakery <bread@bakery.example.org>", listserver, "/bakery"))
    until(lambda: nora.mailbox(nora.account, role="inbox")["totalEmails"] == 16, 40, "the letter")
    nora.request("POST", "/api/admin/plugins/unsubscribe/jobs/refresh", {})
    until(lambda: "Bakery" in lists(nora), 20, "the list")
    assert len(listserver.requests) == before


def test_09_the_chip_clears_a_failure_too(window, nora, listserver):
    listserver.answers["/bakery"] = 410
    page = window.page
    page.goto("/box/all-inbox")
    window.open("Bread of the week")
    chip = page.locator('.chip[data-plugin="unsubscribe"]')
    chip.first.get_by_role("button").first.click()
    expect(chip.first).to_have_attribute("data-state", "failed", timeout=10_000)
    until(lambda: lists(nora)["Bakery"]["trouble"] == "unknown", 5, "the same in the panel")
    page.get_by_role("button", name="Clear", exact=True).click()
    until(lambda: lists(nora)["Bakery"]["state"] == "offered", 5, "the failure to be forgotten")
    listserver.answers.clear()


BAD = [
    ("GET", "/nothing", None, 404), ("DELETE", "/lists", None, 405), ("GET", "/leave", None, 405), ("POST", "/leave", b"", 400), ("POST", "/leave", b"{", 400),
    ("POST", "/leave", b"[]", 400), ("POST", "/leave", b"{}", 400), ("POST", "/leave", b'{"key": 7}', 400), ("POST", "/leave", b'{"key": ""}', 400),
    ("POST", "/leave", b'{"key": "list:nobody.example.org"}', 404), ("POST", "/leave", b'{"key": "survey"}', 404), ("POST", "/leave", b'{"key": "' + b"x" * 3000 + b'"}', 400),
    ("POST", "/leave", b"x" * 100_000, 400), ("POST", "/look", b"{}", 400), ("POST", "/look", b'{"afresh": "yes"}', 400), ("POST", "/mark", b'{"key": "from:bread@bakery.example.org"}', 400),
    ("POST", "/mark", b'{"key": "from:bread@bakery.example.org", "as": "gone"}', 400), ("POST", "/mark", b"\xff\xfe", 400), ("POST", "/leave", b'{"key": "from:nights@museum.example.org"}', 200),
]


@pytest.mark.parametrize("method, path, body, status", BAD)
def test_10_bad_input_is_answered(nora, listserver, method, path, body, status):
    before = len(listserver.requests)
    if status == 200:
        nora.request(method, "/plugins/unsubscribe" + path, raw=body)
        return
    with pytest.raises(Problem) as problem:
        nora.request(method, "/plugins/unsubscribe" + path, raw=body)
    assert problem.value.status == status
    assert len(listserver.requests) == before


def test_11_nobody_elses_hand(nora, server):
    """Without a session there are no lists, and without the page's token nothing is left."""
    import urllib.error
    import urllib.request
    for method in ("GET", "POST"):
        with pytest.raises(urllib.error.HTTPError) as problem:
            urllib.request.urlopen(urllib.request.Request(server.url + "/plugins/unsubscribe/" + ("lists" if method == "GET" else "leave"), b"{}" if method == "POST" else None, method=method))
        assert problem.value.code in (401, 403)
    with pytest.raises(Problem) as problem:
        nora.request("POST", "/plugins/unsubscribe/leave", {"key": "from:bread@bakery.example.org"}, headers={"X-CSRF-Token": "none"})
    assert problem.value.status == 403


@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
def test_12_every_language_has_every_word(window, language):
    folder = ROOT / "Plugins/Unsubscribe/web/words"
    words = {name: dict(re.findall(r'^  "([\w.]+)": "(.*)",$', (folder / f"{name}.js").read_text(), re.M)) for name in ("en", language)}
    assert words[language].keys() == words["en"].keys()
    for key, english in words["en"].items():
        wanted, given = set(re.findall(r"{\w+}", english)), set(re.findall(r"{\w+}", words[language][key]))
        # A language may count where English says “one”, and “one” is a count of its own.
        assert given - {"{count}", "{read}"} == wanted - {"{count}", "{read}"}, key
        assert words[language][key] != english or key in {"do.page", "title"} or len(english) < 12, key
    frame = panel(window, language)
    expect(frame.locator("html")).to_have_attribute("lang", language)
    expect(frame.locator("main")).not_to_contain_text("section.")
    expect(frame.locator("main")).to_contain_text(words[language]["section.gone"])


@pytest.fixture(scope="module")
def crowd(nora, mail, listserver):
    """One of every state, and enough of them to want a search; whatever the tests before have left."""
    fresh = [("Architecture weekly", 2), ("Timber & Stone", 5), ("The long name of a society for the preservation of ferry terminals", 9), ("Tide tables", 1)]
    for number, (name, days) in enumerate(fresh):
        put(mail, news(f"{name} 1", f"{name} <n@l{number}.example.org>", listserver, f"/l{number}", f"<l{number}.example.org>"), days=days)
    if not nora.emails(nora.account, subject="Bread of the week"):
        put(mail, news("Bread of the week", "Bakery <bread@bakery.example.org>", listserver, "/bakery"))
    until(lambda: nora.mailbox(nora.account, role="inbox")["totalEmails"] == 20, 40, "the mail")
    nora.request("POST", "/plugins/unsubscribe/look", {"afresh": True})
    found = until(lambda: len(known := lists(nora)) == 10 and known, 20, "ten lists")
    listserver.answers.update({"/bakery": 503})
    for name, entry in found.items():
        if name == "Museum" and entry["state"] != "left":
            nora.request("POST", "/plugins/unsubscribe/mark", {"key": entry["key"], "as": "done"})
        elif entry["state"] not in ("left", "asked") and name not in dict(fresh):
            nora.request("POST", "/plugins/unsubscribe/leave", {"key": entry["key"]})
    return nora


@pytest.mark.once
@pytest.mark.parametrize("look", LOOKS, ids=look_name)
def test_13_pictures(chromium, server, crowd, look):
    stage = Stage(chromium, server, look, crowd)
    page = stage.page
    page.route("**/plugins/unsubscribe/lists", lambda route: route.fulfill(json=old(route.fetch().json())))
    stage.inbox()
    if stage.phone:
        page.get_by_role("button", name="Show mailboxes").click()
        page.locator(".nav-group--panels").get_by_role("button", name="Mailing lists").click()
    else:
        page.get_by_role("button", name="Mailing lists", exact=True).click()
    frame = page.frame_locator(".rail__panel iframe")
    frame.get_by_role("checkbox", name="Select all: Can be left").check()
    frame.get_by_role("button", name=re.compile("Leave 4 lists")).wait_for()
    inside = page.locator(".rail__panel iframe").element_handle().content_frame()

    def sound():
        problems = Axe().run(inside).response["violations"]
        assert problems == [], [(p["id"], [n["html"][:200] for n in p["nodes"]]) for p in problems]
        assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")

    stage.keep("unsubscribe-lists")
    sound()
    frame.get_by_role("button", name=re.compile("Leave 4 lists")).click()
    stage.keep("unsubscribe-lists-ask", check=False)
    sound()
    frame.get_by_role("button", name="Cancel").click()
    inside.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    stage.keep("unsubscribe-lists-end")
    stage.close()
