#!/usr/bin/env python3
"""Fills a Maildir with generated mail, the same for the same seed: mailbox.py MAILDIR COUNT [SEED]

Conversations, plain, HTML, alternatives, attachments and inline pictures; subjects, names and texts in many scripts and charsets;
newsletters with List-Unsubscribe. The newest 200 messages are mostly unread. Used by the tests, the benchmark and the demo."""

import base64
import os
import quopri
import random
import sys
from email.header import Header
from email.utils import formatdate

WORDS = {
    "en": "ferry terminal roof truss schedule survey invoice meeting budget release server backup harbour bridge garden window "
    "delivery project draft review holiday lunch travel receipt order timber beam crane yard lorry model drawing agenda minutes "
    "proposal deadline network storage database queue photo music family school doctor station flight hotel booking reminder",
    "de": "Brücke Prüfung Lieferung Angebot Rechnung Besprechung Gerüst Zeichnung Fährhafen Übergabe Maßnahme Straße Größe Änderung",
    "fr": "réunion facture livraison château dossier été déjà près échéance modèle pièce équipe données rappel hôtel forêt",
    "es": "reunión factura entrega año señal mañana niño corazón dirección número teléfono después también próximo",
    "it": "riunione fattura consegna città perché società attività più giovedì qualità università caffè",
    "ru": "встреча счёт поставка мост проект чертёж вокзал договор срок отпуск письмо заказ склад берег",
    "zh": "会议 发票 交货 桥梁 项目 图纸 码头 屋顶 合同 期限 假期 订单 仓库 测量 施工 计划",
}
WORDS = {language: text.split() for language, text in WORDS.items()}
PEOPLE = [
    ("Harbour Office", "office"), ("Baubüro Süd", "bau"), ("Zoë’s Bakery", "bakery"), ("Лесной склад", "sklad"), ("图纸 室", "drawings"),
    ("مكتب الميناء", "port"), ("Kær & Søn", "kontor"), ("Timber, Beams", "timber"), ("Harbour News", "news"), ("Builds", "noreply"),
]
PEOPLE += [(f"Desk {i}", f"desk{i}") for i in range(150)]
CHARSETS = {
    "en": ["us-ascii", "utf-8"], "de": ["utf-8", "iso-8859-1", "windows-1252"], "fr": ["utf-8", "iso-8859-15"], "es": ["utf-8", "iso-8859-1"],
    "it": ["utf-8", "iso-8859-1"], "ru": ["utf-8", "koi8-r", "windows-1251"], "zh": ["utf-8", "gb18030", "big5"],
}
NEWEST = 1_790_000_000


class Writer:
    """Writes one mailbox."""

    def __init__(self, seed, address):
        self.random = random.Random(seed)
        self.address = address
        self.recent = []
        self.noise = self.random.randbytes(200_000)

    def words(self, language, count):
        return " ".join(self.random.choice(WORDS[language]) for _ in range(count))

    def text(self, language, name, quoted):
        paragraphs = [
            "\n".join(self.words(language, self.random.randint(6, 14)) + "." for _ in range(self.random.randint(1, 7)))
            for _ in range(self.random.randint(1, 6))
        ]
        if quoted:
            paragraphs.append("> " + self.words(language, 12) + "\n> " + self.words(language, 9))
        return "\n\n".join(paragraphs) + f"\n\n-- \n{name}\n"

    def html(self, text, domain):
        rows = "".join(f"<tr><td>{self.words('en', 4)}</td></tr>" for _ in range(self.random.randint(2, 30)))
        body = "".join(
            f"<p style='margin:4px 0;color:#333'>{p}</p><img src='https://{domain}/pixel/{i}.png' width=1 height=1>"
            for i, p in enumerate(text.replace("&", "&amp;").replace("<", "&lt;").split("\n\n"))
        )
        return f"<html><head><style>.card{{padding:8px}}</style></head><body class=card>{body}<table>{rows}</table></body></html>"

    def part(self, kind, text, language):
        charset = self.random.choice(CHARSETS[language])
        raw = text.encode(charset, "replace")
        head = f"Content-Type: text/{kind}; charset={charset}\n"
        if self.random.random() < 0.5:
            return (head + "Content-Transfer-Encoding: quoted-printable\n\n").encode() + quopri.encodestring(raw)
        return (head + "Content-Transfer-Encoding: base64\n\n").encode() + base64.encodebytes(raw)

    def message(self, number, when):
        rnd = self.random
        language = rnd.choices(list(WORDS), [12, 3, 2, 2, 1, 2, 2])[0]
        name, local = PEOPLE[min(int(rnd.expovariate(1 / 25)), len(PEOPLE) - 1)]
        domain = "example.org" if number % 3 else "mail.example.net"
        message_id = f"<{number}.{rnd.getrandbits(40):x}@{domain}>"
        references = ""
        if self.recent and rnd.random() < 0.5:
            parent, chain, subject, language = rnd.choice(self.recent[-60:])
            references = (chain + " " + parent).strip()[-900:]
            references = references[references.find("<"):]
            subject = subject if subject.startswith("Re:") else "Re: " + subject
        else:
            subject = self.words(language, rnd.randint(2, 6)).capitalize()
            if rnd.random() < 0.01:
                subject = f"needle{number} {subject}"
        self.recent.append((message_id, references, subject, language))
        head = [
            f"Return-Path: <{local}@{domain}>",
            f"Received: from mx.{domain} by mail.example.test with ESMTPS id {rnd.getrandbits(48):x}; {formatdate(when)}",
            "From: " + (f'"{name}"' if name.isascii() else Header(name, "utf-8").encode()) + f" <{local}@{domain}>",
            f"To: {self.address}" + "".join(f",\n Desk {i} <desk{i}@example.org>" for i in rnd.sample(range(150), rnd.choice([0, 0, 0, 1, 3]))),
            "Subject: " + (subject if subject.isascii() else Header(subject, "utf-8", maxlinelen=70).encode()),
            f"Date: {formatdate(when)}",
            f"Message-ID: {message_id}",
        ]
        if references:
            head += [f"In-Reply-To: {references.split()[-1]}", "References: " + "\n ".join(references.split())]
        if rnd.random() < 0.2:
            head += [
                f"List-Id: <list{number % 17}.{domain}>",
                f"List-Unsubscribe: <https://{domain}/leave/{number}>, <mailto:leave@{domain}?subject={number}>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            ]
        head.append("MIME-Version: 1.0")
        return "\n".join(head).encode() + b"\n" + self.body(number, language, name, domain, bool(references))

    def body(self, number, language, name, domain, quoted):
        text = self.text(language, name, quoted)
        if self.random.random() < 0.3:
            return self.part("plain", text, language)
        both = self.multipart("alternative", f"a{number:x}", [self.part("plain", text, language), self.part("html", self.html(text, domain), language)])
        if self.random.random() < 0.8:
            return both
        size = int(min(150_000, self.random.lognormvariate(9, 1.2)))
        start = self.random.randint(0, 50_000)
        attachment = (
            f'Content-Type: application/pdf; name="drawing-{number}.pdf"\nContent-Disposition: attachment; filename="drawing-{number}.pdf"\n'
            "Content-Transfer-Encoding: base64\n\n"
        ).encode() + base64.encodebytes(self.noise[start:start + size])
        return self.multipart("mixed", f"m{number:x}", [both, attachment])

    @staticmethod
    def multipart(kind, boundary, parts):
        out = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode()
        for part in parts:
            out += f"--{boundary}\n".encode() + part + b"\n"
        return out + f"--{boundary}--\n".encode()

    def flags(self, number, count):
        seen = number < count - 200 and self.random.random() < 0.93
        return "".join(sorted(("S" if seen else "") + ("F" if self.random.random() < 0.03 else "") + ("R" if self.random.random() < 0.08 else "")))


def fill(maildir, count, seed=7, address="Big Box <big@example.test>"):
    """Writes `count` messages, ten minutes apart, and returns their size in bytes."""
    for folder in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(maildir, folder), exist_ok=True)
    writer = Writer(seed, address)
    total = 0
    for number in range(count):
        when = NEWEST - (count - number) * 600
        raw = writer.message(number, when)
        total += len(raw)
        path = os.path.join(maildir, "cur", f"{when}.M{number:07d}P1.peer,S={len(raw)}:2,{writer.flags(number, count)}")
        with open(path, "wb") as file:
            file.write(raw)
        os.utime(path, (when, when))
    return total


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    size = fill(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 7)
    print(f"{sys.argv[2]} messages, {size} bytes")
