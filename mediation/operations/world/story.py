"""Everybody who acts in the city, together. A feature adds its people's acts as one class of its own."""

from __future__ import annotations

from mediation.operations.world.agreeing import Agreeing


class World(Agreeing):
    """One city; every act is committed before the next, as it is between people."""
