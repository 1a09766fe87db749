#!/usr/bin/env python3
"""Fills a Maildir with the demo's mail: mail.py MAILDIR ADDRESS SEED [NAME]

A few hundred messages of the last weeks: conversations in many languages and charsets, newsletters that can be left, notices,
attachments and inline pictures. Subfolders as Dovecot's Maildir++ has them."""

import os
import random
import struct
import sys
import time
import zlib
from email.message import EmailMessage
from email.utils import formataddr, formatdate

from letters import CONVERSATIONS, FOLDERS, ME, NEWSLETTERS, NOTICES

DAY = 86_400


def picture(rnd, width=480, height=200):
    """A PNG: hills under a sky, drawn from sums of sines."""
    from math import sin
    base = [rnd.randint(60, 160) for _ in range(3)]
    phases = [rnd.random() * 6 for _ in range(3)]
    hills = [[int(height * (0.45 + 0.17 * k) + 18 * sin(x / (60 - 9 * k) + phases[k])) for x in range(width)] for k in range(3)]
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            layer = sum(y > hills[k][x] for k in range(3))
            shade = 235 - y * 60 // height if layer == 0 else 200 - 45 * layer
            rows += bytes(min(255, (shade + c) // 2) for c in base)
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + chunk(b"IEND", b"")


def document(title):
    """A PDF of one page with a line of text."""
    text = f"BT /F1 18 Tf 60 760 Td ({title.encode('ascii', 'replace').decode().replace('(', '').replace(')', '')}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def able(charset, text):
    """The charset, when it can hold the text; else UTF-8."""
    try:
        text.encode(charset or "utf-8")
        return charset or "utf-8"
    except UnicodeEncodeError:
        return "utf-8"


class Mailbox:
    """One person's mailbox of the demo."""

    def __init__(self, root, address, seed, name=None):
        self.root, self.address, self.random = root, address, random.Random(seed)
        self.me = name or address.split("@")[0].capitalize()
        self.now = time.time()
        self.count = 0

    def put(self, message, when, folder="", flags="S"):
        place = os.path.join(self.root, f".{folder}" if folder else "", "cur")
        for name in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(os.path.dirname(place), name), exist_ok=True)
        self.count += 1
        path = os.path.join(place, f"{int(when)}.M{self.count:06d}.demo:2,{''.join(sorted(flags))}")
        with open(path, "wb") as file:
            file.write(message.as_bytes())
        os.utime(path, (when, when))

    def message(self, sender, to, subject, when, **headers):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"], message["Date"] = formataddr(sender), formataddr(to), subject, formatdate(when, localtime=False)
        message["Message-ID"] = f"<{self.random.getrandbits(64):x}.{int(when)}@example.test>"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        return message

    def conversation(self, which, when, again=""):
        language, charset, subject, turns = which
        me = (self.me, self.address)
        desk = next((name, f"{local}@site.example.test") for name, local, _ in turns if name is not ME)
        gaps = [self.random.randint(1_500, 30_000) for _ in turns]
        when = min(when, self.now - sum(gaps[1:]) - 300)
        references, quote = [], ""
        for turn, (name, local, text) in enumerate(turns):
            mine = name is ME
            sender = me if mine else (name, f"{local}@site.example.test")
            message = self.message(sender, desk if mine else me, ("Re: " if turn else "") + subject + again, when, Content_Language=language)
            if references:
                message["In-Reply-To"], message["References"] = references[-1], " ".join(references)
            body = text + (f"\n\n{quote}" if quote else "")
            message.set_content(body + "\n", charset=able(charset, body))
            if self.random.random() < 0.6 and charset == "utf-8":
                paragraphs = "".join(f"<p>{p}</p>" for p in text.replace("\n", "<br>").split("<br><br>"))
                message.add_alternative(f'<div dir="auto">{paragraphs}</div>', subtype="html")
            if "attached" in text or "anbei" in text or "ci-joint" in text or "附件" in text or "załączeniu" in text or "Attached" in text:
                message.add_attachment(document(subject), maintype="application", subtype="pdf", filename=f"{subject.split(':')[0][:40]}.pdf")
            age = self.now - when
            unread = not mine and turn == len(turns) - 1 and (age < DAY or self.random.random() < 0.1)
            answered = turn + 1 < len(turns) and turns[turn + 1][0] is ME
            folder = "Sent" if mine else next((f for f, words in FOLDERS.items() if age > 6 * DAY and any(w in subject for w in words)), "" if age < 20 * DAY else "Archive")
            self.put(message, when, folder, ("" if unread else "S") + ("R" if answered else "") + ("F" if self.random.random() < 0.08 else ""))
            references.append(message["Message-ID"])
            quote = "\n".join("> " + line for line in text.split("\n"))
            when += gaps[(turn + 1) % len(turns)]

    def newsletter(self, which, number, when):
        name, local, subject, text = which
        sender = (name, f"{local}@news.example.test")
        message = self.message(
            sender, (self.me, self.address), subject.format(n=number), when, List_Id=f"{name} <{local}.news.example.test>", Precedence="bulk",
            List_Unsubscribe=f"<https://news.example.test/leave/{local}>, <mailto:leave-{local}@example.test?subject=leave>",
            List_Unsubscribe_Post="List-Unsubscribe=One-Click")
        message.set_content(f"{text}\n\nRead on: https://news.example.test/{local}/{number}\n")
        message.add_alternative(
            f"""<html><head><style>.b{{background:#f4f1ea;padding:24px;font-family:Georgia,serif}}h1{{color:#7a3b12}}</style></head><body class="b">
<h1>{subject.format(n=number)}</h1><img src="cid:head" width="480" alt=""><p>{text}</p><p><a href="https://news.example.test/{local}/{number}">Read on</a></p>
<img src="https://news.example.test/open/{number}.gif" width="1" height="1" alt=""></body></html>""", subtype="html")
        message.get_payload()[1].add_related(picture(self.random), "image", "png", cid="<head>")
        self.put(message, when, flags="" if self.now - when < DAY else "S")

    def notice(self, which, number, when):
        name, local, subject, text = which
        message = self.message((name, f"{local}@notices.example.test"), (self.me, self.address), subject.format(n=number), when, Auto_Submitted="auto-generated")
        message.set_content(text + "\n")
        if "Statement" in subject:
            message.add_attachment(document(subject.format(n=number)), maintype="application", subtype="pdf", filename=f"statement-{number}.pdf")
        self.put(message, when, "Receipts" if "Statement" in subject and self.now - when > 3 * DAY else "", flags="" if self.now - when < DAY / 2 else "S")

    def fill(self):
        rnd = self.random
        for round_number, spread in enumerate((3, 18, 45, 80)):
            for which in CONVERSATIONS:
                self.conversation(which, self.now - rnd.uniform(0.02, spread) * DAY - round_number * 10 * DAY, "" if round_number == 0 else f" ({4 - round_number})")
        for number in range(36):
            self.newsletter(rnd.choice(NEWSLETTERS), 40 - number, self.now - (number * 2 + rnd.random()) * DAY)
        for number in range(60):
            self.notice(rnd.choice(NOTICES), 5_200 - number, self.now - (number + rnd.random()) * DAY)
        return self.count


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    print(Mailbox(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:]).fill(), "messages for", sys.argv[2])
