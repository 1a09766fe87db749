"""Reply with formatting, an inline picture and an attachment; Sent once; answered; Bcc; undo; refusals."""

import base64
import email
import email.policy
import os
import threading

import pytest

from mailflow import until
from peers import letter

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@pytest.fixture(scope="module")
def account(admin, mail):
    return admin.add_account(mail, 4)


def identity(admin, account):
    return admin.one("Identity/get", accountId=account, ids=None)["list"][0]["id"]


def upload(admin, account, content, kind):
    return admin.request("POST", f"/jmap/upload/{account}/", raw=content, headers={"Content-Type": kind})["blobId"]


def draft(admin, account, **properties):
    """Saves a draft and returns its id."""
    drafts = until(lambda: admin.mailbox(account, role="drafts"), 20, "the drafts")["id"]
    answer = admin.one("Email/set", accountId=account, create={"d": {
        "mailboxIds": {drafts: True}, "keywords": {"$draft": True, "$seen": True}, "from": [{"name": "User 4", "email": "user4@example.test"}],
        **properties}})
    assert answer.get("created"), answer
    return answer["created"]["d"]["id"]


def send(admin, account, email_id, hold=0, **more):
    drafts, sent = admin.mailbox(account, role="drafts")["id"], admin.mailbox(account, role="sent")["id"]
    answer = admin.one("EmailSubmission/set", accountId=account, create={"s": {
        "emailId": email_id, "identityId": identity(admin, account), "holdSeconds": hold, **more}},
        onSuccessUpdateEmail={"#s": {f"mailboxIds/{drafts}": None, f"mailboxIds/{sent}": True, "keywords/$draft": None}})
    assert answer.get("created"), answer
    return answer["created"]["s"]["id"]


def submission(admin, account, id):
    return admin.one("EmailSubmission/get", accountId=account, ids=[id])["list"][0]


def test_reply_with_formatting_picture_and_attachment(admin, account, mail):
    original = letter("Roof: which node?", to=4, sender="user5@example.test")
    mail.deliver(4, original)
    inbox = until(lambda: admin.mailbox(account, role="inbox"), 20, "the inbox")["id"]
    question = until(lambda: [m for m in admin.emails(account, inbox, ["id", "subject", "threadId"]) if m["subject"] == "Roof: which node?"], 15, "the question")[0]
    plan = admin.one("Email/reply", accountId=account, emailId=question["id"], mode="reply")["draft"]
    assert plan["to"][0]["email"] == "user5@example.test" and plan["subject"] == "Re: Roof: which node?"
    picture, report = upload(admin, account, PIXEL, "image/png"), upload(admin, account, b"%PDF-1.4 " + bytes(range(256)) * 40, "application/pdf")
    html = '<p>Node <b>7</b>, see <i>the drawing</i>:</p><p><img src="cid:pixel@mailflow"></p><ul><li>one</li><li>two</li></ul>'
    reply = draft(
        admin, account, to=plan["to"], subject=plan["subject"], inReplyTo=plan["inReplyTo"], references=plan["references"], repliesTo=question["id"],
        htmlBody=[{"partId": "h", "type": "text/html"}], bodyValues={"h": {"value": html}},
        attachments=[
            {"blobId": picture, "type": "image/png", "name": "pixel.png", "cid": "pixel@mailflow", "disposition": "inline"},
            {"blobId": report, "type": "application/pdf", "name": "Prüfbericht Brücke.pdf", "disposition": "attachment"},
        ])
    sending = send(admin, account, reply)
    until(lambda: mail.found(5, "INBOX", "SUBJECT", "Re: Roof"), 20, "the delivered reply")
    with mail.client(5) as imap:
        imap.select("INBOX", readonly=True)
        raw = imap.fetch(imap.search(None, "SUBJECT", '"Re: Roof"')[1][0].split()[-1], "(BODY.PEEK[])")[1][0][1]
    got = email.message_from_bytes(raw, policy=email.policy.default)
    assert got["In-Reply-To"] == original["Message-ID"] and original["Message-ID"] in got["References"]
    parts = {p.get_content_type(): p for p in got.walk()}
    assert "<b>7</b>" in parts["text/html"].get_content() and "one" in parts["text/plain"].get_content()
    assert "<" not in parts["text/plain"].get_content().replace("<cid", "")
    assert parts["image/png"].get_content() == PIXEL and parts["image/png"]["Content-ID"].strip("<>") == "pixel@mailflow"
    assert parts["application/pdf"].get_filename() == "Prüfbericht Brücke.pdf"
    assert parts["application/pdf"].get_content() == b"%PDF-1.4 " + bytes(range(256)) * 40
    assert b"\n" not in raw.replace(b"\r\n", b"")
    # Sent holds it once, Drafts no more, and the question is marked answered for every client.
    until(lambda: mail.found(4, "Sent", "SUBJECT", "Re: Roof"), 20, "the copy in Sent")
    assert until(lambda: r"\Answered" in mail.flags(4, "INBOX", original["Message-ID"]), 10, r"\Answered")
    until(lambda: not mail.found(4, "Drafts"), 10, "an empty Drafts")
    assert len(mail.found(4, "Sent", "SUBJECT", "Re: Roof")) == 1
    thread = until(lambda: (t := admin.one("Thread/get", accountId=account, ids=[question["threadId"]])["list"][0])["emailIds"][1:] and t, 10, "the reply in the thread")
    assert len(thread["emailIds"]) == 2
    assert submission(admin, account, sending)["undoStatus"] == "final"


def anonymous(process):
    """How much memory of its own a process has now, in bytes."""
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon:"))


def test_a_large_attachment_never_lies_in_memory(server, admin, account, mail):
    size = 34_000_000
    block = os.urandom(1 << 20)
    content = (block * (size // len(block) + 1))[:size]
    peak, done = [0], threading.Event()

    def watch():
        while not done.wait(0.02):
            peak[0] = max(peak[0], anonymous(server.process))

    before = anonymous(server.process)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        blob = upload(admin, account, content, "application/octet-stream")
        id = draft(admin, account, to=[{"email": "user5@example.test"}], subject="The whole survey", textBody=[{"partId": "t", "type": "text/plain"}],
                   bodyValues={"t": {"value": "attached"}}, attachments=[{"blobId": blob, "type": "application/octet-stream", "name": "survey.bin", "disposition": "attachment"}])
        until(lambda: mail.found(4, "Drafts", "SUBJECT", "The whole survey"), 60, "the draft on the server")
        send(admin, account, id)
        until(lambda: mail.found(5, "INBOX", "SUBJECT", "The whole survey"), 60, "the delivered message")
        until(lambda: mail.found(4, "Sent", "SUBJECT", "The whole survey"), 60, "the copy in Sent")
    finally:
        done.set()
        watcher.join()
    with mail.client(5) as imap:
        imap.select("INBOX", readonly=True)
        raw = imap.fetch(imap.search(None, "SUBJECT", '"The whole survey"')[1][0].split()[-1], "(BODY.PEEK[])")[1][0][1]
    parts = {p.get_content_type(): p for p in email.message_from_bytes(raw, policy=email.policy.default).walk()}
    assert parts["application/octet-stream"].get_content() == content
    # It went up, was built, appended, submitted and filed: 46 MB as mail. Some 35 MB are the database's page caches and buffers;
    # the message held whole anywhere would show.
    assert peak[0] - before < 60_000_000, f"{(peak[0] - before) / 1e6:.0f} MB more than before"


def test_bcc_gets_it_and_nobody_sees_it(admin, account, mail):
    id = draft(admin, account, to=[{"email": "user5@example.test"}], bcc=[{"email": "user6@example.test"}], subject="Quiet copy",
               textBody=[{"partId": "t", "type": "text/plain"}], bodyValues={"t": {"value": "hello"}})
    send(admin, account, id)
    for reader in (5, 6):
        until(lambda: mail.found(reader, "INBOX", "SUBJECT", "Quiet copy"), 20, f"the mail of user {reader}")
        with mail.client(reader) as imap:
            imap.select("INBOX", readonly=True)
            raw = imap.fetch(imap.search(None, "SUBJECT", '"Quiet copy"')[1][0].split()[-1], "(BODY.PEEK[])")[1][0][1]
        if reader == 5:
            assert b"user6@" not in raw
        assert not any(line.lower().startswith(b"bcc:") for line in raw.split(b"\r\n"))


def test_undo_before_release(admin, account, mail):
    id = draft(admin, account, to=[{"email": "user5@example.test"}], subject="Wait a moment", textBody=[{"partId": "t", "type": "text/plain"}],
               bodyValues={"t": {"value": "no"}})
    sending = send(admin, account, id, hold=20)
    assert submission(admin, account, sending)["undoStatus"] == "pending"
    answer = admin.one("EmailSubmission/set", accountId=account, update={sending: {"undoStatus": "canceled"}})
    assert sending in answer["updated"]
    assert submission(admin, account, sending)["undoStatus"] == "canceled"
    kept = admin.one("Email/get", accountId=account, ids=[id], properties=["keywords", "mailboxIds"])["list"][0]
    assert "$draft" in kept["keywords"] and kept["mailboxIds"] == {admin.mailbox(account, role="drafts")["id"]: True}
    assert not mail.found(5, "INBOX", "SUBJECT", "Wait a moment")


def test_a_refusal_comes_back_with_its_reason_and_the_draft(admin, account, mail):
    id = draft(admin, account, to=[{"email": "refused@example.test"}], subject="To nobody", textBody=[{"partId": "t", "type": "text/plain"}],
               bodyValues={"t": {"value": "hello"}})
    sending = send(admin, account, id)
    refused = until(lambda: (s := submission(admin, account, sending)).get("failure") and s, 20, "the refusal")
    assert "No such person" in refused["failure"]["server"]
    kept = admin.one("Email/get", accountId=account, ids=[id], properties=["keywords", "mailboxIds", "subject"])["list"][0]
    assert "$draft" in kept["keywords"] and admin.mailbox(account, role="drafts")["id"] in kept["mailboxIds"]
    assert not mail.found(4, "Sent", "SUBJECT", "To nobody")


@pytest.mark.parametrize("field, value", [
    ("subject", "x\r\nBcc: user6@example.test"), ("to", [{"email": "user5@example.test\r\nX: y"}]), ("to", [{"name": "a\r\nX: y", "email": "user5@example.test"}]),
    ("to", [{"email": "nobody"}]),
])
def test_injection_is_refused_or_made_harmless(admin, account, mail, field, value):
    drafts = admin.mailbox(account, role="drafts")["id"]
    answer = admin.one("Email/set", accountId=account, create={"d": {
        "mailboxIds": {drafts: True}, "keywords": {"$draft": True}, "from": [{"email": "user4@example.test"}], "to": [{"email": "user5@example.test"}],
        "textBody": [{"partId": "t", "type": "text/plain"}], "bodyValues": {"t": {"value": "hello"}}, field: value}})
    if not answer.get("created"):
        assert answer["notCreated"]["d"]["type"] == "invalidProperties"
        return
    blob = answer["created"]["d"]["blobId"]
    head = admin.request("GET", f"/jmap/download/{account}/{blob}/x.eml").split(b"\r\n\r\n")[0]
    assert b"\r\nBcc:" not in head and b"\r\nX:" not in head
    admin.one("Email/set", accountId=account, destroy=[answer["created"]["d"]["id"]])
