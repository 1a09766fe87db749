#!/usr/bin/env python3
"""Another mail client, for tests: other.py HOST PORT USER PASSWORD COMMAND [ARGUMENT…]

deliver FROM [FOLDER]   LMTP delivery of standard input on PORT+2; with FOLDER an IMAP APPEND into it. Several messages are separated by NUL
list FOLDER             one line a message: UID, flags, Message-ID
flag FOLDER UID +|- FLAG…
move FOLDER UID TARGET
expunge FOLDER UID
create|remove FOLDER, rename FOLDER NEW
folders                 one line a folder
"""
import imaplib
import re
import smtplib
import sys

host, port, user, password, command, *rest = sys.argv[1:]
port = int(port)
if command == "deliver" and len(rest) == 1:
    with smtplib.LMTP(host, port + 2) as lmtp:
        for message in sys.stdin.buffer.read().split(b"\0"):
            lmtp.sendmail(rest[0], [user], message)
    sys.exit(0)


def ok(answer):
    kind, data = answer
    assert kind == "OK", answer
    return data


def quoted(name):
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


with imaplib.IMAP4(host, port) as imap:
    ok(imap.login(user, password))
    if command == "deliver":
        for message in sys.stdin.buffer.read().split(b"\0"):
            ok(imap.append(quoted(rest[1]), "", None, message))
    elif command == "folders":
        for line in ok(imap.list()):
            print(line.decode())
    elif command == "create":
        ok(imap.create(quoted(rest[0])))
    elif command == "remove":
        ok(imap.delete(quoted(rest[0])))
    elif command == "rename":
        ok(imap.rename(quoted(rest[0]), quoted(rest[1])))
    else:
        ok(imap.select(quoted(rest[0]), readonly=command == "list"))
        if command == "list":
            data = ok(imap.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"))
            for part in data:
                if not isinstance(part, tuple):
                    continue
                head = part[0].decode()
                uid = re.search(r"UID (\d+)", head).group(1)
                flags = re.search(r"FLAGS \(([^)]*)\)", head).group(1)
                flags = " ".join(sorted(f for f in flags.split() if f != "\\Recent"))
                found = re.search(rb"<([^>]*)>", part[1])
                print(f"{uid}\t{flags}\t{found.group(1).decode() if found else ''}")
        elif command == "flag":
            ok(imap.uid("STORE", rest[1], rest[2] + "FLAGS.SILENT", "(" + " ".join(rest[3:]) + ")"))
        elif command == "move":
            ok(imap.uid("MOVE", rest[1], quoted(rest[2])))
        elif command == "expunge":
            ok(imap.uid("STORE", rest[1], "+FLAGS.SILENT", "(\\Deleted)"))
            ok(imap.uid("EXPUNGE", rest[1]))
