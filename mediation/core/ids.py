"""Numbers that leave the house: random, unguessable, and readable aloud where a person has to."""

from __future__ import annotations

import base64
import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

_CLEAR_LETTERS = frozenset("ACEFHJKMNPRTUWXY")  # none of them sounds or looks like another, or like a digit


def public_id() -> str:
    """128 random bits as 26 lower-case base32 letters and digits."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def receipt_number(year: int) -> str:
    """`2026-481-739-K`: a year, six random digits and one check character (ISO 7064, mod 37,36).

    Random rather than counted, so that nobody learns how many matters there are; uniqueness is the database's.
    """
    while True:
        body = f"{year}{secrets.randbelow(1_000_000):06}"
        check = mod_37_36.calc_check_digit(body)
        if check in _CLEAR_LETTERS:
            return f"{body[:4]}-{body[4:7]}-{body[7:]}-{check}"


def read_receipt_number(typed: str) -> str | None:
    """What somebody typed or read out, in the written form; None when the check character does not fit."""
    plain = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    try:
        mod_37_36.validate(plain)
    except ValidationError:
        return None
    if len(plain) != 11:
        return None
    return f"{plain[:4]}-{plain[4:7]}-{plain[7:10]}-{plain[10]}"


def one_time_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06}"
