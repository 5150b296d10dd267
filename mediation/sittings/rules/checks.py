"""What came of trying one's devices, and how a link to the room is doing."""

from __future__ import annotations

import enum

from mediation.core.words import N_


class Score(enum.StrEnum):
    GOOD = "good"
    OKAY = "okay"
    BAD = "bad"


SCORE = {
    Score.GOOD: N_("Everything works"),
    Score.OKAY: N_("It will do; sound first"),
    Score.BAD: N_("It does not work yet"),
}

OKAY_LOSS, BAD_LOSS = 0.03, 0.10
"""Shares of packets lost on the way there and back."""
OKAY_MS, BAD_MS = 300, 800
"""Milliseconds there and back."""


def score(*, sees_self: bool, bar_moved: bool, heard_tone: bool, loss: float | None, round_trip: int | None) -> Score:
    """Good, okay or bad from three answers and what was measured. Nobody hearing or heard is bad, whatever else works;
    no picture, or no measurement, is okay: one can take part by sound.
    """
    if not (bar_moved and heard_tone):
        return Score.BAD
    if loss is None or round_trip is None:
        return Score.OKAY
    if loss >= BAD_LOSS or round_trip >= BAD_MS:
        return Score.BAD
    weak = not sees_self or loss >= OKAY_LOSS or round_trip >= OKAY_MS
    return Score.OKAY if weak else Score.GOOD


IN_APP = {"MicroMessenger": "wechat", "AlipayClient": "alipay", "KAKAOTALK": "kakaotalk"}
BROWSERS = (
    ("SamsungBrowser", "samsung"), ("Firefox", "firefox"), ("FxiOS", "firefox"), ("Edg", "edge"), ("CriOS", "chrome"),
    ("Chrome", "chrome"), ("Safari", "safari"),
)  # fmt: skip
"""In this order: most of them also call themselves by the names that come after."""


def in_app(agent: str) -> str | None:
    """The app whose own window this is, by its User-Agent: there cameras mostly do not work."""
    return next((name for mark, name in IN_APP.items() if mark.lower() in agent.lower()), None)


def browser(agent: str) -> str:
    """The browser by its User-Agent: chrome, safari, firefox, samsung, edge, an app's name, or `other`."""
    return in_app(agent) or next((name for mark, name in BROWSERS if mark in agent), "other")


def device(agent: str) -> str:
    """phone, tablet or computer."""
    if "iPad" in agent or ("Android" in agent and "Mobile" not in agent):
        return "tablet"
    return "phone" if "Mobi" in agent or "iPhone" in agent else "computer"


BLOCKED = {
    "chrome": N_("Chrome: tap the sign left of the address, then Permissions, and allow camera and microphone."),
    "samsung": N_("Samsung Internet: tap the lock beside the address, then Permissions, and allow camera and "
                  "microphone."),
    "firefox": N_("Firefox: tap the lock beside the address, then clear “Blocked” beside camera and microphone, and "
                  "reload the page."),
    "safari": N_("Safari: tap “aA” or the sign left of the address, then Website Settings, and set camera and "
                 "microphone to Allow. On an iPhone also look under Settings, Safari."),
    "edge": N_("Edge: tap the lock beside the address, then Permissions, and allow camera and microphone."),
}  # fmt: skip
BLOCKED_ELSEWHERE = N_("Look for the lock beside the address, and allow camera and microphone there; then try again.")

SENDS_KBIT, SOUND_KBIT = 500, 32


def megabytes_an_hour(others: int, *, picture: bool) -> int:
    """What an hour uses, in megabytes, sent and received together: one's own picture and sound, and the others'."""
    kbit = (others + 1) * (SOUND_KBIT + (SENDS_KBIT if picture else 0))
    return round(kbit * 3600 / 8 / 1000 / 10) * 10


TIPS = (
    N_("Come nearer to your Wi-Fi, or switch from Wi-Fi to mobile data."),
    N_("Close other programs and downloads on this device."),
    N_("Switch your camera off: sound comes first."),
)
"""What somebody with a poor link is told."""
QUALITY = {
    "good": N_("Good connection"),
    "poor": N_("Poor connection"),
    "bad": N_("Bad connection"),
}
