"""The package as a court carries it: folders, manifest, signature, receipts; and what it says of the way there."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import zipfile
from datetime import timedelta
from types import SimpleNamespace

import pytest

from mediation.confirmations import queries
from mediation.confirmations.queries import checking, fairness, packing
from mediation.core import clock, wall
from mediation.core.db import db
from mediation.core.machine import Role
from mediation.matters import queries as matters
from mediation.matters import services as matter_services
from mediation.matters.rules import Protected
from mediation.rulebook.courts import PackagePaper
from tests.documents import samples
from tests.mediation.confirmations.test_views import in_all_languages


def unpacked(world, confirmation, actor=None) -> dict[str, bytes]:
    standing = world.take_part(actor or world.staff("clerk"), confirmation)
    with zipfile.ZipFile(io.BytesIO(packing.package(standing, confirmation, verifier=b"<html>"))) as box:
        assert box.testzip() is None
        return {name: box.read(name) for name in box.namelist()}


def text_of(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-layout", "-", "-"], input=pdf, capture_output=True, check=False)
    return re.sub(r"\s", "", done.stdout.decode())


def _pages(pdf: bytes) -> int:
    said = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return int(re.search(r"Pages:\s+(\d+)", said)[1])


def test_the_package_has_its_folders_and_a_list_of_every_file_signed(world, tmp_path):
    files = unpacked(world, world.submitted())
    assert {name.partition("/")[0] for name in files if "/" in name} >= {
        "调解协议书", "司法确认申请书", "调解笔录（摘录）", "送达地址确认书", "其他", "核验",
    }  # fmt: skip
    listed = json.loads(files["manifest.json"])
    named = {one["path"]: one for one in listed["files"]}
    assert set(named) == set(files) - {"manifest.json", "manifest.json.sig"}
    for path, one in named.items():
        assert (one["sha256"], one["size"]) == (hashlib.sha256(files[path]).hexdigest(), len(files[path])), path
    kinds = [one["kind"] for one in listed["files"]]
    assert {"agreement", "confirmation_application", "proof_of_mediation", "minutes_extract", "fair_process",
            "particulars", "receipt", "verifier", "key", "readme"} <= set(kinds)  # fmt: skip
    assert "minutes" not in kinds and "ruling" not in kinds
    assert _openssl(tmp_path, files)
    assert not _openssl(tmp_path, {**files, "manifest.json": files["manifest.json"] + b" "})
    _each_paper_has_its_receipt(files)


def _openssl(folder, files) -> bool:
    """As the file of instructions tells a court to check it."""
    for name in ("manifest.json", "manifest.json.sig", "核验/公钥.pem"):
        (folder / name.rpartition("/")[2]).write_bytes(files[name])
    command = ["openssl", "dgst", "-sha256", "-verify", "公钥.pem", "-signature", "manifest.json.sig", "manifest.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def _each_paper_has_its_receipt(files):
    said = [json.loads(content) for name, content in files.items() if name.startswith("核验/凭证/")]
    hashes = {one["receipt"]["paper"]["sha256"] for one in said}
    signed = [name for name in files if name.endswith(".pdf") and not name.startswith("密封附件")]
    assert {hashlib.sha256(files[name]).hexdigest() for name in signed} == hashes


def test_the_extract_and_the_certificate_say_how_and_never_what(world):
    dispute = world.agreed(world.sat())
    files = unpacked(world, world.submitted(dispute))
    papers = {name: text_of(content) for name, content in files.items() if name.endswith(".pdf")}
    extract = next(said for name, said in papers.items() if "人民调解记录（摘录）" in name)
    fair = next(said for name, said in papers.items() if "调解程序情况证明" in name)
    certificate = next(content for name, content in files.items() if "调解程序情况证明" in name)
    assert _pages(certificate) == 1
    for said in (extract, fair):
        assert "金顺姬" in said and "李国强" in said and "漏水" not in said.replace("漏水浸湿楼下卧室", "")
        assert "三千" not in said and "3,600" not in said and "四千二百" not in said
    assert "现场" in fair and ("与证件相符" in fair or "当面核对" in fair) and "单独谈话" in fair
    assert "达成协议" in extract and "本摘录只记载" in extract
    particulars = next(said for name, said in papers.items() if name.startswith("送达地址确认书"))
    assert "13800000001" in particulars and "图们社区3号楼2单元201" in particulars


def test_a_protected_person_is_found_in_the_locked_annex_alone(world):
    dispute = world.agreed()
    her, him = world.seat(dispute, Role.APPLICANT), world.seat(dispute, Role.RESPONDENT)
    world.act(
        matter_services.protect, world._window(dispute), dispute, dispute.matter, seat=her, other=him,
        reason=Protected.VIOLENCE,
    )  # fmt: skip
    confirmation = world.submitted(dispute)
    address, phone, word = dispute.parties[0].address, her.phone, packing.annex_word(confirmation)
    files = unpacked(world, confirmation)
    annex = files.pop("密封附件/住址和联系方式（加密）.pdf")
    for name, content in files.items():
        said = content.decode(errors="ignore") + (text_of(content) if name.endswith(".pdf") else "")
        if not name.startswith(("调解协议书", "司法确认申请书")):  # what both have signed
            assert address not in said, name
        assert phone not in said, name
    assert address.encode() not in annex and text_of(annex) == "" == text_of(annex, "-upw", "wrong")
    opened = text_of(annex, "-upw", word)
    assert address in opened and phone in opened and "仅供承办法官查阅" in opened
    assert word not in "".join(content.decode(errors="ignore") for content in files.values())


def test_without_anybody_to_protect_there_is_no_annex_and_no_word(world):
    confirmation = world.submitted()
    assert packing.annex_word(confirmation) is None
    assert not any(name.startswith("密封附件") for name in unpacked(world, confirmation))


def test_who_may_take_the_package_and_when(world, visit):
    confirmation = world.applied_to_court()
    here = f"/confirmations/{confirmation.public_id}/package.zip"
    assert visit(world._window(confirmation.dispute)).get(here).status_code == 409
    world.join(confirmation)
    world.at_court(_seal, world._window(confirmation.dispute), confirmation)
    world.work()
    for actor, status in (
        (world.party(confirmation.dispute), 403), (world.staff("judge.han"), 404), (world.staff("park"), 403),
        (world.staff("window.north"), 404), (world.staff("clerk"), 200), (world._window(confirmation.dispute), 200),
    ):  # fmt: skip
        answer = visit(actor).get(here)
        assert answer.status_code == status
    assert answer.mimetype == "application/zip" and answer.data[:2] == b"PK"


def _seal(standing, confirmation):
    from mediation.confirmations import services

    services.seal_proof(standing, confirmation)


def test_one_seal_is_on_the_proof_and_what_goes_with_it(world):
    confirmation = world.submitted()
    world.take_part(world.staff("clerk"), confirmation)
    sealed = [confirmation.proof, *queries.sealed_beside(confirmation)]
    assert [one.kind for one in sealed] == ["proof_of_mediation", "minutes_extract", "fair_process"]
    assert {one.state.value for one in sealed} == {"complete"} and queries.proof_sealed(confirmation)
    assert set(queries.verdicts(confirmation).values()) == {"VALID"}


def test_a_paper_is_handed_in_before_the_court_has_to_ask(world, visit):
    confirmation = world.applied_to_court()
    here = f"/confirmations/{confirmation.public_id}"
    party = visit(world.party(confirmation.dispute))
    in_all_languages(party, f"{here}/enclose")
    photo = ("id.png", samples.drawing())
    for bad in ({}, {"kind": "identity"}, {"kind": "soul", "files": (io.BytesIO(photo[1]), photo[0])},
                {"kind": "identity", "files": (io.BytesIO(b"MZ no"), "id.png")}):  # fmt: skip
        assert party.post(f"{here}/enclose", data=bad).status_code == 422
    for kind in ("identity", "property"):
        good = {"kind": kind, "files": (io.BytesIO(photo[1]), f"{kind}.png")}
        assert party.post(f"{here}/enclose", data=good).status_code == 303
    db.session.expire_all()
    world.take_part(world.party(confirmation.dispute, Role.RESPONDENT), confirmation)
    seen = [one.title for one in matters.exhibits(confirmation.matter)]
    assert seen == ["property.png"]  # who somebody is, the court alone reads
    assert checking.enclosed(confirmation, PackagePaper.IDENTITY, confirmation.dispute.parties[0])
    assert not checking.enclosed(confirmation, PackagePaper.IDENTITY, confirmation.dispute.parties[1])
    at_window = visit(world._window(confirmation.dispute))
    nobody_s = {"kind": "authority", "files": (io.BytesIO(photo[1]), photo[0])}
    assert at_window.post(f"{here}/enclose", data=nobody_s).status_code == 422
    window = in_all_languages(at_window, here)
    assert "按时" in window or "签署申请书" in window
    world.join(confirmation)
    world.at_court(_seal, world._window(confirmation.dispute), confirmation)
    world.work()
    files = unpacked(world, confirmation)
    assert {"申请人材料/identity.png", "申请人材料/property.png"} <= set(files)


def test_private_talks_are_counted_by_side_and_by_nothing_else(monkeypatch):
    def stay(seat, room, minutes):
        at = clock.at("2026-11-20 14:00")
        ended = at + timedelta(minutes=minutes) if minutes else None
        return SimpleNamespace(member=SimpleNamespace(seat=seat), room=room, from_at=at, to_at=ended)

    stays = [
        stay("a1", "caucus:1", 20), stay("a2", "caucus:1", 5), stay("a1", "caucus:1", 10), stay("b1", "caucus:2", 15),
        stay("m", "caucus:1", 30), stay("a1", "joint", 60), stay("b1", "caucus:2", 0),
    ]  # fmt: skip
    known = (("a1", 1), ("a2", 1), ("b1", 2))
    sides = [SimpleNamespace(key=key, side=side, seat_id=n) for n, (key, side) in enumerate(known)]
    monkeypatch.setattr(fairness.video, "stays", lambda conference: stays)
    sitting = SimpleNamespace(conference=object(), parties=sides)
    assert fairness._talks([sitting, SimpleNamespace(conference=None, parties=sides)]) == [
        {"side": "申请人一方", "count": 2, "minutes": 30}, {"side": "被申请人一方", "count": 1, "minutes": 15},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "不足1分钟"), (59, "59分钟"), (60, "1小时"), (1470, "1天30分钟"), (2945, "2天1小时5分钟")]
)
def test_the_time_to_think_is_said_in_days_hours_and_minutes(minutes, said):
    offered = clock.at("2026-11-20 14:00")
    signer = SimpleNamespace(name="金顺姬")
    assert fairness._pause(signer, offered, offered + timedelta(minutes=minutes))["lasted"] == said


def test_the_reader_of_before_reads_on_after_packing(world):
    confirmation = world.submitted()
    standing = world.take_part(world._window(confirmation.dispute), confirmation)
    before = wall.reader()
    packing.package(standing, confirmation, verifier=b"")
    assert wall.reader() is before
