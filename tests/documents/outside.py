"""A real RFC 3161, OCSP and CRL service (Certomancer) on a free port of this machine, and everything that can be wrong.

`https://…` services of others are never asked. The first part of an address chooses how the service behaves:
`/plain/…` as it should, `/late/…` not before `Outside.close`, and so on through `_TRICKS`.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from documents.timestamps import Service

KEYS = ("root", "issuer", "ocsp", "tsa", "second", "short", "revoked", "expired", "person")
_LONG = {"valid-from": "2020-01-01T00:00:00+0000", "valid-to": "2060-01-01T00:00:00+0000"}


class Outside:
    """The services, while they run. `down` holds the kinds that answer 503: tsa, ocsp, crls."""

    def __init__(self, folder: Path) -> None:
        for name in (f"{arch}-{key}" for arch in ("known", "foreign") for key in KEYS):
            plain = ec.generate_private_key(ec.SECP256R1())
            (folder / f"{name}.pem").write_bytes(
                plain.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.down: set[str] = set()
        self.asked: list[str] = []
        self._closing = threading.Event()
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        config = CertomancerConfig(_config(f"{self.address}/plain"), key_search_dir=str(folder))
        self._pki = config.pki_archs
        self._animator = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def root(self, arch: str = "known") -> x509.Certificate:
        return self.certificate("root", arch)

    def certificate(self, name: str, arch: str = "known") -> x509.Certificate:
        return x509.load_der_x509_certificate(self._pki[ArchLabel(arch)].get_cert(CertLabel(name)).dump())

    def service(self, way: str = "plain", name: str = "tsa", *, arch: str = "known", **how: Any) -> Service:
        """A service of timestamps that behaves in this way; the known authority is trusted, the foreign one is not."""
        return Service(f"{self.address}/{way}/{arch}/tsa/{name}", **{"trust": (self.root(),), "wait": 5.0} | how)

    def crl(self) -> str:
        return f"{self.address}/plain/known/crls/issuer/latest.crl"

    def _answer(self, environ: dict[str, Any], start: Any) -> Any:
        way, _, rest = environ["PATH_INFO"].lstrip("/").partition("/")
        kind = rest.split("/")[1]
        self.asked.append(kind)
        if kind in self.down:
            return Response("down", 503)(environ, start)
        if way == "late":
            self._closing.wait(60)
        environ["PATH_INFO"] = f"/{rest}"
        trick = _TRICKS.get(way, Animator.dispatch)
        return trick(self._animator, Request(environ))(environ, start)


@contextmanager
def running() -> Iterator[Outside]:
    with tempfile.TemporaryDirectory(prefix="courtyard-outside-") as folder:
        here = Outside(Path(folder))
        try:
            yield here
        finally:
            here.close()


def _config(address: str) -> dict[str, Any]:
    archs = {arch: {"keyset": arch, "entity-defaults": {"organization-name": f"{arch} authority"},
                    "entities": {key: {"common-name": f"{arch} {key}"} for key in KEYS},
                    "certs": _certificates(), "services": _services()} for arch in ("known", "foreign")}
    keysets = {arch: {"keys": {key: {"path": f"{arch}-{key}.pem"} for key in KEYS}} for arch in archs}
    return {"external-url-prefix": address, "keysets": keysets, "pki-architectures": archs}


def _certificates() -> dict[str, Any]:
    def usage(*names: str) -> dict[str, Any]:
        return {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(names)}}

    def issuing(issuer: str, **more: int) -> dict[str, Any]:
        basic = {"id": "basic_constraints", "critical": True, "value": {"ca": True, **more}}
        return {"issuer": issuer, "validity": _LONG, "extensions": [basic, usage("key_cert_sign", "crl_sign")]}

    stamps = {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}
    points = [{"id": "crl_distribution_points",
               "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": ["issuer"]}}},
              {"id": "authority_information_access",
               "smart-value": {"schema": "aia-urls", "params": {"ocsp-responder-names": ["issuer"]}}}]
    leaf = {"issuer": "issuer", "validity": _LONG, "extensions": [usage("digital_signature"), stamps, *points]}
    responder = {"id": "extended_key_usage", "critical": True, "value": ["ocsp_signing"]}
    return {
        "root": {"subject": "root", "subject-key": "root", "authority-key": "root", **issuing("root")},
        "issuer": issuing("root"),
        "ocsp": {"issuer": "issuer", "validity": _LONG,
                 "extensions": [usage("digital_signature"), responder, {"id": "ocsp_no_check"}]},
        "tsa": leaf,
        "second": leaf,
        "short": {**leaf, "validity": _LONG | {"valid-to": "2027-01-01T00:00:00+0000"}},
        "revoked": {**leaf, "revocation": {"revoked-since": "2024-01-01T00:00:00+0000", "reason": "key_compromise"}},
        "expired": {**leaf, "validity": _LONG | {"valid-to": "2024-01-01T00:00:00+0000"}},
        "person": {**leaf, "extensions": [usage("digital_signature", "non_repudiation"), *points]},
    }  # fmt: skip


def _services() -> dict[str, Any]:
    stampers = ("tsa", "second", "short", "revoked", "expired", "person")
    return {
        "ocsp": {"issuer": {"for-issuer": "issuer", "responder-cert": "ocsp", "signing-key": "ocsp"}},
        "crl-repo": {"issuer": {"for-issuer": "issuer", "signing-key": "issuer", "simulated-update-schedule": "P30D"}},
        "time-stamping": {name: {"signing-key": name, "signing-cert": name, "certs-to-embed": ["issuer"]}
                          for name in stampers},
    }  # fmt: skip


Trick = Callable[[Animator, Request], Response]


def _with(change: Callable[[tsp.TimeStampReq], None]) -> Trick:
    """An honest timestamp, of something else than was asked for."""
    def trick(animator: Animator, request: Request) -> Response:
        asked = tsp.TimeStampReq.load(request.get_data())
        change(asked)
        altered = Request.from_values(path=request.path, method="POST", data=asked.dump(force=True))
        return animator.dispatch(altered)
    return trick


def _other_imprint(asked: tsp.TimeStampReq) -> None:
    asked["message_imprint"]["hashed_message"] = bytes(range(32))


def _other_nonce(asked: tsp.TimeStampReq) -> None:
    asked["nonce"] = 42


def _no_nonce(asked: tsp.TimeStampReq) -> None:
    del asked["nonce"]


def _flipped(animator: Animator, request: Request) -> Response:
    content = bytearray(animator.dispatch(request).get_data())
    content[-5] ^= 1  # in the signature, which stands last
    return Response(bytes(content), mimetype="application/timestamp-reply")


def _yesterday(animator: Animator, request: Request) -> Response:
    request.environ["HTTP_X_CERTOMANCER_FAKE_TIME"] = "2026-01-01T00:00:00+00:00"
    return animator.dispatch(Request(request.environ))


def _rejecting(animator: Animator, request: Request) -> Response:
    status = {"status": "rejection", "status_string": ["no time today"], "fail_info": {"time_not_available"}}
    return Response(tsp.TimeStampResp({"status": status}).dump(), mimetype="application/timestamp-reply")


_TRICKS: dict[str, Trick] = {
    "imprint": _with(_other_imprint), "nonce": _with(_other_nonce), "no_nonce": _with(_no_nonce), "flipped": _flipped,
    "yesterday": _yesterday, "rejecting": _rejecting,
    "html": lambda animator, request: Response("<html>It works!", mimetype="text/html"),
    "empty": lambda animator, request: Response(b"", mimetype="application/timestamp-reply"),
    "endless": lambda animator, request: Response(iter(lambda: b"0" * 8192, None)),
    "error": lambda animator, request: Response("broken", 500),
}  # fmt: skip
