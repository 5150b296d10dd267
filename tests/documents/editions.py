"""What has been released stays: the hash of every template of an edition, and of what its papers must be told.

A signed paper is made again from its facts, years later, to the same bytes. So a template of a released edition is
never changed: `agreement/2` is made beside it, and new papers take that. `python -m tests.documents.editions` writes
the list anew; that is right before the first release, and afterwards only to add an edition.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from documents.kinds import KINDS
from documents.layout import PAPERS

LIST = Path(__file__).parent / "editions.json"


def shape(expected: Any) -> Any:
    """A contract as plain data: names and types, in any order."""
    if hasattr(expected, "__annotations__") and not isinstance(expected, str) and get_origin(expected) is None:
        hints = get_type_hints(expected)
        if hints:
            return {name: shape(one) for name, one in hints.items()}
    if get_origin(expected) is not None:
        return [str(get_origin(expected)), *map(shape, get_args(expected))]
    return getattr(expected, "__name__", str(expected))


def now() -> dict[str, str]:
    """Every template and every contract as they are, by name."""
    files = [file for file in sorted(PAPERS.rglob("*")) if file.is_file()]
    found = {str(file.relative_to(PAPERS)): _hash(file.read_bytes()) for file in files}
    said = {f"{kind}: facts": json.dumps(shape(contract), sort_keys=True) for kind, contract in sorted(KINDS.items())}
    return found | {name: _hash(words.encode()) for name, words in said.items()}


def released() -> dict[str, str]:
    return json.loads(LIST.read_text())  # type: ignore[no-any-return]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    LIST.write_text(json.dumps(now(), indent=1, ensure_ascii=False, sort_keys=True) + "\n")
