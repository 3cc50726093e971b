"""A real browser without a network: Chromium of the system, or the one that Playwright has installed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ["--no-sandbox", "--disable-background-networking"]


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for the block; the test is skipped where none can be had."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=path, args=_QUIET)
        except Error as error:
            pytest.skip(f"there is no Chromium; `make browser` says how to have one: {error}")
        yield opened
        opened.close()
