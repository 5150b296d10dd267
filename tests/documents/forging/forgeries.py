"""Every class of forgery there is: all modules that register some, imported."""

from __future__ import annotations

from tests.documents.forging import additions, damage, makers
from tests.documents.forging.classes import FORGERIES, Forgery

__all__ = ["FORGERIES", "Forgery", "additions", "damage", "makers"]
