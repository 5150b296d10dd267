"""What the reading jail can do. Only `documents.child` imports this module."""

from __future__ import annotations

from documents import examining, opening

TASKS = {"examine": examining.examine, "photo": opening.photo, "pdf": opening.pdf}
