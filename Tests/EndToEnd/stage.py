"""A screen in one look: a theme on a desk or on a phone, with its picture in screenshots/ and what axe says of it."""

from axe_playwright_python.sync_playwright import Axe

import browser as chrome

DESK, PHONE = (1440, 900), (390, 844)
LOOKS = [(theme, size) for theme in ("light", "dark") for size in (DESK, PHONE)]
TALK = "Ferry terminal roof: revised truss schedule"


def look_name(look):
    return f"{look[0]}-{look[1][0]}"


class Stage:
    """A window in one look, and what is said of the screen in it."""

    def __init__(self, chromium, server, look, person=None):
        self.theme, (self.width, self.height) = look
        self.name = look_name(look)
        self.phone = self.width < 768
        self.server = server
        self.window = chrome.Window(chromium, server, size=(self.width, self.height), color_scheme=self.theme, reduced_motion="reduce",
                                    has_touch=self.phone, storage_state=cookies(person))
        self.page = self.window.page

    def go(self, path, **query):
        asked = "&".join(f"{k}={v}" for k, v in {"theme": self.theme, **query}.items())
        self.page.goto(path + ("&" if "?" in path else "?") + asked)

    def inbox(self, **query):
        self.go("/box/all-inbox", **query)
        self.window.rows().first.wait_for()

    def open(self, subject=TALK):
        self.inbox()
        self.window.row(subject).locator(".mail-row__subject").click()
        self.page.locator(".message[data-newest]").wait_for()

    def settle(self):
        """Nothing moves, nothing is on its way, letters are drawn."""
        self.page.wait_for_function(
            "() => document.fonts.status === 'loaded' && !document.querySelector('main [aria-busy=true] .ghost, .mail-row--ghost:not([inert] *)')"
            " && [...document.querySelectorAll('iframe.mail-frame')].every(f => f.dataset.phase === 'shown')")
        self.page.wait_for_timeout(250)

    def keep(self, screen, settle=True, check=True):
        if settle:
            self.settle()
        chrome.SHOTS.mkdir(exist_ok=True)
        self.page.mouse.move(self.width - 1, self.height - 1)
        self.page.screenshot(path=str(chrome.SHOTS / f"{screen}-{self.name}.png"), animations="disabled")
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{screen} scrolls sideways"
        if check:
            problems = Axe().run(self.page, context={"exclude": [["iframe"]]}).response["violations"]
            assert problems == [], "\n".join(
                f"{p['id']}: {p['help']}\n" + "\n".join(f"    {n['target']} {n['html'][:160]} {n['failureSummary'][:300]}" for n in p["nodes"][:4]) for p in problems)

    def close(self):
        self.window.close()


def cookies(person):
    if person is None:
        return None
    return {"cookies": [{"name": c.name, "value": c.value, "domain": "127.0.0.1", "path": c.path, "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
                        for c in person.cookies], "origins": []}
