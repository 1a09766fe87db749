"""The contacts of a person, in a browser against the real server; and a picture of each of their screens that axe finds nothing wrong with."""

import base64
import re

import pytest
from playwright.sync_api import expect

import browser as chrome
from mailflow import USING, until
from peers import letter
from test_send import PIXEL
from stage import LOOKS, Stage, cookies, look_name

ME = 17  # a mailbox that no other file touches
CONTACTS = [*USING, "urn:ietf:params:jmap:contacts", "urn:mailflow:params:jmap:contacts"]


class Keeper:
    """The same person's contacts over JMAP, as a phone would change them."""

    def __init__(self, person):
        self.person = person

    def ask(self, name, **arguments):
        body = {"using": CONTACTS, "methodCalls": [[name, {"accountId": "all", **arguments}, "0"]]}
        method, answer, _ = self.person.request("POST", "/jmap/api", body)["methodResponses"][0]
        assert method == name, answer
        return answer

    def set(self, **arguments):
        answer = self.ask("ContactCard/set", **arguments)
        for refused in ("notCreated", "notUpdated", "notDestroyed"):
            assert not answer.get(refused), answer
        return answer

    def add(self, name, email=None, **more):
        given, _, surname = name.partition(" ")
        components = [{"kind": "given", "value": given}, *([{"kind": "surname", "value": surname}] if surname else [])]
        card = {"addressBookIds": {self.book(): True}, "name": {"full": name, "components": components},
                **({"emails": {"e1": {"address": email}}} if email else {}), **more}
        return self.set(create={"x": card})["created"]["x"]

    def book(self):
        return next(b["id"] for b in self.ask("AddressBook/get", ids=None)["list"] if b["isDefault"])

    def cards(self):
        ids = self.ask("ContactCard/query")["ids"]
        return [card for start in range(0, len(ids), 500) for card in self.ask("ContactCard/get", ids=ids[start:start + 500])["list"]]

    def named(self, name):
        return next((c for c in self.cards() if c.get("name", {}).get("full") == name), None)

    def clear(self):
        ids = [c["id"] for c in self.cards()]
        for start in range(0, len(ids), 500):
            self.set(destroy=ids[start:start + 500])


@pytest.fixture
def keeper(admin):
    keeper = Keeper(admin)
    keeper.clear()
    return keeper


@pytest.fixture
def window(chromium, server, admin, keeper):
    window = chrome.Window(chromium, server, storage_state=cookies(admin), reduced_motion="reduce", accept_downloads=True)
    window.page.set_default_timeout(10_000)
    yield window
    window.close()
    assert window.errors == []


def rows(page):
    return page.locator(".card-rows > .card-row:not(.card-row--ghost)")


def visit(page, path="/contacts"):
    page.goto(path)
    page.get_by_role("heading", name="Contacts", exact=True).wait_for()


def toast(page, text):
    found = page.locator(".toast", has_text=text)
    found.wait_for()
    return found


def test_a_contact_is_made_changed_deleted_and_brought_back(window, keeper):
    page = window.page
    visit(page)
    page.get_by_text("No contacts yet").wait_for()
    page.keyboard.press("n")
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("Lindqvist")
    page.get_by_role("button", name="Add email").click()
    page.get_by_label("Email address", exact=True).fill("nora@halden")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This is not a whole email address").wait_for()
    page.get_by_label("Email address", exact=True).fill("nora@halden.example.org")
    page.get_by_label("Label: Email address").select_option("work")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Nora Lindqvist").wait_for()
    card = keeper.named("Nora Lindqvist")
    assert [(e["address"], e["contexts"]) for e in card["emails"].values()] == [("nora@halden.example.org", {"work": True})]
    expect(rows(page)).to_have_count(1)

    page.keyboard.press("e")
    page.get_by_label("Nickname").fill("Nonno")
    page.get_by_role("button", name="Add date").click()
    page.get_by_label("Day", exact=True).fill("31")
    page.get_by_label("Month").select_option("2")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("There is no such day").wait_for()
    page.get_by_label("Day", exact=True).fill("28")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("28 February").wait_for()
    saved = keeper.named("Nora Lindqvist")
    assert [n["name"] for n in saved["nicknames"].values()] == ["Nonno"] and saved["emails"] == card["emails"]
    toast(page, "saved").get_by_role("button", name="Undo").click()
    until(lambda: not keeper.named("Nora Lindqvist").get("nicknames"), what="the nickname's end")

    page.get_by_role("heading", name="Nora Lindqvist").wait_for()
    text = keeper.ask("ContactCard/get", ids=[card["id"]], properties=["vCard"])["list"][0]["vCard"]
    page.keyboard.press("Delete")
    page.get_by_text("No contacts yet").wait_for()
    until(lambda: keeper.named("Nora Lindqvist") is None, what="the card's end")
    page.keyboard.press("z")
    expect(rows(page)).to_have_count(1)
    back = until(lambda: keeper.named("Nora Lindqvist"), what="the card's return")
    assert back["uid"] == card["uid"]
    assert keeper.ask("ContactCard/get", ids=[back["id"]], properties=["vCard"])["list"][0]["vCard"] == text


def test_unsaved_changes_are_guarded(window, keeper):
    keeper.add("Nora Lindqvist")
    page = window.page
    visit(page)
    rows(page).first.click()
    page.get_by_role("heading", name="Nora Lindqvist").wait_for()
    page.keyboard.press("e")
    page.get_by_label("First name").fill("Nina")
    page.get_by_role("link", name=re.compile("Duplicates")).click()
    page.get_by_role("button", name="Cancel").last.click()
    expect(page.get_by_label("First name")).to_have_value("Nina")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Discard changes").click()
    page.get_by_role("heading", name="Nora Lindqvist").wait_for()
    assert keeper.named("Nora Lindqvist")


def test_what_a_phone_changes_appears(window, keeper):
    made = keeper.add("Nora Lindqvist", "nora@halden.example.org")
    page = window.page
    visit(page)
    rows(page).first.click()
    page.get_by_role("heading", name="Nora Lindqvist").wait_for()
    keeper.set(update={made["id"]: {"phones": {"p1": {"number": "+46 5 55"}}}})
    page.get_by_role("link", name="+46 5 55").wait_for()
    keeper.add("Aino Berg")
    expect(rows(page)).to_have_count(2)
    keeper.set(destroy=[made["id"]])
    page.get_by_text("This contact is gone").wait_for()
    expect(rows(page)).to_have_count(1)


def test_two_who_change_the_same_see_both(window, keeper):
    made = keeper.add("Nora Lindqvist", notes={"n1": {"note": "first"}})
    page = window.page
    visit(page, f"/contacts/all/{made['id']}")
    page.get_by_role("heading", name="Nora Lindqvist").wait_for()
    page.keyboard.press("e")
    page.get_by_label("Nickname").fill("Nonno")
    page.get_by_label("Notes").fill("mine")
    keeper.set(update={made["id"]: {"notes": {"n1": {"note": "theirs"}}, "phones": {"p1": {"number": "+46 5 55"}}}})
    page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("theirs", exact=True).wait_for()
    dialog.get_by_text("mine", exact=True).wait_for()
    dialog.get_by_role("radio").nth(1).check()
    dialog.get_by_role("button", name="Save choice").click()
    page.get_by_role("link", name="+46 5 55").wait_for()
    saved = keeper.named("Nora Lindqvist")
    assert [n["note"] for n in saved["notes"].values()] == ["theirs"] and [n["name"] for n in saved["nicknames"].values()] == ["Nonno"] and saved["phones"]


def test_searching_asks_the_server(window, keeper):
    keeper.add("Nora Lindqvist", "nora@halden.example.org")
    keeper.add("Aino Berg", "aino@harbour.example.org")
    page = window.page
    visit(page)
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("/")
    page.keyboard.type("harb")
    expect(rows(page)).to_have_count(1)
    page.keyboard.press("Enter")
    page.locator(".card-row__name:focus").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Aino Berg").wait_for()
    page.get_by_role("button", name="Clear search").click()
    expect(rows(page)).to_have_count(2)


def test_twenty_pages_of_contacts_scroll(window, keeper):
    for part in range(4):
        keeper.set(create={f"x{n}": {"addressBookIds": {keeper.book(): True}, "name": {"full": f"{'ABCD'[part]}nna {n:03}"}} for n in range(150)})
    page = window.page
    visit(page)
    page.locator(".card-row__name", has_text="Anna 000").wait_for()
    assert rows(page).count() < 60
    page.locator(".contacts .list-scroll").evaluate("e => e.scrollTop = e.scrollHeight")
    page.locator(".card-row__name", has_text="Dnna 149").wait_for()
    expect(page.locator(".card-letter--standing")).to_have_text("D")


def test_several_are_ticked_moved_and_grouped(window, keeper):
    for name in ("Aino Berg", "Nora Lindqvist", "Priya Raman"):
        keeper.add(name, f"{name.split()[0].lower()}@example.org")
    page = window.page
    visit(page)
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="New address book").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Work")
    page.get_by_role("button", name="Create address book").click()
    page.get_by_text("Work is empty").wait_for()
    page.get_by_role("link", name=re.compile("All contacts")).click()
    expect(rows(page)).to_have_count(3)
    rows(page).nth(0).locator(".card-row__name").focus()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_text("2 selected").wait_for()
    page.get_by_role("toolbar", name="Selected contacts").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Move to book").click()
    page.get_by_role("menuitemcheckbox", name="Work").or_(page.get_by_role("menuitem", name="Work")).click()
    toast(page, "moved to Work")
    work = next(b["id"] for b in keeper.ask("AddressBook/get", ids=None)["list"] if b["name"] == "Work")
    until(lambda: sum(work in c["addressBookIds"] for c in keeper.cards()) == 2, what="the move")

    page.get_by_role("button", name="New group").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Terminal")
    dialog.get_by_text("Aino Berg").click()
    dialog.get_by_text("Priya Raman").click()
    dialog.get_by_role("button", name="Create group").click()
    page.get_by_role("heading", name="Terminal").last.wait_for()
    expect(page.locator(".member-list li")).to_have_count(2)
    group = until(lambda: next((c for c in keeper.cards() if c.get("kind") == "group"), None), what="the group")
    assert set(group["members"]) == {c["uid"] for c in keeper.cards() if c.get("kind") != "group" and c["name"]["full"] in ("Aino Berg", "Priya Raman")}
    page.get_by_role("button", name="Remove Aino Berg from the group").click()
    expect(page.locator(".member-list li")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.locator(".member-list li")).to_have_count(2)

    work_line = page.locator(".nav-line", has=page.get_by_role("link", name=re.compile("^Work")))
    work_line.hover()
    work_line.get_by_role("button", name="Actions for Work").click()
    page.get_by_role("menuitem", name="Delete address book").click()
    page.get_by_text("2 contacts are in no other address book").wait_for()
    page.get_by_role("button", name="Delete address book and 2 contacts").click()
    until(lambda: len([c for c in keeper.cards() if c.get("kind") != "group"]) == 1, what="the book's end")


APPLE = """BEGIN:VCARD\r\nVERSION:3.0\r\nUID:9C1E-A\r\nN:Apple Crew;;;;\r\nFN:Apple Crew\r\nX-ADDRESSBOOKSERVER-KIND:group\r
X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:SEED-1\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:seed-2\r\nEND:VCARD\r\n"""
PERSON = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nN:{name};;;;\r\nFN:{name}\r\nEMAIL:{name}@example.org\r\nEND:VCARD\r\n"


def members(text):
    return re.findall(r"MEMBER:(\S+)", text)


def test_a_group_made_on_a_phone_has_its_people(window, keeper):
    """Apple names members behind urn:uuid:, and in a case of its own."""
    book = {keeper.book(): True}
    for uid, name in (("seed-1", "aino"), ("urn:uuid:SEED-2", "priya"), ("seed-3", "yusuf")):
        keeper.set(create={"x": {"addressBookIds": book, "vCard": PERSON.format(uid=uid, name=name)}})
    group = keeper.set(create={"g": {"addressBookIds": book, "vCard": APPLE}})["created"]["g"]["id"]
    page = window.page

    def kept():
        return members(keeper.ask("ContactCard/get", ids=[group], properties=["id", "vCard"])["list"][0]["vCard"])

    page.goto(f"/contacts/group-{group}")
    people = page.locator(".member-list li")
    expect(people).to_have_count(2)
    expect(people).to_have_text([re.compile("aino"), re.compile("priya")])
    expect(rows(page)).to_have_count(2)
    page.get_by_role("button", name="Write to all").click()
    composer = page.locator("section.composer")
    expect(composer).to_contain_text("aino")
    expect(composer).to_contain_text("priya")
    composer.get_by_role("button", name="Discard draft").click()

    # The card knows its group; joining it once more is refused in words and doubles nobody.
    rows(page).filter(has_text="aino").locator(".card-row__name").click()
    expect(page.locator(".card-facts").get_by_role("button", name="Apple Crew")).to_be_visible()
    page.goto(f"/contacts/group-{group}")
    page.get_by_role("button", name="Edit group").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".pick-list li")).to_have_count(3)
    expect(dialog.get_by_role("checkbox", checked=True)).to_have_count(2)
    dialog.get_by_text("yusuf").first.click()
    dialog.get_by_role("button", name="Save").click()
    expect(people).to_have_count(3)
    until(lambda: sorted(m.lower().removeprefix("urn:uuid:") for m in kept()) == ["seed-1", "seed-2", "seed-3"], what="each of them once")
    page.get_by_role("button", name="Remove aino from the group").click()
    expect(people).to_have_count(2)
    until(lambda: sorted(m.lower().removeprefix("urn:uuid:") for m in kept()) == ["seed-2", "seed-3"], what="aino to leave in every spelling")


def test_a_number_of_version_4_is_shown_as_a_number(window, keeper):
    text = "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:four\r\nFN:Ada\r\nTEL;VALUE=uri:tel:+49-30-1\r\nEND:VCARD\r\n"
    keeper.set(create={"x": {"addressBookIds": {keeper.book(): True}, "vCard": text}})
    visit(window.page)
    expect(window.page.locator(".card-row__below")).to_have_text("+49-30-1")


def test_duplicates_are_merged_and_brought_back(window, keeper):
    keeper.add("Nora Lindqvist", "nora@halden.example.org", phones={"p1": {"number": "+46 1"}})
    keeper.add("N. Lindqvist", "nora@halden.example.org", phones={"p1": {"number": "+46 2"}})
    keeper.add("Aino Berg", "aino@example.org")
    page = window.page
    visit(page, "/contacts/duplicates")
    page.get_by_text("Same email address").wait_for()
    expect(page.locator(".review__card")).to_have_count(2)
    card = page.locator(".review__card", has=page.get_by_role("heading", name="Nora Lindqvist"))
    card.get_by_role("radio").check()
    page.get_by_role("button", name="Merge 2 cards").click()
    page.get_by_text("No duplicates").wait_for()
    merged = until(lambda: keeper.named("Nora Lindqvist"), what="the merged card")
    assert {p["number"] for p in merged["phones"].values()} == {"+46 1", "+46 2"} and keeper.named("N. Lindqvist") is None
    toast(page, "merged").get_by_role("button", name="Undo").click()
    until(lambda: keeper.named("N. Lindqvist"), what="the second card's return")
    assert len(keeper.named("Nora Lindqvist")["phones"]) == 1


def test_vcards_tell_the_line_of_the_file(window, keeper):
    page = window.page
    visit(page)
    page.get_by_role("button", name="Import vCards").click()
    text = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Good\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nthis is no line\r\nFN:Broken\r\n"
    page.locator("dialog input[type=file]").set_input_files([{"name": "people.vcf", "mimeType": "text/vcard", "buffer": text.encode()}])
    page.get_by_role("dialog").get_by_role("button", name="Import", exact=True).click()
    failed = page.locator(".import-failed li")
    expect(failed).to_have_count(1)
    assert int(re.search(r"\d+", failed.locator("span").first.inner_text())[0]) > 4
    expect(failed.locator("span").last).not_to_contain_text(re.compile("^Line"))


def test_vcards_come_in_and_go_out(window, keeper):
    cards = "".join(f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Person {n}\r\nEMAIL:p{n}@example.org\r\nEND:VCARD\r\n" for n in range(230))
    broken = "BEGIN:VCARD\r\nVERSION:4.0\r\nthis is no line\r\nFN:Broken\r\n"
    page = window.page
    visit(page)
    page.get_by_role("button", name="Import vCards").click()
    page.locator("dialog input[type=file]").set_input_files([{"name": "people.vcf", "mimeType": "text/vcard", "buffer": (cards + broken).encode()}])
    page.get_by_role("dialog").get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("230 contacts added").first.wait_for(timeout=30_000)
    failed = page.locator(".import-failed li")
    expect(failed).to_have_count(1)
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("link", name=re.compile("All contacts, 230"))).to_be_visible()
    page.get_by_role("navigation").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Export all contacts").click()
    page.get_by_label("vCard 3.0").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export", exact=True).click()
    out = open(download.value.path(), encoding="utf-8").read()
    assert out.count("BEGIN:VCARD") == 230 and out.count("VERSION:3.0") == 230 and download.value.suggested_filename.endswith(".vcf")


def test_a_photo_is_cut_and_kept(window, keeper):
    made = keeper.add("Nora Lindqvist", "nora@halden.example.org")
    page = window.page
    visit(page, f"/contacts/all/{made['id']}")
    page.get_by_role("heading", name="Nora Lindqvist").wait_for()
    page.keyboard.press("e")
    picture = page.evaluate("""async () => { const c = document.createElement('canvas'); c.width = 900; c.height = 600; const x = c.getContext('2d');
        x.fillStyle = 'teal'; x.fillRect(0, 0, 900, 600); const b = await new Promise(r => c.toBlob(r, 'image/png')); return [...new Uint8Array(await b.arrayBuffer())]; }""")
    page.locator(".photo-field input[type=file]").set_input_files([{"name": "nora.png", "mimeType": "image/png", "buffer": bytes(picture)}])
    page.get_by_role("button", name="Use photo").click()
    page.get_by_role("button", name="Remove photo").wait_for()
    page.get_by_role("button", name="Save").click()
    page.locator(".contact__head .avatar__photo").wait_for()
    until(lambda: page.locator(".contact__head .avatar__photo").evaluate("i => i.complete && i.naturalWidth === 512 && i.naturalHeight === 512"), what="the photo")
    media = list(keeper.named("Nora Lindqvist")["media"].values())
    assert [m["kind"] for m in media] == ["photo"]


def test_a_photo_stands_beside_mail(window, keeper, mail):
    person, page = keeper.person, window.page
    account = person.add_account(mail, ME)
    mail.deliver(ME, letter("Berth 7 is free", to=ME, sender="Nora <nora@halden.example.org>"))
    mail.deliver(ME, letter("No face here", to=ME, sender="Somebody <somebody@example.org>"))
    until(lambda: (box := person.mailbox(account, role="inbox")) and box["totalEmails"] == 2, 40, "the letters")
    page.goto("/box/all-inbox")
    row, other = (page.locator(".mail-row", has_text=subject) for subject in ("Berth 7 is free", "No face here"))
    expect(row.locator(".avatar")).to_have_text("N")
    expect(row.locator(".avatar__photo")).to_have_count(0)
    made = keeper.add("Nora Lindqvist", "Nora@Halden.example.org")
    keeper.set(update={made["id"]: {"media": {"p": {"kind": "photo", "mediaType": "image/png", "uri": "data:image/png;base64," + base64.b64encode(PIXEL).decode()}}}})
    photo = row.locator(".avatar__photo")
    expect(photo).to_be_visible(timeout=10_000)
    until(lambda: photo.evaluate("i => i.complete && i.naturalWidth > 0"), what="the photo")
    expect(other.locator(".avatar")).to_be_visible()
    expect(other.locator(".avatar__photo")).to_have_count(0)
    row.locator(".mail-row__subject").click()
    expect(page.locator(".message .avatar__photo").first).to_be_visible()
    person.one("MailAccount/set", accountId="all", destroy=[account])


# Pictures.

@pytest.fixture(scope="module")
def gallery(admin):
    keeper = Keeper(admin)
    keeper.clear()
    names = ["Tomasz Wrona", "Hanne Solberg", "Priya Raman", "Ingrid Aalto", "Marek Novák", "Amara Okafor", "Elis Berg", "Yusuf Demir", "Lotte Brandt",
             "Дмитрий Орлов", "نور الهاشمي", "Chloé Dubois", "Åsa Lund", "Zoë Quinn", "Ben Hartley", "Greta Lind"]
    made = [keeper.add(name, f"person{n}@example.org", organizations={"o1": {"name": "Halden Studio"}}) for n, name in enumerate(names[1:])]
    first = keeper.add(names[0], None, nicknames={"n1": {"name": "Tomek"}}, organizations={"o1": {"name": "Wrona Timber"}}, titles={"t1": {"name": "Head of production"}},
                       emails={"e1": {"address": "tomasz@wrona.example.org", "contexts": {"work": True}, "pref": 1}, "e2": {"address": "tomek@home.example.org", "contexts": {"private": True}}},
                       phones={"p1": {"number": "+48 22 555 01 23", "features": {"mobile": True}}}, keywords={"timber": True}, notes={"n1": {"note": "Prefers calls before ten."}},
                       anniversaries={"d1": {"kind": "birth", "date": {"year": 1979, "month": 4, "day": 12}}}, links={"l1": {"uri": "https://wrona.example.org"}},
                       addresses={"a1": {"contexts": {"work": True}, "components": [{"kind": "name", "value": "Leśna 14"}, {"kind": "postcode", "value": "05-077"}, {"kind": "locality", "value": "Warszawa"}]}})
    keeper.add("T. Wrona", "tomasz@wrona.example.org")
    group = keeper.set(create={"g": {"kind": "group", "addressBookIds": {keeper.book(): True}, "name": {"full": "Ferry terminal"}, "members": {c["uid"]: True for c in [first, *made[:3]]}}})["created"]["g"]
    return {"card": first["id"], "group": group["id"], "person": admin}


@pytest.fixture(params=LOOKS, ids=look_name, scope="module")
def stage(request, chromium, server, gallery):
    stage = Stage(chromium, server, request.param, gallery["person"])
    stage.page.set_default_timeout(10_000)
    yield stage
    stage.close()


def test_picture_of_the_list(stage, gallery):
    stage.go("/contacts")
    rows(stage.page).nth(5).wait_for()
    expect(stage.page.get_by_role("button", name="New contact")).to_be_visible()
    expect(stage.page.get_by_role("heading", name="All contacts")).to_be_visible()
    stage.keep("contacts")


def test_picture_of_a_card_and_its_form(stage, gallery):
    stage.go(f"/contacts/all/{gallery['card']}")
    stage.page.get_by_role("heading", name="Tomasz Wrona").wait_for()
    stage.keep("contacts-card")
    stage.page.get_by_role("button", name="Edit").first.click()
    stage.page.get_by_label("First name").wait_for()
    stage.keep("contacts-edit")


def test_picture_of_a_group(stage, gallery):
    stage.go(f"/contacts/group-{gallery['group']}")
    stage.page.locator(".member-list li").nth(3).wait_for()
    stage.keep("contacts-group")
    stage.page.get_by_role("button", name="Edit group").first.click()
    stage.page.get_by_role("dialog").wait_for()
    stage.keep("contacts-group-edit")


def test_picture_of_duplicates(stage, gallery):
    stage.go("/contacts/duplicates")
    stage.page.locator(".review__card").nth(1).wait_for()
    expect(stage.page.get_by_text("(Birthday)")).to_have_count(0)
    stage.keep("contacts-duplicates")
