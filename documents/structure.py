"""What a signed paper may contain: pages, fonts, pictures, signatures, the embedded terms. All else is named here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

_KEYS = frozenset({
    "/JS", "/JavaScript", "/AA", "/OpenAction", "/OCProperties", "/OCG", "/OCGs", "/XFA", "/NeedAppearances", "/Launch",
    "/RichMediaContent", "/RichMediaSettings", "/Collection", "/Requirements", "/URI", "/AlternatePresentations",
    "/Renditions", "/PieceInfo", "/Encrypt", "/Linearized"})
_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/GoTo", "/GoToR", "/GoToE", "/GoToDp", "/ImportData",
    "/ResetForm", "/Rendition", "/Movie", "/Sound", "/Named", "/Hide", "/Thread", "/SetOCGState", "/Trans",
    "/GoTo3DView", "/RichMediaExecute"})
_DANGEROUS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
_TYPES = frozenset({"/OCG", "/OCMD", "/Action", "/3D", "/Rendition", "/Collection"})
_DEEPEST = 64


def find_active(reader: PdfFileReader) -> str:
    """The first thing in a paper of ours that could act, hide or be filled in; "" where there is none."""
    return next((f"object {number}: {words}" for number, entry in _entries(reader) if (words := _active(entry))), "")


def find_dangerous(reader: PdfFileReader) -> str:
    """The first thing in anybody's PDF that runs a program or carries another file; links and forms are no danger."""
    for number, entry in _entries(reader):
        keys = _DANGEROUS.intersection(entry)
        if keys or _at(entry, "/S") == "/Launch":
            return f"object {number}: {', '.join(sorted(keys)) or 'launches a program'}"
    return ""


def _entries(reader: PdfFileReader) -> Iterator[tuple[int, generic.DictionaryObject]]:
    """Every dictionary of the file, with the number of the object that holds it."""
    references = {reference for revision in range(reader.xrefs.total_revisions)
                  for reference in reader.xrefs.explicit_refs_in_revision(revision)}
    for reference in sorted(references, key=lambda one: (one.idnum, one.generation)):
        for entry in _dictionaries(reader.get_object(reference, never_decrypt=True), 0):
            yield reference.idnum, entry


def embedded_files(reader: PdfFileReader) -> dict[str, bytes] | None:
    """Embedded files by name; None where one is there twice, or in only one of /AF and /EmbeddedFiles."""
    names = _at(reader.root, "/Names", generic.DictionaryObject())
    tree = _at(names, "/EmbeddedFiles", generic.DictionaryObject())
    if "/Kids" in tree:
        return None
    flat = _at(tree, "/Names", generic.ArrayObject())
    specifications = [flat.raw_get(index) for index in range(1, len(flat), 2)]
    associated = _at(reader.root, "/AF", generic.ArrayObject())
    listed = [associated.raw_get(index) for index in range(len(associated))]
    found = {str(one.get_object()["/UF"]): bytes(one.get_object()["/EF"]["/F"].data) for one in specifications}
    orderly = len(found) == len(specifications) and _numbers(listed) == _numbers(specifications)
    return found if orderly and sum("/EF" in entry for _, entry in _entries(reader)) == len(found) else None


def _at(entry: generic.DictionaryObject, name: str, default: Any = None) -> Any:
    """What stands under a name, references followed; `get` would hand back the reference."""
    try:
        return entry[name]
    except KeyError:
        return default


def _numbers(references: list[generic.PdfObject]) -> list[int]:
    return sorted(one.idnum for one in references if isinstance(one, generic.IndirectObject))


def _active(entry: generic.DictionaryObject) -> str:
    if keys := _KEYS.intersection(entry):
        return ", ".join(sorted(keys))
    if _at(entry, "/S") in _ACTIONS:
        return f"action {entry['/S']}"
    if _at(entry, "/Type") in _TYPES:
        return f"type {entry['/Type']}"
    if _at(entry, "/Type") == "/Annot" and (_at(entry, "/Subtype") != "/Widget" or _at(entry, "/FT") != "/Sig"):
        return f"annotation {_at(entry, '/Subtype')} {_at(entry, '/FT')}"
    if "/FT" in entry and entry["/FT"] != "/Sig":
        return f"field {entry['/FT']}"
    if isinstance(entry, generic.StreamObject) and "/F" in entry:
        return "a stream kept outside the file"
    return ""


def _dictionaries(thing: generic.PdfObject, depth: int) -> Iterator[generic.DictionaryObject]:
    if depth > _DEEPEST:
        raise ValueError("objects nested too deeply")
    if isinstance(thing, generic.DictionaryObject):
        yield thing
        for name in thing:
            yield from _direct(thing.raw_get(name), depth)
    elif isinstance(thing, generic.ArrayObject):
        for index in range(len(thing)):
            yield from _direct(thing.raw_get(index), depth)


def _direct(value: generic.PdfObject, depth: int) -> Iterator[generic.DictionaryObject]:
    if not isinstance(value, generic.IndirectObject):
        yield from _dictionaries(value, depth + 1)
