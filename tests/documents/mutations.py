"""Forgeries of a signed paper by published classes, each with the rules of which at least one must refuse it.

Classes: universal signature forgery, incremental saving, signature wrapping, shadow (prepared before signing), evil
annotation and sneaky signature on certified papers, rollback, impostor, and plain damage.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from documents import signing
from documents.imprint import Imprints
from tests.documents import samples, signed

Forgery = Callable[[], bytes]
FORGERIES: dict[str, tuple[Forgery, frozenset[str]]] = {}


def forgery(*rules: str, name: str = "") -> Callable[[Forgery], Forgery]:
    def register(make: Forgery) -> Forgery:
        FORGERIES[name or make.__name__] = (make, frozenset(rules))
        return make
    return register


def genuine() -> bytes:
    return signed.agreement().pdf


# Universal signature forgery: what the signature says it covers.

def _last(pattern: bytes, replacement: bytes) -> bytes:
    """The file with the last match replaced, its length kept by spaces."""
    match = list(re.finditer(pattern, genuine()))[-1]
    old = match.group()
    assert len(replacement) <= len(old)
    return genuine()[:match.start()] + replacement.ljust(len(old)) + genuine()[match.end():]


_RANGES = {"null": b"null", "empty": b"[]", "zeros": b"[0 0 0 0]", "negative": b"[0 -1 10 20]", "three": b"[0 10 20]",
           "overlapping": b"[0 900 100 900]", "short_tail": b"[0 100 200 5]", "shifted_start": b"[1 100 200 300]",
           "fraction": b"[0 1.5 2 3]", "huge": b"[0 9 99999 9999999]"}
for _name, _range in _RANGES.items():
    FORGERIES[f"byte_range_{_name}"] = (
        lambda value=_range: _last(rb"/ByteRange\s*\[[^]]*\]", b"/ByteRange " + value),  # type: ignore[misc]
        frozenset({"readable", "intact", "whole"}))


@forgery("readable", "intact")
def contents_missing() -> bytes:
    return _last(rb"/Contents\s*<[0-9a-fA-F]+>", b"")


@forgery("readable", "intact")
def contents_empty() -> bytes:
    return _last(rb"/Contents\s*<[0-9a-fA-F]+>", b"/Contents <>")


@forgery("readable", "intact")
def contents_zeroed() -> bytes:
    match = list(re.finditer(rb"<([0-9a-fA-F]{1000,})>", genuine()))[-1]
    return genuine()[:match.start(1)] + b"0" * len(match.group(1)) + genuine()[match.end(1):]


@forgery("intact")
def contents_padded_with_hidden_bytes() -> bytes:
    match = list(re.finditer(rb"<([0-9a-fA-F]{1000,})>", genuine()))[-1]
    return genuine()[:match.end(1) - 8] + b"deadbeef" + genuine()[match.end(1):]


@forgery("intact")
def contents_in_small_letters() -> bytes:
    match = list(re.finditer(rb"<([0-9a-fA-F]{1000,})>", genuine()))[-1]
    return genuine()[:match.start(1)] + match.group(1).lower() + genuine()[match.end(1):]


@forgery("readable", "intact", "signers")
def a_signature_put_into_another_field() -> bytes:
    found = [match.group(1) for match in re.finditer(rb"<([0-9a-fA-F]{1000,})>", genuine())]
    return genuine().replace(found[1], found[0])


# Incremental saving: something new behind the last signature.

def _updated(change: Callable[[IncrementalPdfFileWriter], None], file: bytes | None = None) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(file or genuine()))
    change(writer)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def _page(writer: IncrementalPdfFileWriter) -> Any:
    page = writer.root["/Pages"]["/Kids"][0]
    writer.update_container(page)
    return page


@forgery("whole")
def overwritten_page_content() -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = _page(writer)
        page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"q 0 0 999 999 re f Q"))
    return _updated(change)


@forgery("whole")
def added_text_on_a_page() -> bytes:
    return _updated(lambda writer: writer.add_stream_to_page(
        0, writer.add_object(generic.StreamObject(stream_data=b"q 1 0 0 rg 0 0 99 99 re f Q"))))


@forgery("whole")
def added_page() -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"].append(pages["/Kids"].raw_get(0))
        pages[pdf_name("/Count")] = generic.NumberObject(int(pages["/Count"]) + 1)
        writer.update_container(pages)
    return _updated(change)


def _annotation(subtype: str, **more: generic.PdfObject) -> generic.DictionaryObject:
    entries = {pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name(subtype),
               pdf_name("/Rect"): generic.ArrayObject(generic.NumberObject(edge) for edge in (50, 50, 300, 300)),
               pdf_name("/Contents"): generic.TextStringObject("120000")}
    return generic.DictionaryObject(entries | {pdf_name(f"/{name}"): value for name, value in more.items()})


def _with_annotation(annotation: generic.DictionaryObject, *, field: bool = False) -> Callable[[Any], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = _page(writer)
        reference = writer.add_object(annotation)
        page[pdf_name("/Annots")] = generic.ArrayObject([*page.get("/Annots", []), reference])
        if field:
            writer.root["/AcroForm"]["/Fields"].append(reference)
            writer.update_container(writer.root["/AcroForm"]["/Fields"])
    return change


@forgery("inert")
def annotation_over_the_text() -> bytes:
    return _updated(_with_annotation(_annotation("/FreeText")))


@forgery("inert")
def stamp_annotation() -> bytes:
    return _updated(_with_annotation(_annotation("/Stamp")))


@forgery("inert")
def text_field() -> bytes:
    extra = {"FT": pdf_name("/Tx"), "T": generic.TextStringObject("amount"), "V": generic.TextStringObject("1")}
    return _updated(_with_annotation(_annotation("/Widget", **extra), field=True))


@forgery("inert")
def link_to_a_page() -> bytes:
    action = generic.DictionaryObject({pdf_name("/S"): pdf_name("/URI"),
                                       pdf_name("/URI"): generic.TextStringObject("https://evil.example")})
    return _updated(_with_annotation(_annotation("/Link", A=action)))


def _in_catalog(key: str, value: generic.PdfObject) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root[pdf_name(key)] = value
        writer.update_root()
    return _updated(change)


@forgery("inert")
def script_on_opening() -> bytes:
    return _in_catalog("/OpenAction", generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("app.alert(1)")}))


@forgery("inert")
def launching_a_program() -> bytes:
    return _in_catalog("/AA", generic.DictionaryObject({pdf_name("/WC"): generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/Launch")})}))


@forgery("inert")
def layers() -> bytes:
    return _in_catalog("/OCProperties", generic.DictionaryObject({pdf_name("/OCGs"): generic.ArrayObject()}))


@forgery("attachments", "whole")
def second_terms_file() -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
        names.append(generic.TextStringObject("terms.json"))
        names.append(names.raw_get(1))
        writer.update_container(names)
    return _updated(change)


@forgery("whole")
def swapped_appearance_of_a_signature() -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        first, second = (writer.root["/AcroForm"]["/Fields"][number] for number in (0, 1))
        first["/AP"][pdf_name("/N")] = second["/AP"].raw_get("/N")
        writer.update_container(first["/AP"])
    return _updated(change)


@forgery("whole", "signers")
def sneaked_in_signature_field() -> bytes:
    return _updated(lambda writer: fields.append_signature_field(
        writer, fields.SigFieldSpec("p-9", box=(50, 50, 200, 90), on_page=0)))


@forgery("whole", "readable")
def body_appended_without_a_table() -> bytes:
    return genuine() + b"999 0 obj\n<< /Type /Catalog /OpenAction << /S /JavaScript /JS (x) >> >>\nendobj\n"


@forgery("whole", "readable")
def trailing_bytes() -> bytes:
    return genuine() + b"\n% and one more thing\n"


@forgery("whole", "readable")
def trailing_zero() -> bytes:
    return genuine() + b"\0"


@forgery("whole", "readable", "revisions")
def two_papers_in_one_file() -> bytes:
    return genuine() + genuine()


# Signature wrapping and damage.

@forgery("readable", "intact", "whole")
def moved_second_range() -> bytes:
    match = list(re.finditer(rb"<[0-9a-fA-F]{1000,}>", genuine()))[-1]
    return genuine()[:match.end()] + b"% moved\n" + genuine()[match.end():]


@forgery("readable", "intact", "whole")
def prefixed_bytes() -> bytes:
    return b"MZ\x90\0 hello " + genuine()


@forgery("readable")
def cut_in_the_middle() -> bytes:
    return genuine()[:len(genuine()) // 2]


@forgery("readable", "signers")
def not_a_pdf() -> bytes:
    return b"<html>agreement</html>"


@forgery("readable", "signers")
def empty() -> bytes:
    return b""


def _rewritten(file: bytes, change: Callable[[pikepdf.Pdf], None] = lambda pdf: None, **save: Any) -> bytes:
    sink = io.BytesIO()
    with pikepdf.open(io.BytesIO(file)) as pdf:
        change(pdf)
        pdf.save(sink, **save)
    return sink.getvalue()


@forgery("readable", "intact", "whole")
def rewritten_with_object_streams() -> bytes:
    return _rewritten(genuine(), object_stream_mode=pikepdf.ObjectStreamMode.generate)


@forgery("readable", "intact", "inert")
def rewritten_linearised() -> bytes:
    return _rewritten(genuine(), linearize=True)


@forgery("readable")
def encrypted() -> bytes:
    return _rewritten(genuine(), encryption=pikepdf.Encryption(owner="owner", user="", R=6))


# Rollback: an older signed state is a perfect file; only who must have signed tells.

def _cut(revisions: int) -> bytes:
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", genuine())]
    return genuine()[:ends[-1 - revisions]]


@forgery("signers")
def rolled_back_by_the_seal() -> bytes:
    return _cut(1)


@forgery("signers")
def rolled_back_by_two() -> bytes:
    return _cut(2)


@forgery("signers", "intact")
def rolled_back_to_the_unsigned_paper() -> bytes:
    return _cut(5)


# Signed by us or by somebody, but not this.

def _signed(base: bytes, **changed: Any) -> bytes:
    given = {"intents": samples.intents(), "institution": samples.SEAL, "authority": signed.authority()} | changed
    return signing.seal(base, **given).pdf


@forgery("chain")
def foreign_authority_with_the_same_names() -> bytes:
    return _signed(samples.agreement(), authority=signed.authority("Somebody else"))


@forgery("signers", "shown")
def wrong_order() -> bytes:
    swapped = (samples.FOUR[1], samples.FOUR[0], *samples.FOUR[2:])
    return _signed(signing.rendering.render(samples.paper("agreement", attachments=True, signers=swapped)),
                   intents=samples.intents(swapped))


@forgery("signers", "shown")
def one_signer_fewer() -> bytes:
    fewer = samples.FOUR[1:]
    return _signed(signing.rendering.render(samples.paper("agreement", attachments=True, signers=fewer)),
                   intents=samples.intents(fewer))


@forgery("signers", "shown")
def one_signer_more() -> bytes:
    more = (*samples.FOUR, samples.signer("p-3", "party", "被申请人", "王五"))
    return _signed(signing.rendering.render(samples.paper("agreement", attachments=True, signers=more)),
                   intents=samples.intents(more))


@forgery("signers")
def somebody_else_under_a_signers_uid() -> bytes:
    first, *rest = samples.intents()
    other = signing.Intent("冒名者", first.role_title, first.signed_at, None, first.uid)
    return _signed(samples.agreement(), intents=(other, *rest))


@forgery("attachments", "shown")
def other_terms_embedded() -> bytes:
    paper = samples.paper("agreement")
    other = signing.rendering.Paper(paper.kind, paper.version, paper.language, paper.facts,
                                    (("terms.json", b'{"terms":[]}', "application/json"),))
    return _signed(signing.rendering.render(other))


@forgery("attachments", "shown")
def no_terms_embedded() -> bytes:
    return _signed(signing.rendering.render(samples.paper("agreement")))


@forgery("shown")
def other_prose_with_the_same_terms_file() -> bytes:
    return _signed(signing.rendering.render(samples.paper("agreement", attachments=True, facts="双方没有纠纷。")))


# Shadow: prepared before everyone signed.

def _prepared(change: Callable[[Any], None]) -> bytes:
    return _signed(_updated(change, samples.agreement()))


@forgery("inert", "shown", "revisions")
def shadow_with_a_text_field() -> bytes:
    extra = {"FT": pdf_name("/Tx"), "T": generic.TextStringObject("amount"), "V": generic.TextStringObject("1")}
    return _signed(_updated(_with_annotation(_annotation("/Widget", **extra)), samples.agreement()))


@forgery("inert", "shown", "revisions")
def shadow_with_a_hiding_note() -> bytes:
    return _prepared(_with_annotation(_annotation("/Square")))


@forgery("shown", "revisions")
def shadow_with_a_spare_catalog() -> bytes:
    spare = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Catalog")})
    return _prepared(lambda writer: writer.add_object(spare))


# Certified papers: what one signer may sneak in between two signatures.

def _by_hand(base: bytes, uids: Mapping[str, str], between: Callable[[bytes], bytes], digest: str = "sha256") -> bytes:
    imprints = Imprints(signing._appearances(signing._places(base), samples.intents(), samples.SEAL))
    for number, (uid, name) in enumerate(uids.items()):
        about = signers.PdfSignatureMetadata(
            field_name=uid, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm=digest, certify=number == 0,
            docmdp_permissions=fields.MDPPerm.FILL_FORMS)
        fresh = signed.authority().fresh_certificate(name, uid, "-")
        base = signing._signed(base, about, signing._Signer(fresh, signed.authority()), imprints.style(number))
        if number == 1:
            base = between(base)
    return base


@forgery("inert", "revisions")
def note_between_two_signatures() -> bytes:
    return _by_hand(samples.agreement(), dict(signed.Register().signers),
                    lambda file: _updated(_with_annotation(_annotation("/FreeText")), file))


@forgery("revisions")
def page_content_between_two_signatures() -> bytes:
    return _by_hand(samples.agreement(), dict(signed.Register().signers), lambda file: _updated(
        lambda writer: writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=b"n"))), file))


@forgery("intact")
def weak_digest() -> bytes:
    return _by_hand(samples.agreement(), dict(signed.Register().signers), lambda file: file, digest="sha1")
