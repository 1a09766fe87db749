"""A plugin whose pages fill every slot: built from `pages/` for the browser tests."""

import pathlib
import shutil
import subprocess

from mailflow import ROOT


def build_pages(data):
    """The plugin in the plugins folder of a server's data, as a library of this machine."""
    home, source = pathlib.Path(data) / "plugins/pages", pathlib.Path(__file__).parent / "pages"
    home.mkdir(parents=True)
    shutil.copytree(source / "web", home / "web")
    shutil.copy(source / "plugin.json", home)
    subprocess.run(["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-I", str(ROOT / "Sources/PluginAPI/C/include"),
                    "-o", str(home / "libpages.so"), str(source / "pages.c")], check=True)
