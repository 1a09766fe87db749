"""What a new person does, in a real browser: set-up, account, reading, answering, filing, a plugin switched off and on."""

import datetime
import email
import email.policy
import html as markup
import imaplib
import re

import pytest
from playwright.sync_api import expect, sync_playwright

import browser as chrome
from mailflow import Person, until
from peers import letter
from test_send import PIXEL

PASSWORD = "correct horse battery"
ME, FRIEND = 10, 11  # mailboxes that no other file touches


def letter_to_me(subject, **more):
    return letter(subject, to=ME, **more)


@pytest.fixture(scope="module")
def window(server):
    with sync_playwright() as playwright:
        running = chrome.launch(playwright)
        window = chrome.Window(running, server)
        yield window
        window.close()
        running.close()


@pytest.fixture(scope="module")
def me(server):
    """The same person over the API, for what is no part of a browser's walk."""
    return Person(server)


@pytest.fixture(autouse=True)
def nothing_goes_wrong_in_the_page(window):
    yield
    assert window.errors == []


def test_01_the_setup_link_makes_the_first_admin(window, server, me):
    page = window.page
    page.goto(f"/setup?token={server.setup_token()}")
    page.get_by_label("User name").fill("nora")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Add an account")).to_be_visible(timeout=20_000)
    me.sign_in("nora", PASSWORD)
    me.allow_everything()


def test_02_a_wrong_password_is_said_and_a_right_one_reads_mail(window, mail):
    put_letters(mail)
    page = window.page
    chrome.add_account(window, mail, ME)
    page.get_by_role("button", name="Read your mail").click()
    expect(window.row("Waiting letter 8")).to_be_visible(timeout=5000)
    expect(page.get_by_role("navigation", name="Mailboxes").or_(page.locator(".sidebar")).first).to_contain_text("8")


def put_letters(mail):
    """Eight letters a minute apart, the eighth the newest: the order of what came within one second is arbitrary."""
    now = datetime.datetime.now(datetime.UTC)
    with mail.client(ME) as imap:
        for number in range(1, 9):
            when = imaplib.Time2Internaldate(now - datetime.timedelta(minutes=10 - number))
            imap.append("INBOX", None, when, letter_to_me(f"Waiting letter {number}", text=f"Paragraph {number} about the harbour.").as_bytes())


@pytest.mark.parametrize("folder", ["INBOX", "Projects"])
def test_03_mail_from_outside_appears_within_two_seconds(window, mail, folder):
    page = window.page
    subject = f"Delivered from outside into {folder}"
    if folder == "INBOX":
        page.goto("/box/all-inbox")
        expect(window.row("Waiting letter 8")).to_be_visible()
        mail.deliver(ME, letter_to_me(subject))
    else:
        with mail.client(ME) as imap:
            imap.create(folder)
        page.locator(".sidebar, [aria-label=Mailboxes]").get_by_text(folder, exact=True).first.click(timeout=40_000)
        with mail.client(ME) as imap:
            imap.append(folder, None, None, letter_to_me(subject).as_bytes())
    expect(window.row(subject)).to_be_visible(timeout=2000)


def test_04_reply_with_formatting_picture_and_attachment(window, mail, tmp_path):
    page = window.page
    question = letter_to_me("Which node moves?", text="Please answer with a drawing.", sender=f"user{FRIEND}@example.test")
    mail.deliver(ME, question)
    page.goto("/box/all-inbox")
    expect(window.row("Which node moves?")).to_be_visible(timeout=10_000)
    window.open("Which node moves?")
    page.locator(".reply-box__field").click()
    composer = page.locator("section.composer")
    editor = composer.locator(".ProseMirror")
    expect(editor).to_be_visible()
    editor.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Node ")
    page.keyboard.press("Control+b")
    page.keyboard.type("seven")
    page.keyboard.press("Control+b")
    page.keyboard.type(" moves, see the attached drawing.")
    drawing, report = tmp_path / "pixel.png", tmp_path / "Prüfbericht.pdf"
    drawing.write_bytes(PIXEL)
    report.write_bytes(b"%PDF-1.4 report" * 500)
    composer.locator('input[type=file][accept]').set_input_files(str(drawing))
    expect(editor.locator("img[data-cid]")).to_be_visible()
    composer.locator('input[type=file]:not([accept])').set_input_files(str(report))
    expect(composer).to_contain_text("Prüfbericht.pdf")
    expect(composer.locator(".composer__saved[data-state=saved]")).to_be_visible(timeout=10_000)
    assert until(lambda: mail.found(ME, "Drafts"), 10, "the draft on the server")
    window.shot("composer-reply")
    composer.get_by_role("button", name="Send", exact=True).first.click()
    expect(composer).to_be_hidden()
    until(lambda: mail.found(FRIEND, "INBOX", "SUBJECT", "Re: Which node"), 40, "the delivered reply")
    with mail.client(FRIEND) as imap:
        imap.select("INBOX", readonly=True)
        raw = imap.fetch(imap.search(None, "SUBJECT", '"Re: Which node"')[1][0].split()[-1], "(BODY.PEEK[])")[1][0][1]
    got = email.message_from_bytes(raw, policy=email.policy.default)
    parts = {p.get_content_type(): p for p in got.walk()}
    assert re.search(r"<(b|strong)>seven</(b|strong)>", parts["text/html"].get_content())
    assert "Node seven moves" in " ".join(parts["text/plain"].get_content().split())
    assert parts["image/png"]["Content-ID"].strip("<>") in parts["text/html"].get_content()
    assert parts["application/pdf"].get_filename() == "Prüfbericht.pdf"
    assert got["In-Reply-To"] == question["Message-ID"]
    until(lambda: len(mail.found(ME, "Sent", "SUBJECT", "Re: Which node")) == 1, 20, "one copy in Sent")
    until(lambda: r"\Answered" in mail.flags(ME, "INBOX", question["Message-ID"]), 10, r"\Answered")
    expect(window.body().locator("body")).to_contain_text("Node seven moves", timeout=10_000)


def test_05_undo_send_brings_the_draft_back(window, mail):
    page = window.page
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("c")
    composer = page.locator("section.composer")
    composer.locator('input[name="to"]').fill(f"user{FRIEND}@example.test")
    page.keyboard.press("Enter")
    composer.locator('input[name="subject"]').fill("Too early")
    composer.locator(".ProseMirror").click()
    page.keyboard.type("Not yet.")
    page.keyboard.press("Control+Enter")
    expect(composer).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(composer.locator('input[name="subject"]')).to_have_value("Too early")
    expect(composer.locator(".ProseMirror")).to_contain_text("Not yet.")
    composer.get_by_role("button", name="Discard draft").click()
    assert not mail.found(FRIEND, "INBOX", "SUBJECT", "Too early")


def test_06_keys_star_read_archive_delete_and_undo(window, mail):
    page = window.page
    page.goto("/box/all-inbox")
    window.row("Waiting letter 5").wait_for()
    window.open("Waiting letter 5")
    message = until(lambda: mail.found(ME, "INBOX", "SUBJECT", '"Waiting letter 5"'), 5, "the letter")
    assert message
    def flags(folder="INBOX"):
        with mail.client(ME) as imap:
            imap.select(folder, readonly=True)
            found = imap.search(None, "SUBJECT", '"Waiting letter 5"')[1][0].split()
            return imap.fetch(found[-1], "(FLAGS)")[1][0].decode() if found else None
    until(lambda: r"\Seen" in flags(), 10, "read by opening")
    page.keyboard.press("s")
    until(lambda: r"\Flagged" in flags(), 10, "starred")
    page.keyboard.press("u")
    until(lambda: r"\Seen" not in flags(), 10, "unread")
    page.keyboard.press("e")
    expect(window.row("Waiting letter 5")).to_be_hidden()
    until(lambda: flags("Archive"), 15, "in Archive")
    page.keyboard.press("z")
    until(lambda: flags() and not flags("Archive"), 15, "back in the inbox")
    expect(window.row("Waiting letter 5")).to_be_visible()
    window.open("Waiting letter 5")
    page.keyboard.press("#")
    until(lambda: flags("Trash") and not flags(), 15, "in Trash")
    page.keyboard.press("z")
    until(lambda: flags(), 15, "back again")


def test_07_a_change_elsewhere_is_seen(window, mail):
    page = window.page
    page.goto("/box/all-inbox")
    # Above the one that was just filed: filing opens, and reads, the ones below it.
    row = window.row("Waiting letter 7")
    expect(row).to_have_attribute("data-unread", "true")
    with mail.client(ME) as imap:
        imap.select("INBOX")
        number = imap.search(None, "SUBJECT", '"Waiting letter 7"')[1][0].split()[-1]
        imap.store(number, "+FLAGS", r"\Seen")
    expect(row).not_to_have_attribute("data-unread", "true", timeout=5000)


def test_08_search_finds_words_of_bodies(window):
    page = window.page
    page.keyboard.press("/")
    page.keyboard.type("harbour from:ada")
    expect(window.row("Waiting letter 2")).to_be_visible(timeout=10_000)
    page.keyboard.press("Escape")


HOSTILE = """<html><head><style>body{position:fixed}</style></head><body onload="top.pwned=1"><script>top.pwned=1</script>
<img src="https://tracker.example.test/pixel.png"><img src=x onerror="top.pwned=1"><a href="javascript:top.pwned=1">click</a>
<form action="https://evil.example.test"><input name=q></form><svg><animate attributeName="href " values="javascript:top.pwned=1"></animate></svg>
<div style="position:fixed!important;inset:0;background:url(https://tracker.example.test/bg)">overlay</div><p>Honest text</p></body></html>"""


def test_09_hostile_html_is_inert_and_asks_nobody(window, mail):
    page = window.page
    message = letter_to_me("Hostile html")
    message.add_alternative(HOSTILE, subtype="html")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    mail.deliver(ME, message)
    page.goto("/box/all-inbox")
    expect(window.row("Hostile html")).to_be_visible(timeout=10_000)
    window.open("Hostile html")
    expect(window.body().get_by_text("Honest text")).to_be_visible(timeout=10_000)
    assert page.evaluate("window.pwned") is None
    assert [u for u in asked if not u.startswith((window.server.url, "data:", "blob:"))] == []
    frame = page.locator(".message[data-newest] iframe")
    assert "allow-scripts" not in (frame.get_attribute("sandbox") or "")
    inside = window.body()
    assert inside.locator("script, form, input, svg, [onerror], [onload]").count() == 0
    assert inside.locator("a[href^=javascript]").count() == 0
    expect(page.get_by_text("remote image")).to_be_visible()
    window.errors.clear()  # the frame's own policy speaks up where something was tried


def test_10_unsubscribe_goes_and_comes_with_its_switch(window, mail, me, listserver):
    page = window.page
    news = letter_to_me("Harbour news 12", List_Id="<news.example.test>", List_Unsubscribe=f"<{listserver.url}/leave/12>",
                  List_Unsubscribe_Post="List-Unsubscribe=One-Click")
    mail.deliver(ME, news)
    page.goto("/box/all-inbox")
    expect(window.row("Harbour news 12")).to_be_visible(timeout=10_000)
    window.open("Harbour news 12")
    chip = page.locator('.chip[data-plugin="unsubscribe"]')
    expect(chip).to_be_visible(timeout=10_000)
    for enabled in (False, True):
        page.goto("/admin/plugins")
        switch = page.get_by_role("switch", name="Unsubscribe")
        expect(switch).to_be_checked(checked=not enabled)
        switch.click(force=True)
        if enabled and page.get_by_role("dialog").is_visible():
            page.get_by_role("dialog").get_by_role("button").last.click()
        expect(page.locator(".plugin", has_text="Unsubscribe").locator(".chip, .state").first).to_contain_text("On" if enabled else "Off", timeout=2000)
        page.goto("/box/all-inbox")
        window.open("Harbour news 12")
        if enabled:
            expect(chip).to_be_visible(timeout=5000)
        else:
            expect(page.locator(".message__head")).to_be_visible()
            assert me.one("MessageAction/query", accountId="all", emailId=me.emails("all", "all-inbox", ["id"], subject="Harbour news 12")[0]["id"])["list"] == []
            expect(chip).to_be_hidden()
    chip.get_by_role("button").click()
    expect(chip).to_have_attribute("data-state", "done", timeout=10_000)
    assert listserver.requests == [("POST", "/leave/12", "application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click")]


def test_11_remote_images_load_only_when_allowed(window, mail, me):
    page = window.page
    window.open("Hostile html")
    page.get_by_role("button", name="Show once").click()
    frame = page.locator(".message[data-newest] iframe")
    expect(frame).to_have_attribute("src", re.compile("images=1"), timeout=10_000)
    expect(frame).to_have_attribute("data-phase", "shown", timeout=10_000)
    sources = window.body().locator("body").evaluate("body => [...body.ownerDocument.images].map(i => i.src)")
    assert sources and all(s.startswith(window.server.url + "/mail/image") for s in sources)
    window.errors.clear()


def test_12_images_of_a_domain_load_from_now_on_until_that_is_taken_back(window, mail):
    page = window.page
    for number in (1, 2):
        card = letter_to_me(f"Postcard {number}", sender="news@pictures.example.org")
        card.add_alternative('<p>Look</p><img src="https://pictures.example.org/a.png" width="40" height="40">', subtype="html")
        mail.deliver(ME, card)
    page.goto("/box/all-inbox")
    window.open("Postcard 1")
    page.get_by_role("button", name="Always from pictures.example.org").click()
    frame = page.locator(".message[data-newest] iframe")
    expect(frame).to_have_attribute("src", re.compile("images=1"), timeout=10_000)
    window.open("Postcard 2")
    expect(frame).to_have_attribute("src", re.compile("images=1"), timeout=10_000)
    assert page.get_by_role("button", name="Show once").count() == 0
    page.goto("/settings/privacy")
    page.get_by_role("button", name="Stop loading images from pictures.example.org").click()
    expect(page.get_by_text("No domain may load images by itself.")).to_be_visible()
    page.goto("/box/all-inbox")
    window.open("Postcard 1")
    expect(page.get_by_role("button", name="Show once")).to_be_visible()
    window.errors.clear()


def test_13_an_account_is_paused_and_goes_on(window, mail, me):
    page = window.page
    account = me.one("MailAccount/get", accountId="all", ids=None)["list"][0]
    page.goto(f"/settings/accounts/{account['id']}")
    page.get_by_role("switch", name="Pause this account").click()
    expect(page.locator(".account-row__status")).to_contain_text("Paused")
    until(lambda: me.one("MailAccount/get", accountId="all", ids=None)["list"][0]["paused"], 5, "the pause")
    mail.deliver(ME, letter_to_me("While you were away"))
    page.goto("/box/all-inbox")
    window.rows().first.wait_for()
    page.wait_for_timeout(3_000)  # long enough for mail to appear, were the account not paused
    assert window.row("While you were away").count() == 0
    page.goto(f"/settings/accounts/{account['id']}")
    page.get_by_role("switch", name="Pause this account").click()
    page.goto("/box/all-inbox")
    expect(window.row("While you were away")).to_be_visible(timeout=20_000)


def test_14_a_new_password_ends_every_other_session(window, server, me):
    page = window.page
    page.goto("/settings/sign-in")
    page.get_by_label("Present password").fill("not this one")
    page.get_by_label("New password", exact=True).fill("another horse battery")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("The present password is not right.")).to_be_visible(timeout=20_000)
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Password changed")).to_be_visible(timeout=20_000)
    with pytest.raises(Exception, match="401"):
        me.one("MailAccount/get", accountId="all", ids=None)
    me.sign_in("nora", "another horse battery")
    page.goto("/box/all-inbox")
    window.rows().first.wait_for()
    window.errors.clear()


def test_15_an_account_is_removed_and_its_mail_leaves_the_page(window, mail, me):
    page = window.page
    account = me.one("MailAccount/get", accountId="all", ids=None)["list"][0]
    before = len(mail.found(ME, "INBOX"))
    page.goto(f"/settings/accounts/{account['id']}")
    page.get_by_role("button", name="Remove account").click()
    page.get_by_role("dialog").get_by_role("button", name=f"Remove {account['name']}").click()
    expect(page.get_by_text(f"{account['name']} removed")).to_be_visible()
    until(lambda: me.one("MailAccount/get", accountId="all", ids=None)["list"] == [], 10, "the account to go")
    page.goto("/box/all-inbox")
    page.locator(".sidebar").wait_for()
    expect(window.rows()).to_have_count(0)
    # The mail server keeps everything.
    assert len(mail.found(ME, "INBOX")) == before


def test_16_every_word_comes_from_the_catalogue(window):
    page = window.page
    page.goto("/box/all-inbox?locale=qps")
    page.locator(".sidebar").wait_for()
    names = page.locator(".sidebar button, .sidebar a").all_inner_texts()
    assert any(re.search(r"[^\x00-\x7f]", markup.unescape(n)) for n in names)
