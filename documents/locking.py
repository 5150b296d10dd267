"""A paper only who has the word can open: PDF encryption with AES-256 (ISO 32000-2, 7.6), its enclosures inside."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer


@dataclass(frozen=True)
class Inside:
    """A file that is to lie in the locked paper. Its name is ASCII, its title is what people read."""

    name: str
    title: str
    content: bytes
    media_type: str


def lock(pdf: bytes, word: str, inside: Sequence[Inside] = ()) -> bytes:
    """The same pages, readable with the word alone, and with them the files."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)))
    writer.encrypt(owner_pass=word, user_pass=word)
    for one in inside:
        held = EmbeddedFileObject.from_file_data(writer, one.content, mime_type=one.media_type)
        embed_file(writer, FileSpec(one.name, file_name=one.title, embedded_data=held))
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()
