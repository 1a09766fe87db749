"""What the bundled plugins ask for is what they use: nobody is asked for a permission that nothing needs, and nothing is used unasked."""

import json
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PLUGINS = sorted(path.parent for path in (ROOT / "Plugins").glob("*/plugin.json"))

# The calls of the SDK that need to be asked for, by their verbs. A call that is not here fails the test, so that this list stays whole.
CALLS = {
    "kv.get/1": ["kv.get", "kv.json"], "kv.put/1": ["kv.put"], "kv.delete/1": ["kv.delete"], "kv.list/1": ["kv.keys"],
    "mail.call/1": ["jmap"], "mail.source/1": ["source"], "mail.part/1": ["part"], "mail.annotate/1": ["annotate"],
    "http.fetch/1": ["fetch", "open"], "timer.after/1": ["after"], "settings.get/1": ["settings"], "ui.push/1": ["push"],
    "crypto.random/1": ["random"], "crypto.seal/1": ["seal"], "crypto.open/1": ["open"], "crypto.hmac/1": ["hmac"],
    "users.get/1": ["user"], "users.verify/1": ["verify"], "users.signin/1": ["signIn"], "accounts.list/1": ["accounts"],
}
FREE = {"log"}


def code(folder):
    """The code of a plugin without its comments."""
    texts = [path.read_text() for path in sorted(folder.rglob("*.swift"))]
    return "\n".join(re.sub(r"(^|\s)//.*$", "", text, flags=re.M) for text in texts)


def mistakes(manifest, text):
    """What a manifest asks for and the code does not use, and the other way round."""
    uses = manifest["uses"] + manifest.get("likes", [])
    asked = {use["verb"] for use in uses}
    called = set(re.findall(r"\bhost\.((?:kv\.)?\w+)\(", text)) - FREE
    out = [f"host.{name} is not in the list of calls" for name in sorted(called - {name for names in CALLS.values() for name in names})]
    for verb in sorted(asked | set(CALLS)):
        if verb not in CALLS:
            out.append(f"{verb} is not in the list of calls")
        elif verb in asked and not called & set(CALLS[verb]):
            out.append(f"{verb} is asked for and never called")
        elif verb not in asked and called & set(CALLS[verb]) and not any(called & set(CALLS[other]) & set(CALLS[verb]) for other in asked & set(CALLS)):
            out.append(f"{verb} is called and never asked for")
    named = {method for use in uses for method in use.get("methods", [])}
    written = set(re.findall(r'"([A-Z][A-Za-z]+/[a-z][A-Za-z]*)"', text))
    out += [f"{method} is asked for and never called" for method in sorted(named - written)]
    out += [f"{method} is called and never asked for" for method in sorted(written - named)]
    answers = {"route/1": "func route(", "event/1": "func event(", "health/1": "func health(", "hook/1": "func hook(", "job/1": "func job(",
               "action/1": "func action(", "settings.check/1": "func check("}
    for answer in manifest["answers"]:
        if answers.get(answer, "\0") not in text:
            out.append(f"{answer} is promised and not there")
    return out


def test_there_are_three():
    assert [folder.name for folder in PLUGINS] == ["CardDAV", "Todoist", "Unsubscribe"]


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda f: f.name)
def test_asks_for_what_it_uses(folder):
    assert mistakes(json.loads((folder / "plugin.json").read_text()), code(folder)) == []


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda f: f.name)
@pytest.mark.parametrize("change, said", [
    (lambda m: m["uses"].append({"verb": "crypto.hmac/1"}), "crypto.hmac/1 is asked for and never called"),
    (lambda m: m["uses"].append({"verb": "made.up/1"}), "made.up/1 is not in the list of calls"),
    (lambda m: m.update(uses=[u for u in m["uses"] if u["verb"] != "kv.put/1"]), "kv.put/1 is called and never asked for"),
    (lambda m: m["uses"].append({"verb": "mail.call/1", "methods": ["Thread/get"]}), "Thread/get is asked for and never called"),
    (lambda m: m["answers"].append("credential/1"), "credential/1 is promised and not there"),
])
def test_finds_what_is_wrong(folder, change, said):
    manifest = json.loads((folder / "plugin.json").read_text())
    change(manifest)
    assert said in mistakes(manifest, code(folder))


def test_the_list_is_that_of_the_sdk():
    sdk = code(ROOT / "Sources" / "PluginAPI" / "Swift")
    for verb, names in CALLS.items():
        # Each verb is called inside of a function of one of these names.
        owner = re.findall(r"func (\w+)\(", sdk[:sdk.index(f'"{verb}"')])[-1]
        assert owner in {name.split(".")[-1] for name in names}, (verb, owner)
