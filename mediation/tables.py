"""Every table of the house, imported once: for migrations, and for the application to know them all."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import documents
import mediation
import video
from mediation.core import deadlines, jobs, live, once, outbox, record
from mediation.core.db import Base

CORE = (deadlines, jobs, live, once, outbox, record)


def features() -> list[str]:
    """The features there are, by folder."""
    return [
        m.name for m in pkgutil.iter_modules(mediation.__path__) if m.ispkg and m.name not in ("core", "operations")
    ]


def modules(name: str) -> list[ModuleType]:
    """The module of this name of every feature and wing that has one."""
    packages = [*(f"mediation.{feature}" for feature in features()), video.__name__, documents.__name__]
    found = []
    for package in packages:
        if importlib.util.find_spec(f"{package}.{name}"):
            found.append(importlib.import_module(f"{package}.{name}"))
    return found


modules("models")
metadata = Base.metadata
