"""Several people behind one camera: where the camera of a community room may be, given where its people belong.

Whoever sits before the camera hears what it hears. So it is in a room only when each person before it belongs there;
else it is in none, and nobody before it hears anything. Who was sent out of the room does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediation.core.words import N_, Said, say
from video.rooms import WAITING

OVERHEARD = N_("Before one camera sit %(names)s. Ask the community room to send out who is not to hear this.")
AWAY = N_("%(names)s waits outside of the community room. Ask the room to bring them before the camera.")


def room_of(people: Mapping[str, str]) -> str | None:
    """The room of a camera, given the room of each person before it: None when they belong to several."""
    rooms = set(people.values())
    if len(rooms) > 1:
        return None
    return rooms.pop() if rooms else WAITING


def overheard(names: list[str]) -> Said:
    return say(OVERHEARD, names="、".join(names))


def cannot_sit_here(participant: Any, terminal: Any, apart: frozenset[frozenset[str]]) -> str | None:
    """Why somebody cannot be checked in at a terminal. It names nobody who may not be named."""
    if participant.mode.value != "community" or not (participant.is_party or participant.is_guest):
        return N_("This person does not take part from a community room.")
    if participant.terminal is not None and participant.terminal is not terminal:
        return N_("This person is in another community room.")
    if participant.lacking:
        return N_("First the identity, the notice and the consent of this person, each for itself.")
    if any(frozenset({participant.key, one.key}) in apart for one in terminal.people_here):
        return N_("This person cannot be checked in here now. Please call the mediator.")
    return None
