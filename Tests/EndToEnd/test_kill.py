"""kill -9 at any moment: no acknowledged change is lost, no effect happens twice. On both databases, many times."""

import os
import random
import subprocess
import threading

import pytest

from mailflow import Person, Problem, Server, until
from peers import letter

ROUNDS = int(os.environ.get("KILL_ROUNDS", "12"))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def house(request, scratch, mail):
    """A server of its own, with user5 (mail to work on) and user6 (who receives) as accounts on Dovecot."""
    database = None
    if request.param == "postgres":
        base = request.getfixturevalue("postgres")
        subprocess.run(["psql", "-q", base + "postgres", "-c", "CREATE DATABASE killed"], check=True)
        database = base + "killed"
    server = Server(scratch / f"kill-{request.param}", database).start()
    person = Person(server)
    person.set_up()
    person.allow_everything()
    yield request.param, server, person
    server.stop()


def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(house, mail):
    kind, server, person = house
    rnd = random.Random(kind)
    reader = 5 if kind == "sqlite" else 3
    folder = f"Work-{kind}"
    with mail.client(reader) as imap:
        imap.create(folder)
    account = person.add_account(mail, reader)
    count = 24
    messages = [letter(f"{kind} {n}", to=reader) for n in range(count)]
    for message in messages:
        mail.deliver(reader, message)
    inbox = until(lambda: person.mailbox(account, role="inbox"), 20, "the inbox")["id"]
    work = until(lambda: person.mailbox(account, name=folder), 30, "the folder")["id"]
    def mine():
        return {m["subject"]: m["id"] for m in person.emails(account, inbox, ["id", "subject"]) if m["subject"].startswith(f"{kind} ")}
    ids = until(lambda: (found := mine()) and len(found) == count and found, 30, "all mail")

    flagged, moved, sent, unclear = set(), set(), [], []
    for round_number in range(ROUNDS):
        killer = threading.Timer(rnd.uniform(0.02, 0.6), server.kill)
        killer.start()
        doing = None
        try:
            for _ in range(40):
                subject = rnd.choice(list(ids))
                doing = (rnd.choice(["flag", "move", "send"]), subject)
                if doing[0] == "flag":
                    person.update(account, ids[subject], **{"keywords/$flagged": True})
                    flagged.add(subject)
                elif doing[0] == "move" and subject not in moved:
                    person.update(account, ids[subject], mailboxIds={work: True})
                    moved.add(subject)
                elif doing[0] == "send" and len(sent) + len(unclear) < 2 * (round_number + 1):
                    title = f"{kind} sent {round_number}-{len(sent)}-{rnd.random():.6f}"
                    doing = ("send", title)
                    compose_and_send(person, account, reader, title)
                    sent.append(title)
        except (Problem, OSError, AssertionError, ValueError) as error:
            # Not acknowledged: it may or may not have happened, but not twice.
            if doing[0] == "send":
                unclear.append(doing[1])
            elif doing[0] == "move":
                unclear.append(doing[1])
        killer.join()
        server.process.wait()
        server.start()
        person.refresh()

    other = 6
    def state(title):
        with mail.client(other) as imap:
            imap.select("INBOX", readonly=True)
            return len(imap.search(None, "SUBJECT", f'"{title}"')[1][0].split())

    def settled():
        left = person.one("EmailSubmission/get", accountId=account, ids=None)["list"]
        return all(s["undoStatus"] == "final" and (s.get("deliveryStatus") or s.get("failure")) for s in left)
    until(settled, 60, "every submission to be settled")
    unsure = {s["emailId"] for s in person.one("EmailSubmission/get", accountId=account, ids=None)["list"] if s.get("failure")}
    for subject in moved:
        message = next(m for m in messages if m["Subject"] == subject)
        assert until(lambda: mail.flags(reader, folder, message["Message-ID"]) is not None, 30, f"{subject} moved"), subject
        assert len(mail.found(reader, folder, "HEADER", "Message-ID", message["Message-ID"])) == 1, f"{subject} is there twice"
        assert mail.flags(reader, "INBOX", message["Message-ID"]) is None, f"{subject} is in both folders"
    for subject in flagged:
        message = next(m for m in messages if m["Subject"] == subject)
        assert until(lambda: any(r"\Flagged" in (mail.flags(reader, box, message["Message-ID"]) or ()) for box in ("INBOX", folder)), 30, f"{subject} flagged")
    for title in sent + unclear:
        if title.startswith(f"{kind} sent"):
            assert state(title) <= 1, f"{title} was delivered twice"
            assert len(mail.found(reader, "Sent", "SUBJECT", f'"{title}"')) <= 1, f"{title} was filed twice"
    lost = [title for title in sent if state(title) == 0]
    surfaced = [s["subject"] for s in person.one("Email/get", accountId=account, ids=list(unsure), properties=["subject"])["list"]] if unsure else []
    assert set(lost) <= set(surfaced), f"acknowledged, not delivered and not said: {set(lost) - set(surfaced)}"
    total = sum(len(mail.found(reader, box, "SUBJECT", f'"{kind} "')) for box in ("INBOX", folder))
    assert total == count, "a message was lost or doubled"


def compose_and_send(person, account, reader, title):
    drafts, sent = person.mailbox(account, role="drafts")["id"], person.mailbox(account, role="sent")["id"]
    identity = person.one("Identity/get", accountId=account, ids=None)["list"][0]["id"]
    answer = person.jmap(
        ("Email/set", {"accountId": account, "create": {"d": {
            "mailboxIds": {drafts: True}, "keywords": {"$draft": True, "$seen": True}, "from": [{"email": f"user{reader}@example.test"}],
            "to": [{"email": "user6@example.test"}], "subject": title, "textBody": [{"partId": "t", "type": "text/plain"}],
            "bodyValues": {"t": {"value": "hello"}}}}}),
        ("EmailSubmission/set", {"accountId": account, "create": {"s": {"emailId": "#d", "identityId": identity, "holdSeconds": 0}},
                                 "onSuccessUpdateEmail": {"#s": {f"mailboxIds/{drafts}": None, f"mailboxIds/{sent}": True, "keywords/$draft": None}}}))
    assert answer[1].get("created"), answer
