"""Where the browser of the browser tests comes from; `make test` runs this as a program first.

In this order: the system's Chromium, Playwright's where it can be downloaded, Debian's where the user may
install it. Where there is none, one visible line says so and the browser tests are skipped, unless
THEATRUM_REQUIRE_BROWSER forbids that.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

REQUIRE_VARIABLE = "THEATRUM_REQUIRE_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no browser: install Chromium (Debian: apt install chromium fonts-liberation)"
# Without these Chromium looks for its maker's servers at every start.
_QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def find() -> Path | None:
    """Return a browser that is already here."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def is_required() -> bool:
    """Whether a missing browser fails the tests rather than skipping them."""
    return os.environ.get(REQUIRE_VARIABLE, "") not in {"", "0"}


def arguments() -> list[str]:
    """Return what Chromium is started with; as root (a container) it has no sandbox of its own."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*_QUIET, *(["--no-sandbox"] if is_root else [])]


def obtain() -> Path | None:
    """Find a browser, or install one."""
    return find() or _from_playwright() or _from_debian()


def _from_playwright() -> Path | None:
    print("no Chromium on this machine; asking Playwright for one", flush=True)
    _try(sys.executable, "-m", "playwright", "install", "chromium-headless-shell", "chromium")
    return find()


def _from_debian() -> Path | None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return None
    print("installing Debian's Chromium", flush=True)
    if _try("apt-get", "update", "-qq"):
        _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation")
    return find()


def _try(*command: str) -> bool:
    done = subprocess.run(
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def main() -> int:
    """Say which browser there is."""
    browser = obtain()
    if browser is None:
        print(f"== {MISSING}. " + ("Failing, as asked." if is_required() else "THE BROWSER TESTS ARE SKIPPED."))
        return 1 if is_required() else 0
    print(f"== browser: {browser}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
