"""A signed sample paper, made once for a test process, with what a register would know about it."""

from __future__ import annotations

import atexit
import functools
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from documents.authority import Authority
from documents.signing import Sealed, seal
from documents.verifying import Expectation, Signatory, Verdict, verify
from tests.documents import samples


@functools.cache
def authority(name: str = "Courtyard local authority") -> Authority:
    """An authority in a folder of its own; another name gives another one."""
    folder = tempfile.mkdtemp(prefix="courtyard-authority-")
    atexit.register(shutil.rmtree, folder)
    return Authority.open(Path(folder), name=name)


@functools.cache
def agreement() -> Sealed:
    """The sample agreement signed by four people and sealed."""
    return seal(samples.agreement(), samples.intents(), samples.SEAL, authority())


@dataclass(frozen=True)
class Register:
    """What is expected of the sample; `knows` is the file whose hash the register holds."""

    signers: tuple[tuple[str, str], ...] = (*((one["uid"], one["name"]) for one in samples.FOUR),
                                            (samples.SEAL.uid, samples.SEAL.name))

    def expects(self, *files: bytes) -> Expectation:
        return Expectation(frozenset(hashlib.sha256(file).hexdigest() for file in files),
                           tuple(Signatory(uid, name) for uid, name in self.signers), {"terms.json": samples.TERMS},
                           hashlib.sha256(samples.agreement()).hexdigest())


def judged(file: bytes) -> Verdict:
    """The verdict on a file by a register so careless that it knows every file: the other rules must hold alone."""
    return verify(file, roots=[authority().root], expected=Register().expects(file))
