"""A headless Chromium and what a person does in it."""

import os
import pathlib
import shutil

from mailflow import ROOT

SHOTS = ROOT / "screenshots"


def chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("no Chromium: apt-get install chromium")


def launch(playwright):
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium(), args=arguments)


class Window:
    """One browser window that keeps what went wrong in it."""

    def __init__(self, browser, server, size=(1440, 900), **context):
        self.server = server
        self.context = browser.new_context(base_url=server.url, viewport={"width": size[0], "height": size[1]}, locale="en-GB", **context)
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self.listen)

    def listen(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(f"{message.text} ({message.location.get('url')}:{message.location.get('lineNumber')}:{message.location.get('columnNumber')})")

    def shot(self, name):
        SHOTS.mkdir(exist_ok=True)
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=str(SHOTS / f"{name}.png"))

    def rows(self):
        return self.page.locator(".mail-row:not(.mail-row--ghost)")

    def row(self, subject):
        return self.rows().filter(has_text=subject).first

    def open(self, subject):
        self.row(subject).locator(".mail-row__subject").click()
        self.page.locator(".thread__subject", has_text=subject.removeprefix("Re: ")).wait_for()

    def body(self):
        """The frame that shows the newest message's HTML."""
        return self.page.frame_locator(".message[data-newest] iframe")

    def close(self):
        self.context.close()


def add_account(window, mail, number):
    """Fills in the form for a server that no look-up can find."""
    page = window.page
    page.goto("/accounts/add")
    page.locator('input[name="email"]').fill(f"user{number}@example.test")
    page.locator('input[name="password"]').fill(f"pw{number}")
    page.locator('[name="imap.host"]').or_(page.get_by_role("button", name="Enter by hand")).first.wait_for()
    if not page.locator('[name="imap.host"]').is_visible():
        page.get_by_role("button", name="Enter by hand").click()
    for protocol, port in (("imap", mail.imap), ("smtp", mail.submission)):
        page.locator(f'[name="{protocol}.host"]').fill("127.0.0.1")
        page.locator(f'[name="{protocol}.port"]').fill(str(port))
        group = page.locator("fieldset").filter(has=page.locator(f'[name="{protocol}.host"]'))
        group.get_by_text("STARTTLS", exact=True).click()
        group.get_by_text("Accept this server’s certificate").click()
    page.get_by_role("button", name="Add account").click()
    page.get_by_role("button", name="Read your mail").wait_for(timeout=20_000)
