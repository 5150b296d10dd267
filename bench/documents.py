"""What a paper costs: a settlement agreement rendered, signed four times, timestamped, beside the bare library calls.

Run `./courtyard bench documents`. Ours is what the worker does: `rendering.render`, `signing.seal`, `timestamps.stamp`,
through the jail, for two parties and a mediator who drew their names and an institution's seal. Bare is WeasyPrint's
`write_pdf` on the same HTML with the same options in this process, warm, with its fonts found already, then pyHanko's
`PdfSigner` four times with a new P-256 key and certificate each and a picture for a stamp, then its `PdfTimeStamper`,
which asks for revocation as ours does. The two take turns, and ask the same service of timestamps (Certomancer, in a
process of its own). Processor time is this process's and the jail's; on a busy machine it says more than the clock.

`signatures_per_s` is for one core: a paper's signatures by the processor time they took; `timestamped_per_s` counts
with the timestamp and by the clock on the wall, because it waits for somebody. Then the renderer makes many papers, and
its memory is read after each of them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import logging
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import weasyprint
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from weasyprint.text.fonts import FontConfiguration

from bench._machine import machine
from documents import forms, kinds, layout, rendering, signing, timestamps, verifying
from documents.authority import Authority
from documents.text import cleaned
from documents.timestamps import Service
from tests.documents import outside, samples

SIGNERS = samples.FOUR[:3]
PAPER = samples.paper("agreement", attachments=True, signers=SIGNERS, people=samples.PEOPLE[:2])
PICTURES = [samples.drawing(waves, forms.PRINTED) for waves in (2, 3, 4)]
INTENTS = [replace(one, drawing=picture) for one, picture in zip(samples.intents(SIGNERS), PICTURES, strict=True)]
SEAL = samples.SEAL
"""Drawn by the house; the bare calls show a picture in its place."""
SIGNATURES = 4
STEPS = ("render", "sign_4", "stamp", "total")
SMALL = samples.paper("contents")
"""What the renderer makes many of."""


class Clock:
    """Milliseconds on the wall and of processor time since it was made or last asked, children included."""

    def __init__(self) -> None:
        self.at = self._now()

    def lap(self) -> tuple[float, float]:
        before, self.at = self.at, self._now()
        return (self.at[0] - before[0]) * 1000, (self.at[1] - before[1]) * 1000

    @staticmethod
    def _now() -> tuple[float, float]:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        living = sum(time.clock_gettime(~int(pid) << 3 | 2) for pid in children)  # clock_getcpuclockid(3)
        return time.perf_counter(), time.process_time() + ended.ru_utime + ended.ru_stime + living


class Bare:
    """The library calls and nothing else, for the same paper."""

    def __init__(self, authority: Authority, service: Service) -> None:
        self.fonts = FontConfiguration()
        said = {**cleaned(PAPER.facts), "fingerprint": rendering.fingerprint(PAPER)[:16]}
        self.html = layout.ENVIRONMENT.get_template("agreement/1/zh.html").render(said)
        self.root, self.root_key = authority.root, authority._key
        self.store = SimpleCertificateStore()
        self.store.register(_parsed(self.root))
        self.timestamps = HTTPTimeStamper(service.url)
        self.trust = [_parsed(one) for one in service.trust]

    def render(self) -> bytes:
        def reserve(document: weasyprint.Document, pdf: Any) -> None:
            layout._reserve_fields(document, pdf, kinds.places(PAPER.facts))

        attachments = [weasyprint.Attachment(string=content, name=name, relationship="Data")
                       for name, content, _ in PAPER.attachments]  # fmt: skip
        made: bytes = weasyprint.HTML(string=self.html).write_pdf(
            None, 1, reserve, self.fonts, pdf_variant="pdf/a-4f", pdf_tags=True, output_intent="srgb",
            attachments=attachments, pdf_identifier=b"0" * 32,
        )  # fmt: skip
        return made

    def sign(self, pdf: bytes) -> bytes:
        for uid, picture in zip(kinds.places(PAPER.facts), [*PICTURES, samples.drawing(5)], strict=True):
            style = StaticStampStyle(background=PdfImage(Image.open(io.BytesIO(picture))), border_width=0)
            about = signers.PdfSignatureMetadata(
                field_name=uid, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256",
                certify=uid == INTENTS[0].uid, docmdp_permissions=fields.MDPPerm.FILL_FORMS,
            )  # fmt: skip
            work = signers.PdfSigner(about, signer=self._signer(uid), stamp_style=style)
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            pdf = work.sign_pdf(writer, existing_fields_only=True, bytes_reserved=8192).getvalue()
        return pdf

    def stamp(self, pdf: bytes) -> bytes:
        context = ValidationContext(trust_roots=self.trust, allow_fetching=True, revocation_mode="hard-fail")
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        done = signers.PdfTimeStamper(self.timestamps).timestamp_pdf(writer, "sha256", context)
        return bytes(done.getbuffer())

    def _signer(self, uid: str) -> signers.SimpleSigner:
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, uid)])
        certificate = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.root.subject)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now).not_valid_after(now + timedelta(days=365)).sign(self.root_key, hashes.SHA256())
        )  # fmt: skip
        plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return signers.SimpleSigner(
            signing_cert=_parsed(certificate), signing_key=asn1_keys.PrivateKeyInfo.load(plain),
            cert_registry=self.store, embed_roots=True,
        )  # fmt: skip


def _parsed(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


Times = dict[str, list[tuple[float, float]]]


def measure(papers: int, authority: Authority, service: Service) -> dict[str, Times]:
    """Wall and processor milliseconds of each step, ours and bare in turns, after one of each that is not counted."""
    bare = Bare(authority, service)
    sides: dict[str, tuple[Callable[[], bytes], Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
        "ours": (lambda: rendering.render(PAPER), lambda pdf: signing.seal(pdf, INTENTS, SEAL, authority).pdf,
                 lambda pdf: timestamps.stamp(pdf, service).pdf),
        "bare": (bare.render, bare.sign, bare.stamp),
    }  # fmt: skip
    found: dict[str, Times] = {side: {step: [] for step in STEPS} for side in sides} | {"verify": {"total": []}}
    for _ in range(papers + 1):
        for side, (render, sign, stamp) in sides.items():
            clock = Clock()
            made = render()
            laps = [clock.lap()]
            signed = sign(made)
            laps.append(clock.lap())
            done = stamp(signed)
            laps.append(clock.lap())
            laps.append((sum(wall for wall, _ in laps), sum(cpu for _, cpu in laps)))
            for step, spent in zip(STEPS, laps, strict=True):
                found[side][step].append(spent)
            if side == "ours":
                found["verify"]["total"].append(_verified(made, done, authority, service))
    return {side: {step: spent[1:] for step, spent in steps.items()} for side, steps in found.items()}


def _verified(made: bytes, done: bytes, authority: Authority, service: Service) -> tuple[float, float]:
    clock = Clock()
    verdict = verifying.verify(
        done, roots=[authority.root], stampers=service.trust, expected=_expected(made, done)
    )  # fmt: skip
    spent = clock.lap()
    assert verdict.answer is verifying.Answer.VALID, verdict.failed
    return spent


def memory(papers: int) -> list[float]:
    """MiB that the renderer holds after each of many papers; it is replaced after every fifty."""
    found = []
    for _ in range(papers):
        rendering.render(SMALL)
        child = rendering._JAIL._child
        assert child is not None
        pages = int(Path(f"/proc/{child.pid}/statm").read_text().split()[1])
        found.append(pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20))
    return found


@contextmanager
def service() -> Iterator[Service]:
    """A real service of timestamps and revocation, in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        url, root = ours.recv()
        yield Service(url, (x509.load_der_x509_certificate(root),))
    finally:
        ours.close()
        process.join()


def _serve(pipe: Connection) -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with outside.running() as here:
        pipe.send((here.service().url, here.root().public_bytes(Encoding.DER)))
        with suppress(EOFError):
            pipe.recv()


def _expected(made: bytes, done: bytes) -> verifying.Expectation:
    people = [*((one.uid, one.signer_name) for one in INTENTS), (SEAL.uid, SEAL.name)]
    return verifying.Expectation(
        frozenset({hashlib.sha256(done).hexdigest()}), tuple(verifying.Signatory(*one) for one in people),
        {name: content for name, content, _ in PAPER.attachments}, hashlib.sha256(made).hexdigest(),
    )  # fmt: skip


def main(arguments: list[str]) -> None:
    """Measure, print a table and, as the last line, one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--papers", type=int, default=20, help="how many are made on each side")
    parser.add_argument("--many", type=int, default=1000, help="how many the renderer makes for its memory")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="courtyard-bench-") as folder, service() as stamps:
        found = measure(wanted.papers, Authority.open(Path(folder) / "keys"), stamps)
    report(found, wanted.papers, memory(wanted.many))


def report(found: dict[str, Times], papers: int, held: list[float]) -> None:
    print(f"{machine()}; {papers} papers, then {len(held)} for the memory of the renderer")
    print("               ms on the wall        ms of processor")
    print("               median    fastest     median    fastest")
    for side, steps in found.items():
        for step, spent in steps.items():
            columns = [f"{statistics.median(one):7.1f}    {min(one):7.1f}" for one in zip(*spent, strict=True)]
            print(f"{side:6s} {step:7s} {'    '.join(columns)}")
    ours, bare = found["ours"], found["bare"]
    ratio, cpu_ratio = (_middle(ours["total"], which) / _middle(bare["total"], which) for which in (0, 1))
    print(f"ours / bare    {ratio:7.2f}               {cpu_ratio:7.2f}")
    stamped = _middle(ours["sign_4"], 0) + _middle(ours["stamp"], 0)
    verified = sorted(wall / SIGNATURES for wall, _ in found["verify"]["total"])
    print(f"renderer: {held[0]:.0f} MiB after one paper, {held[-1]:.0f} after {len(held)}, {max(held):.0f} at most")
    last = {
        "papers": papers, "agreement_ratio": round(ratio, 2), "agreement_cpu_ratio": round(cpu_ratio, 2),
        "signatures_per_s": round(SIGNATURES * 1000 / _middle(ours["sign_4"], 1), 1),
        "timestamped_per_s": round(SIGNATURES * 1000 / stamped, 1),
        "verify_ms_per_signature_p95": round(verified[int(0.95 * (len(verified) - 1) + 0.5)], 1),
        "verify_ms_median": round(_middle(found["verify"]["total"], 0), 1),
        "renderer_mib_start": round(held[0], 1), "renderer_mib_end": round(held[-1], 1),
        "renderer_mib_most": round(max(held), 1), "renderer_papers": len(held),
    }  # fmt: skip
    for prefix, steps in (("", ours), ("bare_", bare)):
        for step, spent in steps.items():
            last[f"{prefix}{step}_ms_median"] = round(_middle(spent, 0), 1)
            last[f"{prefix}{step}_cpu_ms_median"] = round(_middle(spent, 1), 1)
    print(json.dumps(last))


def _middle(spent: list[tuple[float, float]], which: int) -> float:
    return statistics.median(one[which] for one in spent)


if __name__ == "__main__":
    main(sys.argv[1:])
