"""Everybody who acts in the city, together. A feature adds its people's acts as one class of its own."""

from __future__ import annotations

from mediation.operations.world.confirming import Confirming
from mediation.operations.world.performing import Performing


class World(Confirming, Performing):
    """One city; every act is committed before the next, as it is between people."""
