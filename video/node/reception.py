"""What the node knows of a stream it receives: gaps, jitter, losses, and its report on them (RFC 3550). Pure."""

from __future__ import annotations

from video.node.rtcp import Report, Sent

MOST_MISSING = 300
MOST_TRIES = 8
TRY_EVERY = {48_000: 0.04, 90_000: 0.08}
"""Seconds between two requests for the same packet, by clock: sound is played sooner than a picture."""


class Reception:
    """One incoming stream. Numbers are unwrapped: they go on growing past 65,535."""

    __slots__ = (
        "_again", "_before", "_clock", "_lost_before", "_report", "_report_at", "_transit", "base", "index", "jitter",
        "lately", "missing", "received", "repaired",
    )  # fmt: skip

    def __init__(self, clock: int) -> None:
        self._clock = clock
        self.restart()

    def restart(self) -> None:
        """Begin anew: the sender's numbering has."""
        self.base: int | None = None
        self.index = -1
        self.received = self.repaired = 0
        self.lately = (0, 0)  # packets expected between the last two reports, and lost of them on the first way
        self._again = 0  # asked for and come by the same stream since the last report: received, and yet once lost
        self.jitter = 0.0
        self.missing: dict[int, tuple[int, float]] = {}  # number: requests made, when the next is due
        self._transit = 0.0
        self._before = 0
        self._lost_before = 0
        self._report = 0
        self._report_at = 0.0

    def arrived(self, sequence: int, timestamp: int, now: float) -> int:
        """Take note of a packet; its unwrapped number. A number not above the last `index` came late."""
        self.received += 1
        transit = now * self._clock - timestamp
        moved = transit - self._transit
        self._transit = transit
        if -160_000 < moved < 160_000:  # else the first packet, or the timestamp went round
            self.jitter += ((moved if moved > 0 else -moved) - self.jitter) * 0.0625
        step = (sequence - self.index) & 0xFFFF
        if step == 1 and self.base is not None:
            self.index += 1
            return self.index
        return self._irregular(step, sequence, now)

    def _irregular(self, step: int, sequence: int, now: float) -> int:
        if self.base is None:
            self.base = self.index = sequence + 0x10000
            return self.index
        if step >= 0x8000:
            late = self.index + step - 0x10000
            asked, _ = self.missing.pop(late, (0, 0.0))
            self._again += asked > 0
            self.repaired += asked > 0
            return late
        if 1 < step <= MOST_MISSING:
            self.missing.update((number, (0, now)) for number in range(self.index + 1, self.index + step))
        while len(self.missing) > MOST_MISSING:
            del self.missing[next(iter(self.missing))]
        self.index += step
        return self.index

    def recovered(self, sequence: int) -> int | None:
        """A packet came again by another stream (RTX): its unwrapped number, None if it is not missing.

        It stays lost in the reports, which speak of this stream (RFC 4588 section 4).
        """
        number = self.index - ((self.index - sequence) & 0xFFFF)
        if self.missing.pop(number, None) is None:
            return None
        self.repaired += 1
        return number

    def wanted(self, now: float) -> list[int]:
        """The sequence numbers to ask for now; one asked for eight times in vain is given up."""
        due = [(number, tries) for number, (tries, at) in self.missing.items() if at <= now]
        for number, tries in due:
            if tries >= MOST_TRIES:
                del self.missing[number]
            else:
                self.missing[number] = tries + 1, now + TRY_EVERY[self._clock]
        return [number & 0xFFFF for number, tries in due if tries < MOST_TRIES]

    @property
    def lost(self) -> int:
        """Packets that never came by this stream, so far."""
        return 0 if self.base is None else self.index - self.base + 1 - self.received

    def reported(self, information: Sent, now: float) -> None:
        """Remember when the sender's last report came, for its round-trip time."""
        self._report, self._report_at = information.ntp >> 16 & 0xFFFFFFFF, now

    def report(self, ssrc: int, now: float) -> Report | None:
        """The report block about the time since the last one (RFC 3550 appendix A.3); None before the first packet."""
        if self.base is None:
            return None
        expected = self.index - self.base + 1
        expected_now, lost_now = expected - self._before, self.lost - self._lost_before
        self._before, self._lost_before = expected, self.lost
        self.lately = (expected_now, max(0, lost_now + self._again))
        self._again = 0
        fraction = min(255, lost_now * 256 // expected_now) if expected_now > 0 and lost_now > 0 else 0
        delay = int((now - self._report_at) * 65536) & 0xFFFFFFFF if self._report else 0
        return Report(ssrc, fraction, self.lost, self.index & 0xFFFFFFFF, int(self.jitter), self._report, delay)


class Arrivals:
    """Arrival times by transport-wide number, collected between two feedback packets."""

    __slots__ = ("_last", "_waiting", "sent")

    def __init__(self) -> None:
        self._waiting: list[tuple[int, float]] = []
        self._last = 0
        self.sent = 0

    def add(self, number: int, now: float) -> bool:
        """Note an arrival; True if it is the first since the last feedback."""
        step = (number - self._last) & 0xFFFF
        self._last += step if step < 0x8000 else 0
        self._waiting.append((self._last if step < 0x8000 else self._last + step - 0x10000, now))
        return len(self._waiting) == 1

    def take(self) -> list[tuple[int, float]]:
        """What arrived, rising by number, at most the newest 2,000 numbers; and begin anew."""
        found = sorted(dict(self._waiting).items())
        self._waiting.clear()
        return [pair for pair in found if pair[0] > found[-1][0] - 2000]
