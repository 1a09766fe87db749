"""The real servers of the tests: Dovecot, Postfix and PostgreSQL on loopback, and a mail client that is not ours."""

import contextlib
import imaplib
import pathlib
import smtplib
import subprocess
from email.message import EmailMessage
from email.utils import make_msgid

SCRIPTS = pathlib.Path(__file__).resolve().parents[1] / "Peers"


def script(name, *arguments):
    subprocess.run(["bash", str(SCRIPTS / name), *map(str, arguments)], check=True, stdin=subprocess.DEVNULL)


class Mail:
    """A Dovecot with a Postfix in front of it."""

    def __init__(self, base, port, users=20):
        self.dovecot, self.postfix = f"{base}/dovecot", f"{base}/postfix"
        self.imap, self.imaps, self.lmtp = port, port + 1, port + 2
        self.submission, self.smtps, self.inbound = port + 10, port + 11, port + 12
        self.users = users

    def start(self):
        script("dovecot.sh", "start", self.dovecot, self.imap, self.users)
        script("postfix.sh", "start", self.postfix, self.submission, self.dovecot, self.imap)
        return self

    def stop(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            script("postfix.sh", "stop", self.postfix)
        with contextlib.suppress(subprocess.CalledProcessError):
            script("dovecot.sh", "stop", self.dovecot)

    def deliver(self, number, message):
        """Hands a message to Dovecot by LMTP, as a mail server outside would."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            lmtp.sendmail("ada@example.org", [f"user{number}@example.test"], message if isinstance(message, bytes) else message.as_bytes())

    @contextlib.contextmanager
    def client(self, number):
        """Another IMAP client: Python's."""
        imap = imaplib.IMAP4("127.0.0.1", self.imap)
        imap.login(f"user{number}@example.test", f"pw{number}")
        try:
            yield imap
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                imap.logout()

    def empty(self, *numbers):
        """Removes every message of these users, in every mailbox."""
        for number in numbers:
            with self.client(number) as imap:
                for line in imap.list()[1]:
                    name = line.decode().rsplit(' "/" ', 1)[-1] if b' "/" ' in line else line.decode().rsplit(" ", 1)[-1]
                    status, count = imap.select(name)
                    if status == "OK" and int(count[0]):
                        imap.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
                        imap.expunge()

    def found(self, number, mailbox, *criteria):
        """The sequence numbers that a SEARCH in a mailbox gives."""
        with self.client(number) as imap:
            imap.select(mailbox, readonly=True)
            quoted = [f'"{c}"' if " " in c and not c.startswith('"') else c for c in criteria or ("ALL",)]
            return imap.search(None, *quoted)[1][0].split()

    def flags(self, number, mailbox, message_id):
        """The flags of a message, as that other client sees them; None when it is not there."""
        with self.client(number) as imap:
            imap.select(mailbox, readonly=True)
            found = imap.search(None, "HEADER", "Message-ID", message_id)[1][0].split()
            if not found:
                return None
            return {f.decode() for f in imaplib.ParseFlags(imap.fetch(found[-1], "(FLAGS)")[1][0])}

    def source(self, number, mailbox, message_id):
        with self.client(number) as imap:
            imap.select(mailbox, readonly=True)
            found = imap.search(None, "HEADER", "Message-ID", message_id)[1][0].split()
            return imap.fetch(found[-1], "(BODY.PEEK[])")[1][0][1] if found else None


def letter(subject="Ferry terminal roof", text="Node 7 moves 40 mm east.", to=1, sender="Ada <ada@example.org>", **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, f"user{to}@example.test", subject
    message["Message-ID"] = make_msgid(domain="example.org")
    message["Date"] = "Sun, 22 Nov 2026 09:00:00 +0000"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message
