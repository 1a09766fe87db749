"""The tables that code looks things up in, written from the catalogue by tools/verbs.py: the server's, the checker's, and the limits for C."""
import json

NOTE = "// Written by tools/verbs.py from Sources/PluginAPI/verbs.json; change that, not this."
NAMES = {
    "mail.change": "mailChange", "mail.read": "mailRead", "mail.send": "mailSend", "contacts.read": "contactsRead", "contacts.change": "contactsChange",
}


def grant(word):
    """A grant in Swift; nil where none is needed, or where the arguments of a call decide."""
    return "nil" if not word or " " in word or ":" in word else "." + NAMES.get(word, word)


def texts(words):
    """A list of texts in Swift, on as many lines as it needs."""
    lines, line = [], "       "
    for word in words:
        if len(line) + len(word) + 4 > 140:
            lines, line = lines + [line], "       "
        line += f' "{word}",'
    return ["["] + lines + [line, "    ]"]


def swift(blocks, imports=()):
    """A file with an extension of Catalogue."""
    lines = [NOTE, ""] + [f"import {name}" for name in imports] + ([""] if imports else []) + ["extension Catalogue {"]
    for at, (about, name, value) in enumerate(blocks):
        lines += ([""] if at else []) + [f"    /// {about}", f"    static let {name} = {value[0]}"] + value[1:]
    return "\n".join(lines + ["}"]) + "\n"


def listed(entries):
    return ["["] + [f"        {entry}," for entry in entries] + ["    ]"]


def verbs(catalogue):
    host = []
    for verb in catalogue["host"]:
        count = len(verb["arguments"])
        free = ", isFree: true" if not verb["grant"] and not verb.get("named") else ""
        draft = ", isDraft: true" if verb.get("draft") else ""
        host.append(f'HostVerb(verb: "{verb["verb"]}", grant: {grant(verb["grant"])}, arguments: {count}...{count}{free}{draft})')
    answers = [f'Answer(verb: "{verb["verb"]}", deadline: {verb["deadline"]}, limit: {verb["limit"]})' for verb in catalogue["plugin"]]
    limits = catalogue["limits"]
    return swift([
        ("What plugins may call.", "host: [HostVerb]", listed(host)),
        ("What plugins may answer.", "answers: [Answer]", listed(answers)),
        ("The most bytes of one argument.", "argumentLimit", [str(limits["argument"])]),
        ("The most bytes of all arguments of one call.", "callLimit", [str(limits["call"])]),
        ("The most bytes of a whole answer.", "answerLimit", [str(limits["answer"])]),
        ("The most bytes of a piece that the host makes of something longer.", "pieceLimit", [str(limits["piece"])]),
        ("The most calls that may be pending at once.", "pendingCalls", [str(limits["calls"])]),
    ])


def grants(catalogue):
    entries = []
    for entry in catalogue["grants"]:
        word = entry["grant"].replace("HOST", "").replace("PREFIX", "")
        entries.append(f'Permission(word: "{word}", words: {json.dumps(entry["words"])})')
    jmap = catalogue["jmap"]
    nouns = ["["] + [f'        "{noun["noun"]}": Noun(read: {grant(noun["read"])}, change: {grant(noun["change"])}),' for noun in jmap["nouns"]] + ["    ]"]
    fetch = next(verb for verb in catalogue["host"] if verb["verb"] == "http.fetch/1")
    return swift([
        ("Every permission, worst first. A word that ends in a colon goes on with what HOST or PREFIX stands for.", "grants: [Permission]", listed(entries)),
        ("What JMAP methods that change nothing are called.", "readingMethods: Set<String>", texts(jmap["reading"])),
        ("The nouns whose methods plugins may call. Whatever else there is, now or later, reaches past the mail and contacts of a user.", "nouns: [String: Noun]", nouns),
        ("The methods of http.fetch/1.", "httpMethods: Set<String>", texts(fetch["methods"])),
        ("The headers of http.fetch/1 that are the host's to set, in lower case.", "reservedHeaders: Set<String>", texts(map(str.lower, fetch["reserved"]))),
    ])


def occasions(catalogue):
    def told(kind, word):
        return listed(f'Occasion(name: "{entry[word]}", grant: {grant(entry["grant"])})' for entry in catalogue[kind])
    return swift([
        ("What plugins may hear.", "events: [Occasion]", told("events", "event")),
        ("What plugins may be asked before it happens.", "hooks: [Occasion]", told("hooks", "hook")),
        ("The places the shell draws something for a plugin.", "slots: Set<String>", texts(entry["slot"] for entry in catalogue["slots"])),
    ])


def icons(names):
    return "\n".join([
        "// Written by tools/verbs.py from the icons that the app loads for plugins; change those, not this.", "", "/// The icons of the app that a manifest may name.",
        "enum Icons {", "    /// Their names.", "    static let all: Set<String> = " + texts(names)[0]] + texts(names)[1:] + ["}"]) + "\n"


def limits(catalogue):
    """The limits as C constants, for the programs that carry words between a plugin and a server."""
    names = {"argument": "one argument", "call": "all arguments of one call", "answer": "a whole answer", "calls": "calls that may be pending at once"}
    lines = ["/* mailflow/limits.h: what a server of this release takes; a later one may take more. Written by tools/verbs.py from verbs.json. CC0-1.0. */",
             "#ifndef MAILFLOW_LIMITS_H", "#define MAILFLOW_LIMITS_H", "", '#include "mailflow/plugin.h"', ""]
    lines += [f"#define MF_MOST_{name.upper()} {catalogue['limits'][name]} /* {about}{'' if name == 'calls' else ', in bytes'} */" for name, about in names.items()]
    return "\n".join(lines + ["", "#endif"]) + "\n"


def made(catalogue, icon_names):
    """Every table, by its path."""
    server = "Sources/Host/Plugins/Catalogue"
    return {
        f"{server}+verbs.swift": verbs(catalogue), f"{server}+grants.swift": grants(catalogue), f"{server}+occasions.swift": occasions(catalogue),
        "Sources/PluginAPI/Check/Book/Icons.swift": icons(icon_names), "Sources/PluginAPI/C/include/mailflow/limits.h": limits(catalogue),
    }
