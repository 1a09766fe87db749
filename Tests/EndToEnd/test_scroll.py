"""A long list, thrown about: no blank area stays, and rows on their way keep their height."""

import pathlib
import random
import subprocess
import sys

import pytest
from playwright.sync_api import sync_playwright

import browser as chrome
from mailflow import ROOT, until
from stage import cookies

COUNT = 5_000
# The share of the view that no row and no heading covers, how many rows are words, and whether every row has the same height.
LOOK = """async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const box = document.querySelector('.list-scroll'), view = box.getBoundingClientRect();
  const spans = [...box.querySelectorAll('.list-rows > .mail-row, .date-group__title')].map(e => e.getBoundingClientRect())
    .map(r => [Math.max(r.top, view.top), Math.min(r.bottom, view.bottom)]).filter(([a, b]) => b > a).sort((a, b) => a[0] - b[0]);
  let bare = 0, at = view.top;
  for (const [a, b] of spans) { if (a > at) bare += a - at; at = Math.max(at, b); }
  const end = Math.min(view.bottom, box.querySelector('.list-canvas').getBoundingClientRect().bottom);
  if (end > at) bare += end - at;
  const rows = [...box.querySelectorAll('.list-rows > .mail-row')].filter(e => { const r = e.getBoundingClientRect(); return r.bottom > view.top && r.top < view.bottom; });
  return { bare, view: view.height, rows: rows.length, ghosts: rows.filter(r => r.classList.contains('mail-row--ghost')).length,
           heights: [...new Set(rows.map(r => Math.round(r.getBoundingClientRect().height)))], tall: box.scrollHeight };
}"""


@pytest.fixture(scope="module")
def window(server, admin, mail):
    home = pathlib.Path(mail.dovecot) / "mail/user9@example.test/Maildir"
    subprocess.run([sys.executable, str(ROOT / "Tests/Peers/mailbox.py"), str(home), str(COUNT)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["chown", "-R", "vmail:vmail", str(home.parent)], check=True)
    account = admin.add_account(mail, 9, name="Harbour")
    until(lambda: (box := admin.mailbox(account, role="inbox")) and box["totalEmails"] == COUNT, 120, "all headers")
    with sync_playwright() as playwright:
        running = chrome.launch(playwright)
        window = chrome.Window(running, server, storage_state=cookies(admin))
        window.page.goto("/box/all-inbox")
        window.rows().first.wait_for()
        yield window
        window.close()
        running.close()


def test_jumps_leave_no_blank(window):
    page, places = window.page, random.Random(5)
    tall = page.evaluate(LOOK)["tall"]
    seen = 0
    for jump in range(60):
        page.evaluate("y => { document.querySelector('.list-scroll').scrollTop = y; }", places.random() * tall)
        if jump % 3:  # thrown on before anything can arrive
            page.wait_for_timeout(places.randint(5, 40))
            continue
        page.wait_for_timeout(300)
        look = page.evaluate(LOOK)
        assert look["bare"] <= 8, f"jump {jump}: {look['bare']:.0f} of {look['view']:.0f} pixels are blank: {look}"
        assert look["rows"] > 5 and len(look["heights"]) == 1, f"jump {jump}: rows of {look['heights']} pixels: {look}"
        seen += 1
    assert seen == 20
    page.wait_for_function("() => !document.querySelector('.list-rows > .mail-row--ghost')", timeout=5000)


def test_a_steady_wheel_leaves_no_blank(window):
    page = window.page
    page.evaluate("() => { document.querySelector('.list-scroll').scrollTop = 0; }")
    page.mouse.move(420, 500)
    for _ in range(40):
        page.mouse.wheel(0, 900)
        look = page.evaluate(LOOK)
        assert look["bare"] <= 8, look
        assert len(look["heights"]) == 1, look


def test_the_end_is_reached(window):
    page = window.page
    page.evaluate("() => { const box = document.querySelector('.list-scroll'); box.scrollTop = box.scrollHeight; }")
    page.wait_for_function("""() => {
      const row = [...document.querySelectorAll('.list-rows > .mail-row')].at(-1);
      return row?.dataset.row !== undefined && row.ariaPosInSet === row.ariaSetSize;
    }""", timeout=5000)
    assert window.errors == []
