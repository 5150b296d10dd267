"""axe-core stands in a page from its beginning, and says what it finds wrong as often as it is asked."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}


def bring(page: Page) -> None:
    """From the next address on it is there."""
    page.add_init_script(AXE_SCRIPT)


def violations(page: Page) -> list[str]:
    """What is wrong with the page as it stands: each rule, and where."""
    page.wait_for_load_state()  # a page that a tap has led to is only beginning
    found: list[dict[str, Any]] = page.evaluate("asked => axe.run(asked).then(found => found.violations)", ASKED)
    return [f"axe {one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]
