"""Tasks made of messages: connecting, the page, the task on the message afterwards, and every way Todoist says no."""

import re

import pytest
from playwright.sync_api import expect, sync_playwright

import browser as chrome
from listserver import ListServer
from mailflow import Person, Problem, Server, until
from peers import letter
from todoistserver import TodoistServer

ME = 12
REQUEST = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def listed(scratch):
    """Only its certificate is wanted."""
    running = ListServer(scratch / "todoist-tls")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def todoist(listed, ground):
    running = TodoistServer(listed.certificate, listed.certificate.parent / "key.pem")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def server(scratch, listed, ground):
    running = Server(scratch / f"todoist-{ground}", environment={"SSL_CERT_FILE": str(listed.certificate)})
    # A gateway of one's own is allowed by whoever may write the file.
    (running.data / "plugins.conf").write_text(f"[todoist]\nenabled = no\nisolate = {'yes' if ground == 'isolated' else 'no'}\ngrant = http:localhost\n")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def admin(server, todoist, mail):
    person = Person(server)
    person.set_up()
    person.allow_everything()
    with pytest.raises(Problem) as asked:
        person.request("PUT", "/api/admin/plugins/todoist", {"enabled": True})
    needed = asked.value.json["needed"]
    assert all(item["words"] for item in needed)
    person.request("PUT", "/api/admin/plugins/todoist", {"enabled": True, "accept": [item["grant"] for item in needed]})
    person.request("PUT", "/api/admin/plugins/todoist/settings", {"values": {"server": todoist.url}})
    mail.empty(ME)
    person.account = person.add_account(mail, ME)
    return person


@pytest.fixture(scope="module")
def message(admin, mail):
    mail.deliver(ME, letter("Roof: which node?", to=ME))
    inbox = until(lambda: admin.mailbox(admin.account, role="inbox"), 20, "the inbox")["id"]
    return until(lambda: [m for m in admin.emails(admin.account, inbox, ["id", "subject"]) if m["subject"] == "Roof: which node?"], 20, "the message")[0]["id"]


def token(person, value):
    return person.request("PUT", "/api/plugins/todoist/settings", {"values": {"token": value}})


def task(email, **more):
    return {"email": email, "title": "Call the harbour", "request": REQUEST, **more}


def refused(person, body, path="/plugins/todoist/tasks"):
    with pytest.raises(Problem) as problem:
        person.request("POST", path, body)
    return problem.value.status, problem.value.json


def test_00_it_runs_where_it_is_told_to(admin, ground):
    plugin = until(lambda: (p := admin.request("GET", "/api/admin/plugins/todoist"))["state"] == "on" and p, 10, "the plugin")
    assert plugin["isolated"] is (ground == "isolated")


def test_01_without_a_token_the_page_says_what_to_do(admin):
    with pytest.raises(Problem) as problem:
        admin.request("GET", "/plugins/todoist/form")
    assert problem.value.status == 409 and "Settings" in problem.value.json["message"]


def test_02_a_wrong_token_is_not_kept_and_a_right_one_is_sealed(admin, server):
    with pytest.raises(Problem) as problem:
        token(admin, "bad-token-9")
    assert problem.value.json["field"] == "token" and "does not accept" in problem.value.json["detail"]
    assert admin.request("GET", "/api/plugins/todoist/settings")["values"]["token"] == {"set": False}
    with pytest.raises(Problem):
        token(admin, "good token\r\nX-Evil: 1")
    assert token(admin, "good-token-1")["values"]["token"] == {"set": True}
    assert admin.request("POST", "/api/plugins/todoist/settings/check", {})["ok"] is True
    for file in server.data.glob("mailflow.db*"):
        assert b"good-token-1" not in file.read_bytes()


def test_03_the_form_has_every_page_of_every_list(admin, todoist):
    form = admin.request("GET", "/plugins/todoist/form")
    assert [p["name"] for p in form["projects"]] == ["Inbox", "Bridge", "Ferry terminal", "Täglich"]
    assert [s["name"] for s in form["sections"]] == ["Roof", "Quay"] and form["labels"] == ["calls", "waiting", "drawings"]
    asked = len(todoist.requests)
    admin.request("GET", "/plugins/todoist/form")
    assert len(todoist.requests) == asked  # names are kept for a while
    todoist.labels.append({"id": "l9", "name": "new one", "order": 9})
    assert "new one" in admin.request("GET", "/plugins/todoist/form?fresh=1")["labels"]


def test_04_a_task_has_everything_and_a_way_back(admin, todoist, message, server):
    made = admin.request("POST", "/plugins/todoist/tasks", task(
        message, description="See the drawing", project="p2", section="s1", labels=["calls"], priority=4, due="tomorrow at 9", language="en-GB"))
    kept = todoist.tasks[made["id"]]
    assert kept["content"] == "Call the harbour" and kept["section_id"] == "s1" and kept["labels"] == ["calls"] and kept["priority"] == 4
    assert kept["description"] == f"See the drawing\n\n{server.url}/message/{message}"
    method, path, headers, _ = todoist.requests[-1]
    assert (method, path, headers["authorization"], headers["x-request-id"]) == ("POST", "/api/v1/tasks", "Bearer good-token-1", REQUEST)
    assert todoist.wrong == []


def test_05_the_same_wish_makes_one_task_even_when_the_answer_is_lost(admin, todoist, message):
    before = len(todoist.tasks)
    todoist.fault = ("lost",)
    made = admin.request("POST", "/plugins/todoist/tasks", task(message, title="Once only", request="a" * 32))
    assert len(todoist.tasks) == before + 1 and todoist.tasks[made["id"]]["content"] == "Once only"


@pytest.mark.parametrize("fault, status, error, words", [(("rate", 120), 429, "rate", "2 minutes"), (("down",), 503, "outage", "Try again")])
def test_06_trouble_over_there_is_told(admin, todoist, message, fault, status, error, words):
    before = len(todoist.tasks)
    todoist.fault = fault
    try:
        told = refused(admin, task(message, request="b" * 32))
    finally:
        todoist.fault = None
    assert told[0] == status and told[1]["error"] == error and words in told[1]["message"]
    assert len(todoist.tasks) == before


@pytest.mark.parametrize("body, field", [({"title": ""}, "title"), ({"priority": 9}, "priority"), ({"dueDate": "2026-02-30"}, "dueDate"), ({"labels": [""]}, "labels")])
def test_07_bad_input_names_its_field_and_asks_nobody(admin, todoist, message, body, field):
    asked = len(todoist.requests)
    status, told = refused(admin, task(message, **body))
    assert status == 422 and told["field"] == field and len(todoist.requests) == asked


def test_08_what_todoist_refuses_comes_with_its_reason(admin, todoist, message):
    status, told = refused(admin, task(message, due="the day after never", request="c" * 32))
    assert status == 422 and "Date is invalid" in told["message"]
    assert refused(admin, task(message, project="p99", request="d" * 32))[0] == 404
    assert refused(admin, task("e999999", request="e" * 32))[1]["field"] == "email"
    todoist.wrong.clear()


def offers(person, message):
    return {a["id"]: a for a in person.one("MessageAction/query", accountId="all", emailId=message)["list"] if a["plugin"] == "todoist"}


def test_09_the_task_stands_on_the_message_with_its_state(admin, todoist, message):
    shown = offers(admin, message)
    assert shown["open"]["kind"] == "link" and shown["open"]["url"].startswith("https://app.todoist.com/app/task/")
    id = shown["open"]["url"].rsplit("/", 1)[1]
    answer = admin.one("MessageAction/perform", accountId="all", emailId=message, plugin="todoist", id="complete")
    assert answer["message"] == "Done in Todoist." and todoist.tasks[id]["checked"] is True
    assert "reopen" in offers(admin, message) and "Done" in offers(admin, message)["open"]["detail"]
    admin.one("MessageAction/perform", accountId="all", emailId=message, plugin="todoist", id="reopen")
    assert todoist.tasks[id]["checked"] is False
    del todoist.tasks[id]
    answer = admin.one("MessageAction/perform", accountId="all", emailId=message, plugin="todoist", id="complete")
    assert "deleted" in answer["message"] and offers(admin, message) == {}


def test_10_in_the_browser(admin, todoist, message, server, mail):
    with sync_playwright() as playwright:
        running = chrome.launch(playwright)
        window = chrome.Window(running, server)
        page = window.page
        # A link to a message leads there after signing in, too.
        page.goto(f"/message/{message}")
        page.get_by_label("User name").fill("nora")
        page.get_by_label("Password", exact=True).fill("correct horse battery")
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".thread__subject")).to_have_text("Roof: which node?", timeout=20_000)
        page.get_by_role("button", name="Add to Todoist").click()
        frame = page.frame_locator("iframe[src*='/plugins/todoist/web/task.html']")
        expect(frame.get_by_label("Task")).to_have_value("Roof: which node?", timeout=15_000)
        frame.get_by_label("Project").select_option(label="Ferry terminal")
        frame.get_by_label("Section").select_option(label="Quay")
        frame.get_by_label("Due, in words").fill("tomorrow")
        frame.get_by_role("radio", name="1, urgent").check()
        frame.get_by_role("checkbox", name="waiting").check()
        window.shot("todoist-light-desk")
        frame.get_by_role("button", name="Add task").click()
        chip = page.locator(".chip[data-plugin=todoist]").first
        expect(chip).to_contain_text("Roof: which node?", timeout=15_000)
        made = list(todoist.tasks.values())[-1]
        assert (made["project_id"], made["section_id"], made["priority"], made["labels"], made["due"]["string"]) == ("p2", "s2", 4, ["waiting"], "tomorrow")
        page.get_by_role("button", name="Complete").click()
        expect(page.get_by_text("Done in Todoist.")).to_be_visible()
        todoist.tokens.clear()
        page.get_by_role("button", name="Add to Todoist").click()
        frame.get_by_role("button", name="Add task").click()
        expect(frame.get_by_role("status")).to_contain_text("does not accept your token", timeout=15_000)
        assert window.errors == []
        window.close()
        running.close()
    todoist.tokens.add("good-token-1")


def test_11_disconnecting_forgets_and_health_says_how_it_is(admin, todoist):
    assert re.search("1 person", admin.request("GET", "/api/admin/plugins/todoist")["health"]["line"])
    assert token(admin, None)["values"]["token"] == {"set": False}
    with pytest.raises(Problem) as problem:
        admin.request("GET", "/plugins/todoist/form")
    assert problem.value.status == 409
