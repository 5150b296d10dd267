"""Papers as files: archival, tagged, with their terms inside, readable again, and the same each time."""

from __future__ import annotations

import re
import resource
import threading

import pytest

from documents import kinds, rendering
from documents.kinds import FactsRefused
from documents.rendering import Paper, RenderFailed, RenderTimeout, Unprintable, render
from tests.documents import reading, samples

KINDS = sorted(kinds.KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_is_pdf_a_4f_with_all_fonts_inside(kind: str) -> None:
    pdf = samples.rendered(kind)
    with reading.opened(pdf) as file:
        metadata = file.Root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="4"' in metadata and 'pdfaid:conformance="F"' in metadata
        assert pdf.startswith(b"%PDF-2.0") and "/Version" not in file.Root
        assert file.Root.MarkInfo.Marked and "/StructTreeRoot" in file.Root
        assert file.Root.OutputIntents[0].S == "/GTS_PDFA1"
        names = file.Root.Names.EmbeddedFiles.Names
        assert [str(names[0])] == ["terms.json"] and len(names) == 2
        assert [one.objgen for one in file.Root.AF] == [names[1].objgen]
        assert names[1].EF.F.read_bytes() == samples.TERMS
        assert names[1].EF.F.Subtype == "/application/json" and names[1].AFRelationship == "/Data"
    found = reading.fonts(pdf)
    assert found and all(embedded for _, embedded in found)
    assert all("Noto-Serif-CJK" in name or "DejaVu" in name for name, _ in found), found


NOT_PRINTED = {"seal", "check", "part", "uid", "organisation", "way",
               "outcome", "result", "source", "authority", "powers"}  # fmt: skip
"""Facts that choose words or places instead of being printed."""
WITH_IDENTITY = {"confirmation_application", "enforcement_application", "ruling", "inquiry", "power_of_attorney",
                 "service_address"}  # fmt: skip
IN_COURT = {"ruling", "court_not_accepted", "withdrawal_allowed", "treated_as_withdrawn", "changed_on_objection",
            "court_mediation_paper"}  # fmt: skip


def said(value: object, kind: str, key: str = "") -> list[str]:
    """Every string a paper of this kind has to show."""
    if key in NOT_PRINTED or key.endswith(("_on", "_at", "_until")):
        return []
    if key == "institution" and kind in {"inquiry", "service_address", "service_receipt"}:
        return []
    if isinstance(value, dict):
        unused: set[str] = {"age", "contact"} if kind in IN_COURT else set()
        if "organisation" in value:
            if kind not in WITH_IDENTITY | IN_COURT:
                unused.add("identity")
            unused |= {"sex", "ethnicity", "age", "occupation"} if value["organisation"] else {"representative"}
            if kind == "service_address":  # the one it is about; where they can be reached is asked anew
                unused |= set(value) - {"role", "name", "identity"}
        return [word for name, item in value.items() if name not in unused for word in said(item, kind, name)]
    if isinstance(value, (list, tuple)):
        return [word for item in value for word in said(item, kind)]
    return [re.sub(r"\s", "", value)] if isinstance(value, str) else []


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_of_a_paper_is_printed_and_nothing_is_left_of_the_template(kind: str) -> None:
    printed = reading.drawn(samples.rendered(kind))
    missing = [word for word in said(samples.FACTS[kind], kind) if word not in printed]
    assert not missing
    assert not re.search(r"\{\{|\{%|None|Undefined", printed)


def test_the_text_of_the_agreement_holds_its_terms_word_for_word() -> None:
    printed = reading.text(samples.agreement())
    for term in samples.PROMISES:
        assert re.sub(r"\s", "", term) in printed


def test_the_same_facts_give_the_same_file() -> None:
    assert render(samples.paper("agreement", attachments=True)) == samples.agreement()
    assert render(samples.paper("agreement", attachments=True, copies=5)) != samples.agreement()


def test_fields_for_signing_stand_in_order_inside_the_pages() -> None:
    found = reading.fields(samples.agreement())
    assert list(found) == ["p-1", "p-2", "m-1", "r-1", "seal-1"]
    for _, (left, bottom, right, top) in found.values():
        assert 60 < left < right < 545 and 60 < bottom < top < 800
    left, bottom, right, top = found["seal-1"][1]
    assert right - left == pytest.approx(119.06, abs=0.1) and top - bottom == pytest.approx(119.06, abs=0.1)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_reading_copy_says_so_and_cannot_be_signed(language: str) -> None:
    pdf = render(samples.paper("agreement", language=language))
    assert reading.fields(pdf) == {}
    assert {"en": "ReadingcopyTheChinesetextgoverns", "ko": "중국어원문이우선합니다"}[language] in \
        reading.text(pdf).replace(".", "")


def test_a_signed_paper_says_on_its_face_what_its_certificates_are_not() -> None:
    assert "不是第三方电子认证" in reading.text(samples.agreement())


def test_every_page_carries_its_number_the_paper_and_its_fingerprint() -> None:
    paper = samples.paper("agreement", attachments=True)
    sheets = reading.pages(samples.agreement())
    short = rendering.fingerprint(paper)[:16]
    for number, sheet in enumerate(sheets, 1):
        bare = re.sub(r"\s", "", sheet)
        assert f"第{number}页共{len(sheets)}页" in bare and short in bare and paper.facts["number"] in bare


LONG = "阿不都热合曼·买买提依明·吐尔逊江·艾合买提Christopher-Alexander-Wolfeschlegelsteinhausenbergerdorff喆赟祎燚㛃"


def test_twelve_parties_forty_terms_and_rare_characters_are_laid_out() -> None:
    people = [samples.person("申请人", LONG if number == 0 else f"当事人{number}㛃燚김") for number in range(12)]
    signers = [samples.signer(f"p-{number}", "party", one["role"], one["name"]) for number, one in enumerate(people)]
    signers += samples.FOUR[2:]
    terms = [f"第{number}项，{samples.PROMISES[number % 3]}" for number in range(40)]
    pdf = render(samples.paper("agreement", people=people, signers=signers, terms=terms))
    printed = reading.text(pdf)
    for term in terms:
        assert re.sub(r"\s", "", term) in printed
    found = reading.fields(pdf)
    assert list(found) == [one["uid"] for one in signers] + ["seal-1"]
    places = list(found.values())
    for number, (page, (left, bottom, right, top)) in enumerate(places):
        assert left > 60 and right < 545 and bottom > 60 and top < 800
        for other_page, (other_left, other_bottom, other_right, other_top) in places[:number]:
            assert page != other_page or left >= other_right or right <= other_left or bottom >= other_top \
                or top <= other_bottom, "two boxes overlap"


def test_forty_applicants_against_one_employer_are_laid_out() -> None:
    people = [samples.person("申请人", f"𠮷䶮㛃{number}김") for number in range(40)]
    hands = [samples.signer(f"p-{number}", "party", "申请人", one["name"]) for number, one in enumerate(people)]
    pdf = render(samples.paper("application", applicants=people, respondents=samples.PEOPLE[2:], signers=hands))
    printed, sheets = reading.text(pdf), len(reading.pages(pdf))
    assert all(one["name"] in printed for one in people) and "祎燚㛃餐饮" in printed
    found = reading.fields(pdf)
    assert list(found) == [one["uid"] for one in hands]
    assert {page for page, _ in found.values()} <= set(range(sheets))
    boxes = sorted((page, -box[3], box[0]) for page, box in found.values())
    assert len(set(boxes)) == 40 and all(60 < box[1] < box[3] < 800 for _, box in found.values())


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("kind", ["application", "confirmation_application", "minutes", "not_accepted", "notice",
                                  "service_address", "termination", "undisputed_facts"])
def test_every_paper_a_party_signs_or_has_to_understand_can_be_read_in_their_language(kind: str, language: str) -> None:
    pdf = samples.rendered(kind, language)
    printed = reading.drawn(pdf)
    assert reading.fields(pdf) == {}
    assert {"en": "TheChinesetextgoverns", "ko": "중국어원문이우선합니다"}[language] in printed
    assert {"en": "OnlytheChinesetextissigned", "ko": "중국어원문만효력이있습니다"}[language] in printed
    assert not re.search(r"\{\{|\{%|None|Undefined", printed)


@pytest.mark.parametrize("lines", range(0, 26, 2))
def test_no_signature_block_stands_alone_on_a_page(lines: int) -> None:
    pdf = render(samples.paper("agreement", facts="\n".join(f"事实{line}。" for line in range(lines))))
    page = min(number for number, _ in reading.fields(pdf).values())
    assert "本协议一式" in re.sub(r"\s", "", reading.pages(pdf)[page])


@pytest.mark.parametrize("kind", ["application", "termination", "confirmation_application", "minutes", "ruling"])
def test_a_date_stands_on_the_page_of_the_signatures(kind: str) -> None:
    pdf = render(samples.paper(kind))
    page = max(number for number, _ in reading.fields(pdf).values())
    assert "二〇二六年" in re.sub(r"\s", "", reading.pages(pdf)[page])


def test_an_empty_form_prints_fields_to_be_filled_by_hand() -> None:
    blank = dict.fromkeys(("facts", "issues", "responsibility", "manner", "number", "signed_on"), "")
    nobody = samples.person("申请人", "", address="", contact="")
    pdf = render(samples.paper("agreement", terms=(), people=(nobody,), **blank))
    assert "年月日" in reading.text(pdf)


@pytest.mark.parametrize(("change", "words"), [
    ({"terms": ("一", 2)}, r"terms\[1\] is not a str"), ({"copies": "4"}, "copies is not a int"),
    ({"titel": "x"}, "titel is not known"), ({"people": ({"name": "x"},)}, r"people\[0\].role is missing"),
    ({"signers": (samples.FOUR[0], samples.FOUR[0])}, "every uid"), ({"seal": "a b"}, "every uid"),
    ({"signers": (samples.signer("a", "king", "", ""),)}, r"signers\[0\].part is none of"),
])
def test_facts_that_break_the_contract_are_refused_by_name(change: dict[str, object], words: str) -> None:
    with pytest.raises(FactsRefused, match=words):
        render(samples.paper("agreement", **change))


def test_a_missing_fact_is_named() -> None:
    facts = {name: value for name, value in samples.FACTS["ruling"].items() if name != "court"}
    with pytest.raises(FactsRefused, match="court is missing"):
        render(Paper("ruling", "1", "zh", facts))


@pytest.mark.parametrize("paper", [
    samples.paper("agreement", version="99"), samples.paper("ruling", language="ko"),
    samples.paper("agreement", version="../../etc"),
])
def test_an_unknown_version_or_language_fails(paper: Paper) -> None:
    with pytest.raises(RenderFailed, match="TemplateNotFound"):
        render(paper)


def test_characters_without_a_glyph_are_named_and_never_printed_as_boxes() -> None:
    with pytest.raises(Unprintable, match="🐉"):
        render(samples.paper("agreement", facts="龙🐉"))
    assert rendering.unprintable("喆赟祎燚㛃 김영희 🐉") == "🐉"


def test_a_paper_that_takes_too_long_is_ended_and_the_next_one_comes_out() -> None:
    with pytest.raises(RenderTimeout):
        render(samples.paper("agreement"), wall=0.01)
    assert render(samples.paper("cover")).startswith(b"%PDF")


def test_a_paper_of_a_thousand_pages_meets_the_limit_and_not_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    rendering._JAIL.close()
    monkeypatch.setattr(rendering._JAIL, "_processor", 2)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(RenderFailed):
        render(samples.paper("agreement", facts="事实\n\n" * 40_000))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 10


def test_threads_share_the_one_renderer() -> None:
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(render(samples.paper("cover")))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4 and len(set(results)) == 1
