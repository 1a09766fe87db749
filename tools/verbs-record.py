#!/usr/bin/env python3
"""The record of the catalogue in Tests/ABI/verbs.expected: one line for everything plugins may rely on.

Without arguments it compares and fails when a recorded line is gone or changed, or when a new one has not been recorded.
With --add it appends new lines and widens those that only grew; it takes nothing away, because a verb that was once released stays as it was."""
import collections
import json
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
record = root / "Tests/ABI/verbs.expected"


def lines(catalogue):
    """What plugins rely on, as `key = promise`. A draft is no promise yet."""
    for side, name in (("host", "host"), ("plugin", "plugin")):
        for verb in catalogue[side]:
            if verb.get("draft"):
                continue
            arguments = ", ".join(argument["name"] for argument in verb["arguments"])
            pieces = " in pieces" if verb.get("pieces") else ""
            grant = f" [{verb['grant']}]" if verb.get("grant") else ""
            yield f"{name} {verb['verb']} = ({arguments}){pieces}{grant} since {verb['since']}"
            yield f"{name} {verb['verb']} answers = {verb['answer']}"
            if verb.get("fails"):
                yield f"{name} {verb['verb']} fails = {' '.join(entry['status'] for entry in verb['fails'])}"
            for names in ("methods", "reserved"):
                if verb.get(names):
                    yield f"{name} {verb['verb']} {names} = {' '.join(verb[names])}"
            for limit in ("deadline", "limit"):
                if limit in verb:
                    yield f"{name} {verb['verb']} {limit} = {verb[limit]}"
    for kind, word in (("events", "event"), ("hooks", "hook")):
        for entry in catalogue[kind]:
            yield f"{word} {entry[word]} = ({', '.join(fact['name'] for fact in entry['facts'])}) since {entry['since']}"
            if "answer" in entry:
                yield f"{word} {entry[word]} answers = {entry['answer']}"
    for entry in catalogue["slots"]:
        yield f"slot {entry['slot']} = since {entry['since']}"
    for entry in catalogue["grants"]:
        yield f"grant {entry['grant']} ="
    yield f"jmap methods = {' '.join(catalogue['jmap']['reading'])}"
    for noun in catalogue["jmap"]["nouns"]:
        yield f"jmap {noun['noun']} = {noun['read'] or 'nothing'} to read, {noun['change'] or 'nothing'} to change"
    for name, value in catalogue["limits"].items():
        yield f"limit {name} = {value}"


def problems(now, recorded):
    """Sentences about what breaks the promise."""
    now_by_key = dict(line.split(" =", 1) for line in now)
    found = []
    if len(now_by_key) != len(now):
        found.append("a name is there twice: a version's number is never used again")
    for line in recorded:
        key, promise = line.split(" =", 1)
        if key not in now_by_key:
            found.append(f"{key} is gone; it has to stay for at least two releases after its successor came, and as long as ABI 1 does where none did")
        elif grows(key, promise, now_by_key[key]):
            continue
        elif now_by_key[key] != promise:
            found.append(f"{key} was{promise or ' nothing'} and is now{now_by_key[key]}; that needs a new version beside it")
    return found


def grows(key, before, now):
    """Facts and answers may gain members, a verb may fail in one more way, methods may be added and reserved headers freed, limits and deadlines raised."""
    if key.endswith(" answers"):
        (old, prose), (new, words) = shape(before), shape(now)
        return not old - new and prose == words
    if key.endswith((" fails", " methods")):
        return set(before.split()) <= set(now.split())
    if key.endswith(" reserved"):
        return set(now.split()) <= set(before.split())
    if key.endswith((" deadline", " limit")):
        return float(now) >= float(before)
    if key.startswith(("event ", "hook ")):
        old, new = (set(text[text.index("(") + 1 : text.index(")")].split(", ")) for text in (before, now))
        return old <= new and before.rsplit("since", 1)[1] == now.rsplit("since", 1)[1]
    return key.startswith("limit ") and int(now) >= int(before)


def shape(answer):
    """The members that an answer names between braces, and the text around them."""
    members, prose, depth = collections.Counter(), "", 0
    for word in re.findall(r"[{}]|[^{}]+", answer):
        depth += {"{": 1, "}": -1}.get(word, 0)
        if word not in "{}" and depth > 0:
            members.update(re.findall(r"[\w-]+\??", word))
        elif word not in "{}":
            prose += word
    return members, prose


def main():
    source = pathlib.Path(sys.argv[sys.argv.index("--catalogue") + 1]) if "--catalogue" in sys.argv else root / "Sources/PluginAPI/verbs.json"
    now = list(lines(json.loads(source.read_text())))
    recorded = record.read_text().splitlines() if record.exists() else []
    found = problems(now, recorded)
    today = {line.split(" =", 1)[0]: line for line in now}
    new = [line for line in now if line not in recorded]
    if "--add" in sys.argv and not found:
        kept = [today[line.split(" =", 1)[0]] for line in recorded]
        record.write_text("".join(line + "\n" for line in kept + [line for line in new if line not in kept]))
    elif new:
        found.append("not recorded yet, run tools/verbs-record.py --add: " + "; ".join(new))
    sys.exit("\n".join(found) if found else 0)


main()
