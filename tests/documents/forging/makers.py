"""Signed or stamped by somebody, but not this paper, not these people, or not in time; and shadows laid beforehand."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents import signing
from documents.authority import Fresh
from documents.imprint import Imprints
from documents.rendering import Paper, render
from tests.documents import samples, signed
from tests.documents.forging.cases import Case, revoked, stamp, stamper
from tests.documents.forging.classes import (
    CONTENTS,
    annotation,
    dictionary,
    field,
    forgery,
    on_page,
    updated,
    with_annotation,
)

# Other people, another order.


@forgery("chain")
def foreign_authority_with_the_same_names(case: Case) -> bytes:
    return case.stamped(case.signed(case.base, authority=signed.authority("Somebody else")))


def _by(case: Case, people: Sequence[dict[str, str]]) -> bytes:
    chosen = tuple(people)
    return case.stamped(case.signed(case.rendered(signers=chosen), intents=samples.intents(chosen)))


@forgery("signers", "shown")
def wrong_order(case: Case) -> bytes:
    first, second, *rest = case.signers
    return _by(case, (second, first, *rest))


@forgery("signers", "shown")
def one_signer_fewer(case: Case) -> bytes:
    gone = case.dice.randrange(len(case.signers))
    return _by(case, case.signers[:gone] + case.signers[gone + 1:])


@forgery("signers", "shown")
def one_signer_more(case: Case) -> bytes:
    return _by(case, (*case.signers, samples.signer("p-9", "party", "被申请人", "王五")))


@forgery("signers")
def somebody_else_under_a_signers_uid(case: Case) -> bytes:
    intents = list(case.intents)
    at = case.dice.randrange(len(intents))
    known = intents[at]
    intents[at] = signing.Intent("冒名者", known.role_title, known.signed_at, None, known.uid)
    return case.stamped(case.signed(case.base, intents=intents))


@forgery("signers")
def one_person_for_two(case: Case) -> bytes:
    """Two signatures by one certificate."""
    uid, name = case.people[0]
    shared = signed.authority().fresh_certificate(name, uid, "-")
    return _by_hand(case, case.base, fresh=lambda number, made: shared if number < 2 else made)


# Other words.


@forgery("attachments", "shown")
def other_terms_embedded(case: Case) -> bytes:
    paper = samples.paper(case.kind, **case.given)
    other = Paper(paper.kind, paper.version, paper.language, paper.facts,
                  (("terms.json", b'{"terms":[]}', "application/json"),))  # fmt: skip
    return case.signed(render(other))


@forgery("attachments", "shown")
def no_terms_embedded(case: Case) -> bytes:
    return case.signed(render(samples.paper(case.kind, **case.given)))


@forgery("shown")
def other_prose_with_the_same_terms(case: Case) -> bytes:
    return case.stamped(case.signed(case.rendered(facts="双方没有纠纷。")))


# Shadow: prepared before everybody signed.


@forgery("inert", "shown", "revisions")
def shadow_with_a_text_field_to_replace_with(case: Case) -> bytes:
    return case.signed(updated(case.base, with_annotation(field())))


@forgery("inert", "shown", "revisions")
def shadow_that_hides_behind_a_note(case: Case) -> bytes:
    return case.signed(updated(case.base, with_annotation(annotation("/Square"))))


def _spare(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(dictionary(Type=pdf_name("/Catalog"), Pages=writer.root.raw_get("/Pages")))


@forgery("shown", "revisions")
def shadow_with_a_spare_catalog(case: Case) -> bytes:
    return case.signed(updated(case.base, _spare))


@forgery("whole", "readable")
def shadow_that_changes_to_its_spare_catalog(case: Case) -> bytes:
    """Hide and replace: after everybody has signed, one new table makes the spare the catalog."""
    file = case.signed(updated(case.base, _spare))
    number = max(int(found) for found in re.findall(rb"(\d+) 0 obj\s*<<[^>]*/Type\s*/Catalog", file))
    before = re.findall(rb"startxref\s+(\d+)", file)[-1].decode()
    trailer = f"trailer\n<< /Size 9999 /Root {number} 0 R /Prev {before} >>\n"
    return file + f"xref\n0 0\n{trailer}startxref\n{len(file)}\n%%EOF\n".encode()


# Certified papers: what may be sneaked in between two signatures, and other promises than ours.


def _ours(made: Fresh) -> signers.Signer:
    return signing._Signer(made, signed.authority())


def _by_hand(case: Case, base: bytes, *, between: Callable[[bytes], bytes] = lambda file: file, digest: str = "sha256",
             fresh: Callable[[int, Fresh], Fresh] = lambda number, made: made, certified: bool = True,
             allowed: fields.MDPPerm = fields.MDPPerm.FILL_FORMS,
             subfilter: fields.SigSeedSubFilter = fields.SigSeedSubFilter.PADES,
             signer: Callable[[Fresh], signers.Signer] | None = None) -> bytes:  # fmt: skip
    """Everybody signs, one thing done otherwise than `signing.seal` does it."""
    imprints = Imprints(signing._appearances(signing._places(base), case.intents, case.seal))
    for number, (uid, name) in enumerate(case.people):
        about = signers.PdfSignatureMetadata(
            field_name=uid, subfilter=subfilter, md_algorithm=digest, certify=certified and number == 0,
            docmdp_permissions=allowed)  # fmt: skip
        made = fresh(number, signed.authority().fresh_certificate(name, uid, "-"))
        base = signing._signed(base, about, (signer or _ours)(made), imprints.style(number))
        if number == 0:
            base = between(base)
    return base


@forgery("inert", "revisions")
def note_between_two_signatures(case: Case) -> bytes:
    """Evil annotation: allowed to whoever may annotate a certified paper."""
    return _by_hand(case, case.base, between=lambda file: updated(file, with_annotation(annotation("/FreeText"))))


@forgery("revisions")
def page_content_between_two_signatures(case: Case) -> bytes:
    return _by_hand(case, case.base, between=lambda file: updated(file, on_page(b"n")))


@forgery("revisions", "signers")
def sneaked_signature_between_two(case: Case) -> bytes:
    """Sneaky signature: a field of its own, over the text, signed by somebody whom nobody asked."""
    def sneak(file: bytes) -> bytes:
        about = signers.PdfSignatureMetadata(
            field_name="p-9", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256")  # fmt: skip
        made = signed.authority().fresh_certificate("王五", "p-9", "-")
        work = signers.PdfSigner(about, signer=signing._Signer(made, signed.authority()),
                                 new_field_spec=fields.SigFieldSpec("p-9", box=(50, 50, 300, 300), on_page=0))
        return bytes(work.sign_pdf(_writer(file), bytes_reserved=8192).getbuffer())
    return _by_hand(case, case.base, between=sneak)


def _writer(file: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(file))


@forgery("revisions")
def not_certified(case: Case) -> bytes:
    return _by_hand(case, case.base, certified=False)


@forgery("revisions")
def certified_for_notes(case: Case) -> bytes:
    return _by_hand(case, case.base, allowed=fields.MDPPerm.ANNOTATE)


@forgery("intact")
def weak_digest(case: Case) -> bytes:
    """A signature that fits, made with SHA-1 throughout."""
    def plain(made: Fresh) -> signers.Signer:
        store = SimpleCertificateStore()
        store.register(signing._parsed(signed.authority().root))
        secret = made.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        loaded = asn1_keys.PrivateKeyInfo.load(secret)
        return signers.SimpleSigner(signing._parsed(made.certificate), loaded, cert_registry=store)
    return _by_hand(case, case.base, digest="sha1", signer=plain)


@forgery("intact")
def older_kind_of_signature(case: Case) -> bytes:
    return _by_hand(case, case.base, subfilter=fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED)


# Certificates of our authority that were not good.


def _dated(begins: timedelta, ends: timedelta) -> Callable[[int, Fresh], Fresh]:
    def dated(number: int, made: Fresh) -> Fresh:
        known, now, authority = made.certificate, datetime.now(UTC), signed.authority()
        builder = (x509.CertificateBuilder().subject_name(known.subject).issuer_name(known.issuer)
                   .public_key(known.public_key()).serial_number(known.serial_number)
                   .not_valid_before(now + begins).not_valid_after(now + ends))  # fmt: skip
        for extension in known.extensions:
            builder = builder.add_extension(extension.value, extension.critical)
        return Fresh(made.key, builder.sign(authority._key, hashes.SHA256()), made.algorithm) if number == 0 else made
    return dated


@forgery("chain")
def expired_certificate(case: Case) -> bytes:
    return case.stamped(_by_hand(case, case.base, fresh=_dated(timedelta(days=-9), timedelta(days=-1))))


@forgery("chain")
def certificate_of_the_future(case: Case) -> bytes:
    return case.stamped(_by_hand(case, case.base, fresh=_dated(timedelta(days=1), timedelta(days=9))))


@forgery("chain")
def revoked_certificate(case: Case) -> bytes:
    """The paper itself carries the list on which it stands."""
    made: list[Fresh] = []

    def kept(number: int, fresh: Fresh) -> Fresh:
        made.append(fresh)
        return fresh

    file, authority = _by_hand(case, case.base, fresh=kept), signed.authority()
    gone = case.dice.choice(made).certificate
    return stamp(file, crls=[revoked(gone, authority.root, authority._key)])


# Timestamps.


@forgery("chain")
def foreign_timestamp(case: Case) -> bytes:
    return stamp(case.file, stamper("Somebody else").service())


@forgery("chain")
def expired_timestamp(case: Case) -> bytes:
    return stamp(case.file, stamper().service(begins=-9, ends=-1))


@forgery("chain")
def timestamp_of_the_future(case: Case) -> bytes:
    return stamp(case.file, stamper().service(begins=1, ends=9))


@forgery("chain")
def timestamp_by_one_who_may_not(case: Case) -> bytes:
    return stamp(case.file, stamper().service(purpose=False))


@forgery("chain")
def revoked_timestamp(case: Case) -> bytes:
    begins, ends = -case.dice.randrange(2, 99), case.dice.randrange(100, 999)
    authority = stamper()
    gone = authority.certificate(begins, ends, True)
    crl = revoked(gone, authority.root, authority.root_key)
    return stamp(case.file, authority.service(begins=begins, ends=ends), crls=[crl])


def _with_token(file: bytes, token: bytes) -> bytes:
    last = list(CONTENTS.finditer(file))[-1]
    return file[:last.start(1)] + token.ljust(len(last.group(1)), b"0")[:len(last.group(1))] + file[last.end(1):]


def _token(file: bytes) -> bytes:
    return list(CONTENTS.finditer(file))[-1].group(1).rstrip(b"0") + b"0"


@forgery("intact", "readable")
def timestamp_of_another_paper(case: Case) -> bytes:
    """Taken from one paper and put into another: its imprint is of other bytes."""
    return _with_token(stamp(case.file), _token(stamp(case.unstamped + b"\n")))


@forgery("intact", "readable")
def timestamp_used_again(case: Case) -> bytes:
    """The first of two timestamps stands in for the second."""
    once = stamp(case.file)
    return _with_token(stamp(once), _token(once))


@forgery("intact", "readable")
def timestamp_with_a_signature_in_its_place(case: Case) -> bytes:
    return _with_token(stamp(case.file), CONTENTS.findall(case.file)[0].rstrip(b"0"))


@forgery("intact", "readable", "chain")
def timestamp_that_was_changed(case: Case) -> bytes:
    """Its time is written anew."""
    file = stamp(case.file)
    token = bytearray.fromhex(list(CONTENTS.finditer(file))[-1].group(1).decode())
    at = token.index(b"Z", token.index(b"20", 60)) - 1
    token[at] = token[at] % 10 + 48
    return _with_token(file, token.hex().upper().encode())


@forgery("intact", "chain")
def weak_digest_in_a_timestamp(case: Case) -> bytes:
    work = signers.PdfTimeStamper(stamper().service(), field_name="stamp-weak")
    return bytes(work.timestamp_pdf(_writer(case.file), "sha1", None).getbuffer())


