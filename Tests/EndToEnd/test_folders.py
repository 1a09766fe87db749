"""Folders in the sidebar of a real browser: made, filled by dragging, renamed, deleted, each seen by another mail program."""

import pytest
from playwright.sync_api import expect, sync_playwright

import browser as chrome
from mailflow import until
from peers import letter

ME = 16  # a mailbox that no other file files in


@pytest.fixture(scope="module")
def window(server, admin, mail):
    for number in (1, 2):
        mail.deliver(ME, letter(f"Berth letter {number}", to=ME, text="About berth 7."))
    account = admin.add_account(mail, ME, name="Harbour")
    until(lambda: (box := admin.mailbox(account, role="inbox")) and box["totalEmails"] > 1, 40, "both letters")
    with sync_playwright() as playwright:
        running = chrome.launch(playwright)
        cookies = [{"name": c.name, "value": c.value, "domain": "127.0.0.1", "path": c.path, "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"} for c in admin.cookies]
        window = chrome.Window(running, server, storage_state={"cookies": cookies, "origins": []})
        yield window
        window.close()
        running.close()


def on_server(mail):
    with mail.client(ME) as imap:
        return " ".join(line.decode() for line in imap.list()[1])


def folder(window, name):
    return window.page.locator(".nav-tree .nav-item", has_text=name)


def test_01_a_folder_is_made(window, mail):
    page = window.page
    page.goto("/box/all-inbox")
    window.row("Berth letter 1").wait_for()
    page.locator(".nav-item--account", has_text="Harbour").click(button="right")
    page.get_by_role("menuitem", name="New folder").click()
    dialog = page.get_by_role("dialog", name="New folder")
    dialog.get_by_role("button", name="Make folder").click()
    expect(dialog).to_contain_text("Give the folder a name.")
    dialog.get_by_label("Name").fill("Berths")
    dialog.get_by_label("Name").press("Enter")
    expect(dialog).to_have_count(0, timeout=10_000)
    expect(folder(window, "Berths")).to_have_attribute("aria-current", "page")
    until(lambda: "Berths" in on_server(mail), 15, "the folder on the server")


def test_02_a_conversation_is_dragged_into_it_and_undone(window, mail):
    page = window.page
    page.goto("/box/all-inbox")
    window.row("Berth letter 1").drag_to(folder(window, "Berths"))
    expect(page.locator(".toast")).to_contain_text("Moved to Berths")
    expect(window.row("Berth letter 1")).to_have_count(0)
    until(lambda: mail.found(ME, "Berths", "SUBJECT", "Berth letter 1"), 20, "the letter in the folder")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(window.row("Berth letter 1")).to_be_visible(timeout=10_000)
    until(lambda: mail.found(ME, "INBOX", "SUBJECT", "Berth letter 1"), 20, "the letter in the inbox")
    window.row("Berth letter 2").drag_to(folder(window, "Berths"))
    until(lambda: mail.found(ME, "Berths", "SUBJECT", "Berth letter 2"), 20, "the second letter in the folder")


def test_03_it_is_renamed(window, mail):
    page = window.page
    folder(window, "Berths").click(button="right")
    page.get_by_role("menuitem", name="Rename folder").click()
    page.get_by_role("dialog", name="Rename Berths").get_by_label("Name").fill("Moorings")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(folder(window, "Moorings")).to_be_visible(timeout=10_000)
    until(lambda: "Moorings" in (names := on_server(mail)) and "Berths" not in names, 15, "the new name on the server")


def test_04_deleting_says_what_is_lost(window, mail):
    page = window.page
    folder(window, "Moorings").click(button="right")
    page.get_by_role("menuitem", name="Delete folder").click()
    dialog = page.get_by_role("dialog", name="Delete the folder Moorings?")
    expect(dialog).to_contain_text("The message in it is deleted for good.")
    dialog.get_by_role("button", name="Delete Moorings").click()
    expect(folder(window, "Moorings")).to_have_count(0, timeout=10_000)
    until(lambda: "Moorings" not in on_server(mail), 10, "the folder to go")
    assert window.errors == []
