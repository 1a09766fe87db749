#!/usr/bin/env python3
"""The record of the catalogue in Tests/ABI/verbs.expected: one line for everything plugins may rely on.

Without arguments it compares and fails when a recorded line is gone or changed, or when a new one has not been recorded.
With --add it appends new lines; it never changes or removes one, because a verb that was once released stays as it was."""
import json
import pathlib
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
    for kind, word in (("events", "event"), ("hooks", "hook")):
        for entry in catalogue[kind]:
            yield f"{word} {entry[word]} = ({', '.join(fact['name'] for fact in entry['facts'])}) since {entry['since']}"
    for entry in catalogue["slots"]:
        yield f"slot {entry['slot']} = since {entry['since']}"
    for entry in catalogue["grants"]:
        yield f"grant {entry['grant']} ="
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
    """Facts may gain members, and limits may be raised."""
    if key.startswith(("event ", "hook ")):
        old, new = (set(text[text.index("(") + 1 : text.index(")")].split(", ")) for text in (before, now))
        return old <= new and before.rsplit("since", 1)[1] == now.rsplit("since", 1)[1]
    return key.startswith("limit ") and int(now) >= int(before)


def main():
    source = pathlib.Path(sys.argv[sys.argv.index("--catalogue") + 1]) if "--catalogue" in sys.argv else root / "Sources/PluginAPI/verbs.json"
    now = list(lines(json.loads(source.read_text())))
    recorded = record.read_text().splitlines() if record.exists() else []
    found = problems(now, recorded)
    new = [line for line in now if line.split(" =", 1)[0] not in {old.split(" =", 1)[0] for old in recorded}]
    if "--add" in sys.argv and not found:
        record.write_text("".join(line + "\n" for line in recorded + new))
    elif new:
        found.append("not recorded yet, run tools/verbs-record.py --add: " + "; ".join(new))
    sys.exit("\n".join(found) if found else 0)


main()
