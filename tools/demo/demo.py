#!/usr/bin/env python3
"""Starts a Dovecot and a Postfix on loopback with two mailboxes of generated mail, connects them to MailFlow, and prints the link.

demo.py [--port PORT] [--mail-port PORT] [--once]

MailFlow runs on a data folder of its own, so a real installation in data/ is never touched. Ctrl-C ends everything."""

import argparse
import pathlib
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
import peers  # noqa: E402
from mailflow import Person, Server, until  # noqa: E402


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=8080, help="where the page is (default 8080)")
    options.add_argument("--mail-port", type=int, default=20143, help="where the demo's IMAP server listens (default 20143)")
    options.add_argument("--once", action="store_true", help="end when both mailboxes are in, instead of waiting for Ctrl-C")
    chosen = options.parse_args()
    # Postfix wants short paths, and Dovecot folders that its user can reach.
    base = pathlib.Path(tempfile.mkdtemp(prefix="mailflow-demo-"))
    base.chmod(0o755)
    mail = peers.Mail(base, chosen.mail_port)
    server = Server(base / "data", port=chosen.port)
    for end in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(end, lambda *_: sys.exit(0))
    # A shell starts what runs in the background with Ctrl-C switched off.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        print("Starting Dovecot and Postfix, writing mail …", flush=True)
        mail.start()
        for number in (1, 2):
            home = base / f"dovecot/mail/user{number}@example.test/Maildir"
            subprocess.run([sys.executable, str(ROOT / "tools/demo/mail.py"), str(home), f"user{number}@example.test", str(number)], check=True)
            subprocess.run(["chown", "-R", "vmail:vmail", str(home.parent)], check=True)
        server.start()
        person, password = Person(server), secrets.token_urlsafe(9)
        person.set_up("demo", password)
        person.allow_everything()
        person.add_account(mail, 1, name="Work", senderName="Work", hue="blue")
        second = person.add_account(mail, 2, name="Personal", senderName="Personal", hue="red")
        until(lambda: (box := person.mailbox(second, role="inbox")) and box["totalEmails"] > 50, 60, "the second mailbox")
        print(f"\n  {server.url}\n  user name: demo\n  password:  {password}\n\nCtrl-C ends the demo and removes it.", flush=True)
        if not chosen.once:
            server.process.wait()
    except KeyboardInterrupt:
        print()
    finally:
        # Once it ends, it ends whole: a second Ctrl-C would leave a mail server behind.
        for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(again, signal.SIG_IGN)
        if server.process:
            server.stop()
        mail.stop()
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    main()
