"""A JMAP client that nobody here wrote signs in with an app password, lists, queries, reads and flags mail."""

import base64
import json
import urllib.error
import urllib.request

import jmapc
import pytest
import requests
from jmapc import methods

from mailflow import until
from peers import letter


@pytest.fixture(scope="module")
def account(admin, mail):
    mail.deliver(6, letter("For the other client", to=6))
    account = admin.add_account(mail, 6)
    until(lambda: admin.emails(account, limit=1), 30, "mail")
    return account


@pytest.fixture(scope="module")
def secret(admin):
    return admin.request("POST", "/api/app-passwords", {"name": "jmapc"})["password"]


class WithoutTLS(requests.adapters.HTTPAdapter):
    """jmapc looks for the session over https only; the server of this test stands behind no proxy."""

    def send(self, request, **more):
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **more)


@pytest.fixture
def client(server, secret, account):
    client = jmapc.Client.create_with_password(host=server.url.removeprefix("http://"), user="nora", password=secret)
    client.requests_session.mount("https://", WithoutTLS())
    return client


def test_lists_queries_reads_and_flags(client, account, mail):
    boxes = client.request(methods.MailboxGet(ids=None))
    inbox = next(m for m in boxes.data if m.role == "inbox")
    found = client.request(methods.EmailQuery(filter=jmapc.EmailQueryFilterCondition(in_mailbox=inbox.id, body="Node"), limit=10))
    assert found.ids
    email = client.request(methods.EmailGet(ids=found.ids, fetch_all_body_values=True)).data[0]
    assert email.subject == "For the other client"
    assert "Node 7" in next(iter(email.body_values.values())).value
    client.request(methods.EmailSet(update={email.id: {"keywords/$flagged": True}}))
    message_id = email.message_id[0]
    assert until(lambda: r"\Flagged" in mail.flags(6, "INBOX", f"<{message_id}>"), 10, r"\Flagged")


@pytest.mark.parametrize("credentials, status", [("nora:wrong", 401), ("nobody:wrong", 401)])
def test_wrong_app_passwords_are_refused(server, credentials, status):
    request = urllib.request.Request(server.url + "/jmap/session", headers={"Authorization": "Basic " + base64.b64encode(credentials.encode()).decode()})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == status
    assert json.loads(refused.value.read())["type"].startswith("urn:mailflow:error:")


def test_a_revoked_app_password_is_refused_at_once(server, admin):
    made = admin.request("POST", "/api/app-passwords", {"name": "lost phone"})
    head = {"Authorization": "Basic " + base64.b64encode(f"nora:{made['password']}".encode()).decode()}
    assert urllib.request.urlopen(urllib.request.Request(server.url + "/jmap/session", headers=head)).status == 200
    admin.request("DELETE", f"/api/app-passwords/{made['id']}")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(urllib.request.Request(server.url + "/jmap/session", headers=head))
