"""A new person: set-up by the link, an account of a real Dovecot, the first page at once, all mail soon, new mail live."""

import pathlib
import subprocess

import pytest

from mailflow import Person, Problem, until
from peers import SCRIPTS, letter

COUNT = 3000


@pytest.fixture(scope="module")
def account(admin, mail):
    """An account whose inbox holds thousands of messages already."""
    home = pathlib.Path(mail.dovecot) / "mail/user1@example.test/Maildir"
    subprocess.run(["python3", str(SCRIPTS / "mailbox.py"), str(home), str(COUNT)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["chown", "-R", "vmail:vmail", str(home.parent)], check=True)
    return admin.add_account(mail, 1)


def test_nobody_else_becomes_the_first_admin(admin, server):
    stranger = Person(server)
    assert stranger.refresh()["state"] == "signedOut"
    with pytest.raises(Problem) as refused:
        stranger.request("POST", "/api/setup", {"token": "x" * 43, "username": "eve", "password": "password123"})
    assert refused.value.status in (403, 404)
    with pytest.raises(Problem) as closed:
        stranger.request("POST", "/api/register", {"username": "eve", "password": "password123"})
    assert closed.value.status == 403


def test_first_page_at_once_all_mail_soon(admin, account):
    inbox = until(lambda: admin.mailbox(account, role="inbox"), 10, "the inbox")
    page = until(lambda: admin.emails(account, inbox["id"], ["subject", "receivedAt", "from"], limit=50), 5, "the first page")
    assert [m["receivedAt"] for m in page] == sorted((m["receivedAt"] for m in page), reverse=True)
    full = until(lambda: (m := admin.mailbox(account, role="inbox"))["totalEmails"] == COUNT and m, 60, "every header")
    newest = admin.emails(account, inbox["id"], ["subject", "receivedAt"], limit=1)[0]
    assert newest["receivedAt"] >= page[0]["receivedAt"]
    assert 0 < full["unreadEmails"] < COUNT


def test_unread_counts_are_the_servers(admin, account, mail):
    expected = len(mail.found(1, "INBOX", "UNSEEN"))
    assert until(lambda: admin.mailbox(account, role="inbox")["unreadEmails"] == expected, 20, "the unread count")


def test_bodies_become_searchable(admin, account):
    until(lambda: admin.one("Email/query", accountId=account, filter={"text": "needle"}, calculateTotal=True)["total"] > 0, 90, "a hit")
    for word in ("Brücke", "brucke", "会议", "встреча", "réunion"):
        found = admin.one("Email/query", accountId=account, filter={"text": word}, calculateTotal=True)
        assert found["total"] > 0, word


@pytest.mark.parametrize("folder", ["INBOX", "Projects/Harbour"])
def test_mail_delivered_from_outside_appears_within_two_seconds(admin, account, mail, folder):
    with mail.client(1) as imap:
        imap.create(folder)
    mailbox = until(lambda: next((m for m in admin.mailboxes(account) if m["name"] == folder.split("/")[-1] or (folder == "INBOX" and m["role"] == "inbox")), None), 30, folder)
    subject = f"Delivered into {folder}"
    with admin.watching():
        if folder == "INBOX":
            mail.deliver(1, letter(subject))
        else:
            with mail.client(1) as imap:
                imap.append(folder, None, None, letter(subject).as_bytes())
        assert until(lambda: subject in [m["subject"] for m in admin.emails(account, mailbox["id"], ["subject"], limit=5)], 2, f"mail in {folder}")


def test_wrong_password_is_said_before_saving(admin, mail):
    answer = admin.one("MailAccount/set", accountId="all", create={"x": {
        "name": "Wrong", "email": "user2@example.test", "password": "not it",
        "imap": {"host": "127.0.0.1", "port": mail.imap, "tls": "starttls", "skipVerify": True, "username": "user2@example.test"},
        "smtp": {"host": "127.0.0.1", "port": mail.submission, "tls": "starttls", "skipVerify": True, "username": "user2@example.test"},
    }})
    error = answer["notCreated"]["x"]
    assert error["type"] == "connectionFailed"
    assert error["imap"]["code"] == "wrongPassword" and error["smtp"]["code"] == "wrongPassword"


@pytest.mark.parametrize("change, code", [
    ({"port": 1}, "refused"), ({"skipVerify": False}, "certificate"), ({"host": "no-such-host.invalid"}, "nameNotFound"),
])
def test_each_failure_says_what_it_is(admin, mail, change, code):
    imap = {"host": "127.0.0.1", "port": mail.imap, "tls": "starttls", "skipVerify": True, "username": "user2@example.test", **change}
    smtp = {"host": "127.0.0.1", "port": mail.submission, "tls": "starttls", "skipVerify": True, "username": "user2@example.test"}
    checks = admin.one("MailAccount/test", accountId="all", email="user2@example.test", password="pw2", imap=imap, smtp=smtp)
    assert checks["imap"]["code"] == code and checks["imap"]["message"]
    assert checks["smtp"]["ok"]


def test_the_policy_holds_on_the_address_connected_to(admin, mail):
    admin.request("PUT", "/api/admin/policy", {"registration": "closed", "allowPrivateHosts": False, "allowInsecureTLS": True, "allowNonstandardPorts": True})
    try:
        server = {"host": "localhost", "port": mail.imap, "tls": "starttls", "skipVerify": True, "username": "user2@example.test"}
        checks = admin.one("MailAccount/test", accountId="all", email="user2@example.test", password="pw2", imap=server, smtp={**server, "port": mail.submission})
        assert (checks["imap"]["code"], checks["smtp"]["code"]) == ("policy", "policy")
    finally:
        admin.allow_everything()


def test_everything_is_still_there_after_a_restart(admin, account, server):
    before = admin.mailbox(account, role="inbox")
    ids = [m["id"] for m in admin.emails(account, before["id"], ["id"], limit=20)]
    server.stop()
    server.start()
    admin.refresh()
    assert [m["id"] for m in admin.emails(account, before["id"], ["id"], limit=20)] == ids
    assert admin.mailbox(account, role="inbox")["totalEmails"] == before["totalEmails"]
