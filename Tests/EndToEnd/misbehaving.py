"""Plugins that do wrong, built from Tests/Misbehaving into the plugins folder of a server's data; and a well-behaved one."""

import json
import subprocess

from mailflow import ROOT


def build(data, plugin, source=None, name=None, **manifest):
    """The plugin `plugin` made of `source`.c, or of the well-behaved fixture where there is none of that name."""
    folder = data / "plugins" / plugin
    folder.mkdir(parents=True)
    places = [ROOT / "Tests/Misbehaving" / f"{source or plugin}.c", ROOT / "Tests/Fixtures/plugins" / f"{source or plugin}.c", ROOT / "Tests/Fixtures/plugins/echo.c"]
    code = next(place for place in places if place.exists())
    subprocess.run(
        ["clang", "-std=gnu11", "-fPIC", "-shared", "-pthread", f"-I{ROOT}/Sources/PluginAPI/C/include", f"-I{ROOT}/Tests/Fixtures/plugins",
         "-o", str(folder / "lib.so"), str(code)], check=True)
    told = {"id": plugin, "name": name or plugin.capitalize(), "version": "1.0.0", "library": "lib.so", "answers": ["route/1"], **manifest}
    (folder / "plugin.json").write_text(json.dumps(told))
