#!/usr/bin/env python3
"""Writes from Sources/PluginAPI/verbs.json what follows from it: the C header of each capability, the tables of the server and the checker
(verbs_tables.py), and the pages of docs/authors/verbs; the page of icons comes from the app's own lists. With --check: writes nothing and fails when something is not what it would write."""
import json
import pathlib
import re
import sys

import verbs_tables

root = pathlib.Path(__file__).resolve().parent.parent
catalogue = json.loads((root / "Sources/PluginAPI/verbs.json").read_text())
made = {}


def base(verb):
    return verb.split("/")[0]


def size(count):
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count >> 10} KiB"


# ---- C headers

ABOUT = {
    "settings": "what people filled into the forms of the manifest. No grant needed.",
    "kv": "the plugin's own data, sealed at rest, gone with its owner. Grant: kv.",
    "http": "the one way out to the web. Grant: http:HOST.",
    "timer": "time passing. No grant needed.",
    "crypto": "random bytes, and keys that never leave the host. Grant: crypto.",
    "mail": "mail, folders, contacts and messages as bytes. Grants: mail.read, mail.change, mail.send, contacts.read, contacts.change.",
    "users": "who is here. Grants: users, accounts.",
    "route": "the body of a large request, as it comes. No grant needed.",
    "ui": "a word to a user's open browsers. Grant: ui.",
    "answers": "the verbs a plugin answers, what it may hear, and a way to know them in find().",
}


def macro(text):
    return re.sub(r"[^A-Z0-9]", "_", text.upper())


def call(verb):
    names = [argument["name"] for argument in verb["arguments"]]
    fails = [entry["status"][3:] for entry in verb.get("fails", [])]
    answer = verb["answer"] + "".join(f" | {word}" for word in fails)
    arguments = ", ".join(names)
    lines = ["", f"/* {arguments + ' ' if arguments else ''}-> {answer} */", f"#define MF_{macro(base(verb['verb']))} \"{verb['verb']}\"", ""]
    function = "mf_" + base(verb["verb"]).replace(".", "_")
    parameters = "".join(f"mf_str {name}, " for name in names)
    head = f"static inline mf_token {function}(const mf_host *host, mf_verb verb, {parameters}mf_done done) {{"
    if len(names) == 1:
        return lines + [head, f"    return host->call(host, verb, &{names[0]}, 1, done);", "}"]
    return lines + [head, f"    const mf_str args[] = {{ {', '.join(names)} }};", f"    return host->call(host, verb, args, {len(names)}, done);", "}"]


def header(name, body, includes=()):
    guard = f"MAILFLOW_{name.upper()}_H"
    lines = [f"/* mailflow/{name}.h: {ABOUT[name]} Written by tools/verbs.py from verbs.json. CC0-1.0. */", f"#ifndef {guard}", f"#define {guard}", ""]
    lines += [f"#include <{include}>" for include in includes] + ([""] if includes else [])
    lines += ['#include "mailflow/plugin.h"', "", "#ifdef __cplusplus", 'extern "C" {', "#endif"]
    lines += body + ["", "#ifdef __cplusplus", "}", "#endif", "", "#endif"]
    made[f"Sources/PluginAPI/C/include/mailflow/{name}.h"] = "\n".join(lines) + "\n"


for name in dict.fromkeys(verb["header"][:-2] for verb in catalogue["host"]):
    header(name, [line for verb in catalogue["host"] if verb["header"] == f"{name}.h" for line in call(verb)])

body = [""]
for verb in catalogue["plugin"]:
    arguments = ", ".join(argument["name"] for argument in verb["arguments"])
    body.append(f"#define MF_{macro(base(verb['verb']))} \"{verb['verb']}\" /* {arguments + ' ' if arguments else ''}-> {verb['answer']} */")
body.append("")
body += [f"#define MF_HEAR_{macro(event['event'])} \"{event['event']}\" /* {event['when']} */" for event in catalogue["events"]]
body.append("")
body += [f"#define MF_ASK_{macro(hook['hook'])} \"{hook['hook']}\" /* {hook['when']} */" for hook in catalogue["hooks"]]
body += [
    "", "/* Is this text that literal? */", "static inline int mf_is(mf_str text, const char *literal) {",
    "    return text.len == strlen(literal) && (text.len == 0 || memcmp(text.ptr, literal, text.len) == 0);", "}",
]
header("answers", body, ["string.h"])

# ---- the pages

NOTE = "<!-- Written by tools/verbs.py from Sources/PluginAPI/verbs.json; change that, not this. -->"
GRANTS = {entry["grant"]: entry["words"] for entry in catalogue["grants"]}
STATUS = {
    "MF_INVALID": "the arguments break this description", "MF_UNSUPPORTED": "it was not granted, or this host does not have it",
    "MF_CANCELLED": "the plugin gave up, or is being stopped", "MF_FAILED": "a fault on the host's side; its log says which",
}


def reference(text):
    match = re.match(r"RFC (\d+)(?: ([\d.]+))?$", text)
    if not match:
        return text
    place = f"#section-{match[2]}" if match[2] else ""
    return f"[{text}](https://www.rfc-editor.org/rfc/rfc{match[1]}{place})"


def grants(verb):
    text = verb["grant"]
    if not text and "verb" in verb and not verb.get("named"):
        return ["No grant is needed, and the manifest need not name it."]
    if not text:
        return ["No grant is needed."]
    many = text.split()
    lines = [f"- `{word}`: “{GRANTS[word]}”" for word in many]
    return (["Which one the arguments decide:"] if len(many) > 1 else ["The admin is asked:"]) + [""] + lines


def page(path, title, lines):
    made[f"docs/authors/verbs/{path}.md"] = "\n".join([NOTE, f"# {title}", ""] + lines).rstrip() + "\n"


def table(rows, heads):
    return [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"] + [f"| {' | '.join(row)} |" for row in rows]


def methods():
    """What each JMAP method needs."""
    jmap = catalogue["jmap"]
    word = lambda grant: f"`{grant}`" if grant else "–"
    rows = [(f"`{noun['noun']}/*`", word(noun["read"]), word(noun["change"])) for noun in jmap["nouns"]]
    names = [f"`{name}`" for name in jmap["reading"]]
    return ["", "## Methods", "", f"{', '.join(names[:-1])} and {names[-1]} read; everything else changes.", ""] + table(rows, ("Methods", "To read", "To change"))


def verb_page(verb, folder):
    isHost = folder == "host"
    lines = [verb["does"], ""]
    lines += ["## Arguments", ""]
    lines += table([(str(at), f"`{entry['name']}`", entry["is"]) for at, entry in enumerate(verb["arguments"])], ("", "Name", "Is")) if verb["arguments"] else ["None."]
    lines += ["", "## Answer", "", verb["answer"][:1].upper() + verb["answer"][1:] + "."]
    if verb.get("pieces"):
        lines.append("It comes as any number of `MF_MORE` and then one end; the end may hold the last piece." if isHost
                     else "Reply `MF_MORE` any number of times and then once with the end, which may hold the last piece.")
    for paragraph in verb.get("more", []):
        lines += ["", paragraph]
    if verb.get("methods"):
        lines += ["", "Methods: " + ", ".join(f"`{name}`" for name in verb["methods"]) + ". The host's to set: " + ", ".join(f"`{name}`" for name in verb["reserved"]) + "."]
    if verb["verb"] == "mail.call/1":
        lines += methods()
    if isHost:
        lines += ["", "## Grant", ""] + grants(verb)
        if verb.get("limits"):
            lines += ["", "## Limits", ""] + [f"- {line}" for line in verb["limits"]]
        rows = [(f"`{entry['status']}`", entry["when"]) for entry in verb.get("fails", [])]
        named = {entry["status"] for entry in verb.get("fails", [])}
        rows += [(f"`{status}`", when) for status, when in STATUS.items() if status not in named]
        lines += ["", "## Failures", ""] + table(rows, ("Status", "When"))
    else:
        lines += ["", "## Limits", "", f"- {verb['deadline']} s; then whoever asked gets a failure, and the plugin a `cancel`.",
                  f"- An answer has at most {size(verb['limit'])} in all."]
    if verb.get("example"):
        lines += ["", "## In C", "", f"`#include \"mailflow/{verb['header']}\"`", "", "```c"] + verb["example"] + ["```"]
    lines += ["", f"Since ABI {verb['since']}." + (" A draft: it may still change, and `plugins.conf` must say `drafts = yes`." if verb.get("draft") else "")]
    if verb.get("see"):
        lines[-1] += " See " + ", ".join(reference(text) for text in verb["see"]) + "."
    page(f"{folder}/{base(verb['verb'])}", f"`{verb['verb']}`", lines)


for verb in catalogue["host"]:
    verb_page(verb, "host")
for verb in catalogue["plugin"]:
    verb_page(verb, "plugin")


def facts_page(folder, name, entry, asked):
    lines = [entry["when"], "", "## Facts", ""]
    lines += table([(f"`{fact['name']}`", fact["is"]) for fact in entry["facts"]], ("Member", "Is"))
    if asked:
        lines += ["", "## Answer", "", f"{entry['answer'][:1].upper()}{entry['answer'][1:]}; nothing for no opinion."]
    for paragraph in entry.get("more", []):
        lines += ["", paragraph]
    if entry.get("example"):
        lines += ["", "```json"] + entry["example"] + ["```"]
    lines += ["", "## Grant", ""] + grants(entry)
    what = ("[`hook/1`](../plugin/hook.md)", "`hooks`") if asked else ("[`event/1`](../plugin/event.md)", "`events`")
    lines += ["", f"Comes through {what[0]} to a plugin whose manifest names it in {what[1]}. Since ABI {entry['since']}."]
    page(f"{folder}/{name}", f"`{name}`", lines)


for entry in catalogue["events"]:
    facts_page("events", entry["event"], entry, False)
for entry in catalogue["hooks"]:
    facts_page("hooks", entry["hook"], entry, True)
for entry in catalogue["slots"]:
    lines = [entry["where"], ""]
    if entry.get("offered"):
        lines += ["It has no page: it is drawn from what the plugin offers in [`mail.open`](../hooks/mail.open.md), and pressing it asks [`action/1`](../plugin/action.md). "
                  "An entry in `ui` is not needed; it only lets an admin read that the plugin draws there.", "", f"Since ABI {entry['since']}."]
        page(f"slots/{entry['slot']}", f"`{entry['slot']}`", lines)
        continue
    if entry["context"]:
        lines += [f"Its page is told the `{entry['context']}` in its `context`, again whenever that changes.", ""]
    for paragraph in entry.get("more", []):
        lines += [paragraph, ""]
    lines += ["```json", f'"ui": [{{ "slot": "{entry["slot"]}", "label": {{ "en": "Tasks", "de": "Aufgaben" }}, "icon": "check", "open": "page.html" }}]', "```", "",
              f"`open` is a file of the plugin's `web/` folder, `icon` one of [the app's](../icons.md) or a picture in `web/`. Since ABI {entry['since']}."]
    page(f"slots/{entry['slot']}", f"`{entry['slot']}`", lines)

# What the app has loaded when it draws for plugins: WebApp/src/plugins/icons.ts.
icons = sorted({name for part in ("start", "plugins", "settings", "compose") for name in (root / f"WebApp/src/icons/{part}.txt").read_text().split()})
page("icons", "Icons", ["What `icon` in a manifest may say, with the names of [Lucide](https://lucide.dev/icons). A picture of the plugin's own is a file of `web/`: "
                        "`.svg`, `.png` or `.webp`. Anything else is drawn as a puzzle piece.", "", " ".join(f"`{name}`" for name in icons)])

made |= verbs_tables.made(catalogue, icons)

limits = catalogue["limits"]
lines = [
    "A **verb** is a named, versioned request: a few strings in, one answer out. An argument may be left off at the end or a member of a JSON document added "
    "without a new version; anything else is a verb of its own, and the older one stays.", "",
    f"An argument has at most {size(limits['argument'])}, all of one call {size(limits['call'])}, a whole answer {size(limits['answer'])}, a piece is best kept to {size(limits['piece'])}. "
    f"At most {limits['calls']} calls may be pending at once.", "",
]
lines += ["## What the host offers", ""]
lines += table([(f"[`{verb['verb']}`](host/{base(verb['verb'])}.md)", ", ".join(entry["name"] for entry in verb["arguments"]), verb["answer"],
                 ", ".join(f"`{word}`" for word in verb["grant"].split()) or "–") for verb in catalogue["host"]], ("Verb", "Arguments", "Answer", "Grant"))
lines += ["", "## What a plugin answers", ""]
lines += table([(f"[`{verb['verb']}`](plugin/{base(verb['verb'])}.md)", ", ".join(entry["name"] for entry in verb["arguments"]), verb["answer"], f"{verb['deadline']} s")
                for verb in catalogue["plugin"]], ("Verb", "Arguments", "Answer", "Deadline"))
lines += ["", "## Events", ""]
lines += table([(f"[`{entry['event']}`](events/{entry['event']}.md)", entry["when"], f"`{entry['grant']}`" if entry["grant"] else "–") for entry in catalogue["events"]], ("Event", "When", "Grant"))
lines += ["", "## Hooks", ""]
lines += table([(f"[`{entry['hook']}`](hooks/{entry['hook']}.md)", entry["when"], f"`{entry['grant']}`" if entry["grant"] else "–") for entry in catalogue["hooks"]], ("Hook", "When", "Grant"))
lines += ["", "## Slots", ""]
lines += table([(f"[`{entry['slot']}`](slots/{entry['slot']}.md)", entry["where"]) for entry in catalogue["slots"]], ("Slot", "Where"))
lines += ["", "## Grants", "", "Worst first, in the words an admin reads.", ""]
lines += table([(f"`{entry['grant']}`", entry["words"]) for entry in catalogue["grants"]], ("Grant", "Lets the plugin"))
page("README", "The verbs", lines)

# ---- write or compare

wrong = [path for path, text in made.items() if not (root / path).exists() or (root / path).read_text() != text]
pages = root / "docs/authors/verbs"
left = [path for path in pages.rglob("*.md") if str(path.relative_to(root)) not in made] if pages.exists() else []
if "--check" in sys.argv:
    old = wrong + [str(path.relative_to(root)) for path in left]
    sys.exit(f"not what verbs.json says, run tools/verbs.py: {', '.join(old)}" if old else 0)
for path in wrong:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(made[path])
for path in left:
    path.unlink()
