"""The register of forgeries: published classes, each with the rules of which at least one must refuse it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.documents.forging.cases import Case

Make = Callable[[Case], bytes]
Change = Callable[[IncrementalPdfFileWriter], None]


@dataclass(frozen=True)
class Forgery:
    """`unknown`: only a register that does not know the file can tell; all others are refused though it does."""

    make: Make
    rules: frozenset[str]
    unknown: bool = False


FORGERIES: dict[str, Forgery] = {}


def forgery(*rules: str, unknown: bool = False) -> Callable[[Make], Make]:
    def register(make: Make) -> Make:
        assert make.__name__ not in FORGERIES, make.__name__
        FORGERIES[make.__name__] = Forgery(make, frozenset(rules), unknown)
        return make
    return register


CONTENTS = re.compile(rb"<([0-9a-fA-F]{1000,})>")
"""The hexadecimal string of a signature or a timestamp."""


def one_of(case: Case, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
    """One of the signatures or timestamps of the paper, or what belongs to it."""
    return case.dice.choice(list(pattern.finditer(case.file)))


def with_instead(case: Case, start: int, end: int, content: bytes) -> bytes:
    return case.file[:start] + content + case.file[end:]


def updated(file: bytes, change: Change) -> bytes:
    """The file with something saved incrementally, as any editor does."""
    writer = IncrementalPdfFileWriter(io.BytesIO(file))
    change(writer)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def page(writer: IncrementalPdfFileWriter) -> Any:
    first = writer.root["/Pages"]["/Kids"][0]
    writer.update_container(first)
    return first


def stream(content: bytes) -> generic.StreamObject:
    return generic.StreamObject(stream_data=content)


def dictionary(**entries: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{name}"): value for name, value in entries.items()})


def text(words: str) -> generic.TextStringObject:
    return generic.TextStringObject(words)


def annotation(subtype: str, **more: Any) -> generic.DictionaryObject:
    box = generic.ArrayObject(generic.NumberObject(edge) for edge in (50, 50, 300, 300))
    return dictionary(Type=pdf_name("/Annot"), Subtype=pdf_name(subtype), Rect=box, Contents=text("120000"), **more)


def field(**more: Any) -> generic.DictionaryObject:
    return annotation("/Widget", FT=pdf_name("/Tx"), T=text("amount"), V=text("1"), **more)


def with_annotation(added: generic.DictionaryObject, *, listed: bool = False) -> Change:
    """A note on the first page; `listed` among the fields of the form as well."""
    def change(writer: IncrementalPdfFileWriter) -> None:
        first = page(writer)
        reference = writer.add_object(generic.DictionaryObject(added))
        first[pdf_name("/Annots")] = generic.ArrayObject([*first.get("/Annots", []), reference])
        if listed:
            writer.root["/AcroForm"]["/Fields"].append(reference)
            writer.update_container(writer.root["/AcroForm"]["/Fields"])
    return change


def in_catalog(key: str, value: generic.PdfObject) -> Change:
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root[pdf_name(key)] = value
        writer.update_root()
    return change


def on_page(content: bytes) -> Change:
    return lambda writer: writer.add_stream_to_page(0, writer.add_object(stream(content)))
