"""Star, read, archive, move, delete and undo: seen by another IMAP client, and its changes seen by us."""

import pytest

from mailflow import until
from peers import letter


@pytest.fixture(scope="module")
def account(admin, mail):
    with mail.client(2) as imap:
        imap.create("Work")
    return admin.add_account(mail, 2)


@pytest.fixture
def arrived(admin, account, mail, request):
    """A message that has just arrived in the inbox: (id, Message-ID)."""
    message = letter(f"For {request.node.name}", to=2)
    mail.deliver(2, message)
    inbox = until(lambda: admin.mailbox(account, role="inbox"), 20, "the inbox")
    found = until(lambda: [m for m in admin.emails(account, inbox["id"], ["id", "subject"], limit=20) if m["subject"] == message["Subject"]], 15, "the message")
    return found[0]["id"], message["Message-ID"]


@pytest.mark.parametrize("keyword, flag", [("$seen", r"\Seen"), ("$flagged", r"\Flagged"), ("$answered", r"\Answered"), ("project", "project")])
def test_keywords_reach_the_server_and_back(admin, account, mail, arrived, keyword, flag):
    email, message_id = arrived
    admin.update(account, email, **{f"keywords/{keyword}": True})
    assert until(lambda: flag in mail.flags(2, "INBOX", message_id), 10, f"{flag} on the server")
    with mail.client(2) as imap:
        imap.select("INBOX")
        number = imap.search(None, "HEADER", "Message-ID", message_id)[1][0].split()[-1]
        imap.store(number, "-FLAGS", flag)
    assert until(lambda: keyword not in admin.one("Email/get", accountId=account, ids=[email], properties=["keywords"])["list"][0]["keywords"], 15, f"{keyword} gone")


@pytest.mark.parametrize("role, folder", [("archive", "Archive"), ("trash", "Trash"), ("junk", "Junk"), (None, "Work")])
def test_moves_reach_the_server_and_can_be_undone(admin, account, mail, arrived, role, folder):
    email, message_id = arrived
    inbox = admin.mailbox(account, role="inbox")["id"]
    target = admin.mailbox(account, role=role, name=folder)["id"]
    admin.update(account, email, mailboxIds={target: True})
    assert until(lambda: mail.flags(2, folder, message_id) is not None and mail.flags(2, "INBOX", message_id) is None, 10, f"the message in {folder}")
    admin.update(account, email, mailboxIds={inbox: True})
    assert until(lambda: mail.flags(2, folder, message_id) is None and mail.flags(2, "INBOX", message_id) is not None, 10, "the message back")
    assert len(mail.found(2, "INBOX", "HEADER", "Message-ID", message_id)) == 1


def test_an_undo_before_the_server_was_told_leaves_one_message(admin, account, mail, arrived):
    email, message_id = arrived
    inbox, archive = admin.mailbox(account, role="inbox")["id"], admin.mailbox(account, role="archive")["id"]
    for target in (archive, inbox, archive, inbox):
        admin.update(account, email, mailboxIds={target: True})
    until(lambda: mail.flags(2, "Archive", message_id) is None and mail.flags(2, "INBOX", message_id) is not None, 15, "the message in the inbox")
    until(lambda: len(mail.found(2, "INBOX", "HEADER", "Message-ID", message_id)) == 1, 5, "exactly one")


def test_destroying_removes_it_for_good(admin, account, mail, arrived):
    email, message_id = arrived
    assert admin.one("Email/set", accountId=account, destroy=[email])["destroyed"] == [email]
    assert until(lambda: mail.flags(2, "INBOX", message_id) is None, 10, "the message gone")
    assert admin.one("Email/get", accountId=account, ids=[email])["notFound"] == [email]


def test_a_move_by_another_client_keeps_the_id(admin, account, mail, arrived):
    email, message_id = arrived
    work = admin.mailbox(account, name="Work")["id"]
    with mail.client(2) as imap:
        imap.select("INBOX")
        number = imap.search(None, "HEADER", "Message-ID", message_id)[1][0].split()[-1]
        imap._simple_command("MOVE", number, "Work")
    def there():
        found = admin.one("Email/get", accountId=account, ids=[email], properties=["mailboxIds"])["list"]
        return found and found[0]["mailboxIds"] == {work: True}
    assert until(there, 30, "the email in Work under its old id")


def test_a_deletion_by_another_client_is_seen(admin, account, mail, arrived):
    email, message_id = arrived
    with mail.client(2) as imap:
        imap.select("INBOX")
        number = imap.search(None, "HEADER", "Message-ID", message_id)[1][0].split()[-1]
        imap.store(number, "+FLAGS", r"\Deleted")
        imap.expunge()
    inbox = admin.mailbox(account, role="inbox")["id"]
    assert until(lambda: email not in [m["id"] for m in admin.emails(account, inbox, ["id"])], 15, "the row gone")


def test_folders_both_ways(admin, account, mail):
    made = admin.one("Mailbox/set", accountId=account, create={"x": {"name": "Plans ü", "parentId": None}})["created"]["x"]["id"]
    def names():
        with mail.client(2) as imap:
            return b" ".join(imap.list()[1])
    assert until(lambda: b"Plans &APw-" in names(), 10, "the folder on the server")
    admin.one("Mailbox/set", accountId=account, update={made: {"name": "Plans 2027"}})
    assert until(lambda: b"Plans 2027" in names() and b"&APw-" not in names(), 10, "the folder renamed")
    admin.one("Mailbox/set", accountId=account, destroy=[made])
    assert until(lambda: b"Plans 2027" not in names(), 10, "the folder gone")
    with admin.watching():
        with mail.client(2) as imap:
            imap.create("Elsewhere")
        assert until(lambda: admin.mailbox(account, name="Elsewhere"), 40, "a folder made elsewhere")


def test_the_unified_inbox_holds_every_account(admin, account, mail):
    other = admin.add_account(mail, 3)
    mail.deliver(3, letter("Only for three", to=3))
    def subjects():
        return {m["subject"] for m in admin.emails("all", "all-inbox", ["subject", "accountId"], limit=50)}
    assert until(lambda: "Only for three" in subjects() and len(subjects()) > 1, 20, "both accounts in one list")
    email = next(m for m in admin.emails("all", "all-inbox", ["id", "subject"], limit=50) if m["subject"] == "Only for three")["id"]
    admin.update("all", email, mailboxIds={"all-archive": True})
    assert until(lambda: len(mail.found(3, "Archive")) == 1, 10, "archived in its own account")
    assert len(admin.one("Email/query", accountId=other, filter={"inMailbox": admin.mailbox(other, role="archive")["id"]})["ids"]) == 1


def test_a_folder_made_before_the_first_connection(admin, mail):
    """The change waits for the connection, and the connection does not wait for the change."""
    fresh = admin.add_account(mail, 6)
    made = admin.one("Mailbox/set", accountId=fresh, create={"x": {"name": "Early", "parentId": None}})
    assert made["created"]
    def names():
        with mail.client(6) as imap:
            return b" ".join(imap.list()[1])
    assert until(lambda: b"Early" in names(), 20, "the folder on the server")
    assert until(lambda: admin.mailbox(fresh, role="inbox"), 10, "the inbox")
