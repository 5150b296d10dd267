"""The offline verifier: one HTML file that checks a paper against its receipt in any browser, without network and
without us. It holds the installation's public key, so it is worth what the way is worth by which it was got."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache

from flask import render_template
from markupsafe import Markup

from documents.receipts import FORMAT, Key
from mediation.core import words
from mediation.core.settings import CHECKOUT
from mediation.core.words import N_

WORDS = {
    "title": N_("Check a paper without a network"),
    "lead": N_(
        "This page is one file. It works without a network and sends nothing anywhere. Keep it from the day you get it."
    ),
    "script": N_("This page needs JavaScript. Open it in a current browser in which it is switched on."),
    "unable": N_(
        "This browser cannot check here. Save this page as a file, and open the file in a current Chrome, Edge or "
        "Firefox."
    ),
    "choose": N_("Choose both files"),
    "choose_paper": N_("1. The paper, as it was downloaded (PDF)"),
    "choose_receipt": N_("2. Its verification receipt (ends in .json)"),
    "none": N_("Nothing is chosen yet."),
    "one_more": N_("Now choose the other file."),
    "working": N_("Checking…"),
    "unreadable": N_("A file could not be read. Choose it again."),
    "same": N_("This is the paper that was released"),
    "same_then": N_("The file is, byte for byte, the one that was released with the signatures below."),
    "other": N_("This is not the paper of the receipt"),
    "other_then": N_(
        "The receipt is genuine, but it is for another file: this one was changed, or it is another paper. Do not "
        "rely on it."
    ),
    "forged": N_("This receipt is not genuine"),
    "forged_then": N_("It says that it comes from here, but it was changed or made up. It proves nothing."),
    "foreign": N_("This receipt comes from somewhere else"),
    "foreign_then": N_(
        "It was signed with another key than the one in this page. Get the page from where the receipt came, and "
        "compare its key."
    ),
    "unread": N_("The second file is not a verification receipt"),
    "unread_then": N_("Choose the file that was downloaded beside the paper; its name ends in .json."),
    "signature_passed": N_("The receipt was signed with the key of the installation and is unchanged."),
    "signature_failed": N_("The receipt was not signed with the key of the installation."),
    "ledger_passed": N_("The entry in the ledger fits what the receipt says."),
    "file_passed": N_("The fingerprint (SHA-256) of the file is the one on the receipt."),
    "file_failed": N_("The fingerprint (SHA-256) of the file is not the one on the receipt."),
    "receipt_failed": N_("There is no receipt in it that could be read."),
    "signers": N_("Who signed, in this order"),
    "paper": N_("Paper"),
    "number": N_("Number"),
    "complete_on": N_("Complete since"),
    "released_at": N_("Released (Beijing time)"),
    "way": N_("How it was signed"),
    "on_screen": N_("Signed on the screen"),
    "by_hand": N_("Signed by hand on paper"),
    "address": N_("Address for the full check"),
    "entry": N_("Place in the ledger"),
    "entry_of": N_("Entry %(entry)s"),
    "entry_hash": N_("Hash of the entry"),
    "files": N_("Files"),
    "sha256": N_("SHA-256 of the file"),
    "checked_at": N_("Checked here (Beijing time)"),
    "print": N_("Print the result"),
    "checks": N_("What this page checks"),
    "checks_signature": N_("The receipt was signed by the installation whose key is in this page."),
    "checks_file": N_("The file is exactly the one on the receipt: not one byte was changed, added or cut off."),
    "checks_ledger": N_(
        "The receipt fits its entry in the ledger. Each entry holds the hash of the one before it, so nothing can be "
        "changed or taken out later without being seen by whoever holds a receipt."
    ),
    "checks_not": N_("What it cannot tell"),
    "checks_not_chain": N_("The certificate behind each signature inside the PDF, and its timestamps."),
    "checks_not_structure": N_("The inner structure of the PDF, and whether the terms inside equal those on the page."),
    "checks_not_later": N_("What happened after the release, such as a ruling that was set aside."),
    "checks_not_law": N_("Who a person really is, and whether what was agreed is lawful."),
    "full_check": N_(
        "For these use the full check at %(issuer)s/check, or a PDF program with the certificate of the installation."
    ),
    "key": N_("The key in this page"),
    "key_then": N_(
        "Compare this fingerprint once with the one that %(issuer)s/check shows, or by phone with the institution. If"
        " it differs, this page is not ours."
    ),
}  # fmt: skip


def page(key: Key, issuer: str) -> str:
    """The whole file, which begins in the reader's language. `issuer` is the installation's public address."""
    values = {"issuer": issuer}
    known = {code: {name: words.translate(msgid, code) for name, msgid in WORDS.items()} for code in words.LANGUAGES}
    given = {
        "key": base64.b64encode(key.public).decode(),
        "fingerprint": key.fingerprint, "format": FORMAT, "values": values, "words": known,
    }  # fmt: skip
    here = known[words.language()]
    style, program = _part("css/verifier.css"), _part("js/documents/verifier.js")
    return render_template(
        "documents/verifier.html",
        language=words.language(),
        languages=words.LANGUAGES,
        said={name: _filled(text, values) for name, text in here.items()},
        values=values,
        fingerprint=grouped(key.fingerprint),
        given=Markup(json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")),
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(program)}; "
        "form-action 'none'; base-uri 'none'",
        style=Markup(f"<style>{style}</style>"),
        program=Markup(f"<script>{program}</script>"),
    )


def grouped(digest: str) -> str:
    """A fingerprint as people compare it: four characters at a time."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"%({name})s", value)
    return text


@cache
def _part(path: str) -> str:
    return (CHECKOUT / "static" / path).read_text(encoding="utf-8")


def _hash(part: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'"
