"""What the reading jail can do. Only `documents.child` imports this module."""

from __future__ import annotations

from documents import examining, leaves, opening

TASKS = {"examine": examining.examine, "photo": opening.photo, "pdf": opening.pdf, "leaf": leaves.leaf,
         "bound": leaves.bound}
