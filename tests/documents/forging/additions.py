"""Incremental saving: something new behind the last signature, in the open or under a later timestamp."""

from __future__ import annotations

from asn1crypto import crl as asn1_crl
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.validation.dss import DocumentSecurityStore

from tests.documents.forging.cases import Case, revoked, stamp, stamper
from tests.documents.forging.classes import (
    FORGERIES,
    Change,
    Forgery,
    annotation,
    dictionary,
    field,
    forgery,
    in_catalog,
    on_page,
    page,
    stream,
    text,
    updated,
    with_annotation,
)


def _overwritten(writer: IncrementalPdfFileWriter) -> None:
    page(writer)[pdf_name("/Contents")] = writer.add_object(stream(b"q 0 0 999 999 re f Q"))


def _more_pages(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    pages[pdf_name("/Count")] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages)


def _fewer_pages(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages[pdf_name("/Kids")] = generic.ArrayObject([pages["/Kids"].raw_get(0)])
    pages[pdf_name("/Count")] = generic.NumberObject(1)
    writer.update_container(pages)


def _other_font(writer: IncrementalPdfFileWriter) -> None:
    """The letters keep their codes and get other shapes."""
    fonts = page(writer)["/Resources"]["/Font"]
    plain = dictionary(Type=pdf_name("/Font"), Subtype=pdf_name("/Type1"), BaseFont=pdf_name("/Symbol"))
    for name in list(fonts):
        fonts[name] = writer.add_object(plain)
    writer.update_container(fonts)


def _second_terms(writer: IncrementalPdfFileWriter) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    names.append(text("terms.json"))
    names.append(names.raw_get(1))
    writer.update_container(names)


def _other_terms(writer: IncrementalPdfFileWriter) -> None:
    specification = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1]
    specification["/EF"][pdf_name("/F")] = writer.add_object(stream(b'{"terms":[]}'))
    writer.update_container(specification["/EF"])


def _swapped_appearance(writer: IncrementalPdfFileWriter) -> None:
    first, second = (writer.root["/AcroForm"]["/Fields"][number] for number in (0, 1))
    first["/AP"][pdf_name("/N")] = second["/AP"].raw_get("/N")
    writer.update_container(first["/AP"])


def _second_signature_dictionary(writer: IncrementalPdfFileWriter) -> None:
    """The field shows to a copy of its own signature, which can be changed at leisure."""
    first = writer.root["/AcroForm"]["/Fields"][0]
    first[pdf_name("/V")] = writer.add_object(generic.DictionaryObject(first["/V"]))
    writer.update_container(first)


def _sneaked_field(writer: IncrementalPdfFileWriter) -> None:
    fields.append_signature_field(writer, fields.SigFieldSpec("p-9", box=(50, 50, 200, 90), on_page=0))


def _more_in_the_store(writer: IncrementalPdfFileWriter) -> None:
    store = generic.DictionaryObject(writer.root["/DSS"]) if "/DSS" in writer.root else dictionary()
    store[pdf_name("/More")] = writer.add_object(stream(b"anything"))
    writer.root[pdf_name("/DSS")] = writer.add_object(store)
    writer.update_root()


_URI = dictionary(S=pdf_name("/URI"), URI=text("https://evil.example"))
_PROGRAM = dictionary(S=pdf_name("/JavaScript"), JS=text("app.alert(1)"))
_LAUNCH = dictionary(WC=dictionary(S=pdf_name("/Launch")))
ADDED: dict[str, tuple[Change, tuple[str, ...]]] = {
    "overwritten_page_content": (_overwritten, ()),
    "text_on_a_page": (on_page(b"q 1 0 0 rg 0 0 99 99 re f Q"), ()),
    "page": (_more_pages, ()),
    "page_taken_out": (_fewer_pages, ()),
    "other_font": (_other_font, ()),
    "note_over_the_text": (with_annotation(annotation("/FreeText")), ("inert",)),
    "stamp_on_a_page": (with_annotation(annotation("/Stamp")), ("inert",)),
    "text_field": (with_annotation(field(), listed=True), ("inert",)),
    "link": (with_annotation(annotation("/Link", A=_URI)), ("inert",)),
    "script_on_opening": (in_catalog("/OpenAction", _PROGRAM), ("inert",)),
    "program_on_closing": (in_catalog("/AA", _LAUNCH), ("inert",)),
    "layers": (in_catalog("/OCProperties", dictionary(OCGs=generic.ArrayObject())), ("inert",)),
    "second_terms": (_second_terms, ("attachments",)),
    "other_terms": (_other_terms, ("attachments",)),
    "swapped_appearance": (_swapped_appearance, ()),
    "second_signature_dictionary": (_second_signature_dictionary, ("intact", "readable", "signers")),
    "signature_field": (_sneaked_field, ("signers",)),
    "more_in_the_security_store": (_more_in_the_store, ()),
}  # fmt: skip


def _in_the_open(change: Change) -> Forgery:
    return Forgery(lambda case: updated(case.file, change), frozenset({"whole"}))


def _under_a_timestamp(change: Change, more: tuple[str, ...]) -> Forgery:
    return Forgery(lambda case: stamp(case.file, change=change), frozenset({"revisions", *more}))


def _before_a_timestamp(change: Change, more: tuple[str, ...]) -> Forgery:
    return Forgery(lambda case: stamp(updated(case.file, change)), frozenset({"revisions", *more}))


for _name, (_change, _more) in ADDED.items():
    FORGERIES[f"added_{_name}"] = _in_the_open(_change)
    FORGERIES[f"added_under_a_timestamp_{_name}"] = _under_a_timestamp(_change, _more)
    FORGERIES[f"added_before_a_timestamp_{_name}"] = _before_a_timestamp(_change, _more)


@forgery("whole")
def security_store_behind_the_timestamp(case: Case) -> bytes:
    """As some programs leave it: the last signature no longer covers the file, so nobody can tell what was added."""
    crl = revoked(stamper().certificate(-1, 900, True), stamper().root, stamper().root_key)
    lists = [asn1_crl.CertificateList.load(crl)]
    return updated(case.file, lambda writer: DocumentSecurityStore.supply_dss_in_writer(writer, None, crls=lists))
