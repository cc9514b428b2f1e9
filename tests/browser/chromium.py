"""Chromium: the one that is there, else Debian's, else Playwright's own.

`python tests/browser/chromium.py` makes sure that there is one and names it; the tests do the same before they start.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: It runs as root in a container, and asks for nothing of its own accord.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@cache
def executable() -> str:
    """The browser's path. Raises RuntimeError, telling what was tried, where none could be had."""
    if found := _on_path():
        return found
    tried = [_from_debian(), _from_playwright()] if _may_install() else [_from_playwright()]
    if found := _on_path() or _playwrights_own():
        return found
    raise RuntimeError(f"There is no Chromium, and none could be installed: {'; '.join(tried)}")


def _on_path() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _from_debian() -> str:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300"]  # another process may be installing it just now
    for command in ([*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900, env=environment)
        if done.returncode:
            return f"{' '.join(command)}: {done.stderr.strip()[-300:]}"
    return "apt-get installed it, but it is not on the path"


def _from_playwright() -> str:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    return f"playwright install chromium: {(done.stderr or done.stdout).strip()[-300:]}"


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    print(executable())
