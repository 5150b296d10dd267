"""The offline verifier, opened from the disk as a court would: what it says of genuine, changed and foreign files."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from documents import ledger, receipts
from documents.receipts import Key, Place
from mediation.core import words
from tests.documents.test_receipts import changed
from tests.look import axe
from tests.sign_in import speak
from tests.video.firefox import Firefox

PAPER = b"%PDF-1.7 what everybody signed"
SAID = {"same": "这就是当时发出的文书", "other": "这不是凭证所指的文书", "forged": "这份凭证不是真的",
        "foreign": "这份凭证来自别处", "unread": "第二个文件不是核验凭证"}  # fmt: skip


def receipt(key: Key, content: bytes = PAPER, name: str = "김영희 㛃") -> str:
    facts = {
        "format": receipts.FORMAT, "issuer": "http://courtyard.test", "check": "http://courtyard.test/check/abcd",
        "paper": {"title": "人民调解协议书", "number": "（2026）图们调协字第9号", "media_type": "application/pdf",
                  "sha256": hashlib.sha256(content).hexdigest(), "way": "electronic", "complete_on": "2026-11-22"},
        "signers": [{"as": "申请人", "name": name, "at": "2026-11-22T06:30:00Z"}, {"as": "印章", "name": "调解委员会"}],
        "released_at": "2026-11-22T06:31:00Z",
    }  # fmt: skip
    place = Place(17, "1" * 64, facts["paper"]["sha256"], receipts.claim(facts))
    return key.signed(receipts.placed(facts, place))


@pytest.fixture
def files(client, tmp_path) -> dict[str, Path]:
    """The verifier as it is downloaded, and each thing that may be laid before it."""
    speak(client, "zh-Hans")
    answer = client.get("/check/offline")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    ours, genuine = ledger.receipt_key(), receipt(ledger.receipt_key())
    said = json.loads(genuine)
    contents = {
        "verifier.html": answer.data, "paper.pdf": PAPER, "changed.pdf": PAPER + b"\n", "same.json": genuine.encode(),
        "forged.json": changed(said, "receipt", "signers", 0, "name", to="金英姬").encode(),
        "moved.json": changed(said, "receipt", "ledger", "entry", to=3).encode(),
        "foreign.json": receipt(Key.open(tmp_path / "other")).encode(), "unread.json": b"{}", "broken.json": b"\xff{",
        "misplaced.json": ours.signed(said["receipt"] | {"ledger": said["receipt"]["ledger"] | {"entry": 1}}).encode(),
    }  # fmt: skip
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


LAID = [
    ("paper.pdf", "same.json", "same"), ("changed.pdf", "same.json", "other"), ("paper.pdf", "forged.json", "forged"),
    ("paper.pdf", "moved.json", "forged"), ("paper.pdf", "misplaced.json", "forged"),
    ("paper.pdf", "foreign.json", "foreign"), ("paper.pdf", "unread.json", "unread"),
    ("paper.pdf", "broken.json", "unread"), ("same.json", "paper.pdf", "unread"),
]  # fmt: skip


def test_the_page_is_one_file_that_may_fetch_nothing(files):
    text = files["verifier.html"].read_text()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert not re.search(r"\s(src|href|action)=", text)
    for name in ("style", "script"):
        part = re.search(f"<{name}>(.*?)</{name}>", text, re.S)[1]
        assert base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() in policy
    assert base64.b64encode(ledger.receipt_key().public).decode() in text
    assert len(text) < 60_000


def test_the_check_page_shows_the_same_fingerprint(client, files):
    assert re.sub(r"\s", "", re.search(r'translate="no">([0-9a-f ]{79})<', client.get("/check").text)[1]) == \
        ledger.receipt_key().fingerprint


@pytest.mark.browser
def test_chromium_tells_genuine_from_forged(files):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(locale="zh-CN", viewport={"width": 360, "height": 700})
        axe.bring(page)
        problems: list[str] = []
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: None if asked.url.startswith("file:") else problems.append(asked.url))
        page.goto(files["verifier.html"].as_uri())
        for paper, proof, answer in LAID:
            lay(page, files[paper], files[proof])
            assert SAID[answer] in page.inner_text("#result h2"), (paper, proof)
        lay(page, files["paper.pdf"], files["same.json"])
        assert page.locator("#result ol li").all_inner_texts()[0].startswith("김영희 㛃 申请人")
        assert "2026年11月22日" in page.inner_text("#result ol") and "第 17 条" in page.inner_text("#result")
        for language in words.LANGUAGES:
            page.click(f"[data-language={language}]")
            assert words.translate("This is the paper that was released", language) in page.inner_text("#result h2")
            assert axe.violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.emulate_media(media="print")
        assert page.is_visible("#result") and not page.is_visible("#choose")
        assert problems == []
        browser.close()


def lay(page: Page, paper: Path, proof: Path) -> None:
    for name, file in (("paper", paper), ("receipt", proof)):
        page.set_input_files(f"#{name}", [])
        page.set_input_files(f"#{name}", file)
    page.wait_for_selector("#result h2")


CHOOSE = """(async (paper, receipt) => {
  for (const [name, text] of Object.entries({paper, receipt})) {
    const chosen = new DataTransfer();
    chosen.items.add(new File([new TextEncoder().encode(text)], name));
    document.getElementById(name).files = chosen.files;
    document.getElementById(name).dispatchEvent(new Event("change"));
  }
  const result = document.getElementById("result");
  for (let tries = 0; tries < 400 && !result.querySelector("h2"); tries++) await new Promise(r => setTimeout(r, 25));
  return result.querySelector("h2").textContent;
})"""


@pytest.mark.browser
def test_firefox_checks_from_the_disk_too(files, tmp_path):
    profile = tmp_path / "profile"
    profile.mkdir()
    with Firefox(profile) as firefox:
        firefox.goto(files["verifier.html"].as_uri())
        for proof, english in (
            ("same", "This is the paper that was released"), ("forged", "This receipt is not genuine"),
        ):  # fmt: skip
            text = json.dumps(files[f"{proof}.json"].read_text())
            told = firefox.evaluate(f"({CHOOSE})({json.dumps(PAPER.decode())}, {text})")
            assert told[2:] in {words.translate(english, code) for code in words.LANGUAGES}
