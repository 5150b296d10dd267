"""Facts for one paper of each kind, with the names and lengths that real papers bring."""

from __future__ import annotations

import functools
import io
import math
from datetime import UTC, datetime
from typing import Any

from PIL import Image, ImageDraw

from documents.rendering import Paper, render
from documents.signing import Intent, Seal

INSTITUTION = "沈阳市和平区图们社区人民调解委员会"
COURT = "辽宁省沈阳市和平区人民法院"
TERMS = '{"terms":[{"debtor":"김영희","creditor":"张喆赟","amount":1200000,"due":"2026-12-31"}]}'.encode()
CHECK = "https://courtyard.example/check/8KQ2-77TM-40XZ"
ROUTES = ("向人民法院提起诉讼；", "依照仲裁协议向仲裁机构申请仲裁；", "请求有关行政机关依法处理。")


def person(role: str, name: str, **known: Any) -> dict[str, Any]:
    return {
        "role": role,
        "name": name,
        "organisation": False,
        "sex": "女",
        "ethnicity": "汉族",
        "age": "34",
        "occupation": "教师",
        "identity": "210102199001011234",
        "representative": "",
        "contact": "138 0000 0000",
        "address": "辽宁省沈阳市和平区图们路12号3单元401室",
    } | known


def signer(uid: str, part: str, label: str, name: str) -> dict[str, Any]:
    return {"uid": uid, "part": part, "label": label, "name": name}


PEOPLE = (
    person("申请人", "张喆赟"),
    person("被申请人", "김영희", ethnicity="朝鲜族", occupation="个体经营"),
    person(
        "被申请人",
        "沈阳市和平区祎燚㛃餐饮有限公司",
        organisation=True,
        representative="赵一鸣，总经理",
        identity="91210102MA0XXXXX1A",
    ),
)
FOUR = (
    signer("p-1", "party", "申请人", "张喆赟"),
    signer("p-2", "party", "被申请人", "김영희"),
    signer("m-1", "mediator", "人民调解员", "王伟"),
    signer("r-1", "recorder", "记录人", "李燚"),
)
COMMON = {"institution": INSTITUTION, "number": "（2026）图们人调字第18号", "check": CHECK}
SIGNED = COMMON | {"signers": FOUR, "seal": "seal-1", "signed_on": "2026-11-22"}
STORY = (
    "2026年8月3日晚，被申请人在楼上装修，因防水层破损致申请人家中客厅、卧室顶棚漏水，墙面及木地板受损。"
    "双方对损失数额和修复责任各执一词，曾两次报警并经社区民警劝解未果。"
)
PROMISES = (
    "被申请人김영희应当于2026年12月31日前向申请人张喆赟支付人民币壹万贰仟元整（¥12,000.00），汇入申请人名下账户。",
    "被申请人应当于2026年12月15日前委托有资质的单位完成卫生间防水层修复，费用由其承担。",
    "申请人撤回其他请求，双方就本次漏水再无争议。",
)
MEDIATED = {
    "agreement_number": "（2026）图们调协字第9号",
    "agreement_on": "2026-11-22",
    "matter": "房屋漏水损害赔偿纠纷",
}

FACTS: dict[str, dict[str, Any]] = {
    "agreement": SIGNED
    | {
        "people": PEOPLE,
        "facts": STORY,
        "issues": "漏水损失的数额；修复的主体和期限。",
        "responsibility": "被申请人对防水层破损负全部责任。",
        "terms": PROMISES,
        "manner": "银行转账；沈阳市和平区；2026年12月31日前一次付清。",
        "copies": 4,
    },
    "application": SIGNED
    | {
        "seal": "",
        "signers": FOUR[:1],
        "applicants": PEOPLE[:1],
        "respondents": PEOPLE[1:],
        "facts": STORY,
        "requests": ("赔偿漏水损失12,000元；", "修复卫生间防水层。"),
    },
    "notice": SIGNED
    | {"signers": FOUR[:2], "recipients": ("张喆赟", "김영희"), "mediators": ("王伟",), "told_by": "王伟"},
    "minutes": SIGNED
    | {
        "matter": "房屋漏水损害赔偿纠纷",
        "place": "图们社区调解室",
        "way": "现场和音视频",
        "began_at": "2026-11-20T14:00",
        "ended_at": "2026-11-20T16:25",
        "mediators": ("王伟",),
        "recorder": "李燚",
        "people": PEOPLE[:2],
        "participants": ("金翻译（朝鲜语翻译）", "陈社工（社区工作者）"),
        "notice": "调解员宣读权利义务告知书，双方表示清楚，不申请回避。",
        "principles": "自愿、平等；不公开进行；同时在线。",
        "statements": (
            {"speaker": "张喆赟", "text": STORY},
            {"speaker": "김영희", "text": "漏水属实，但损失没有那么多。"},
        ),
        "evidence": "照片六张、维修报价单一份，双方无异议。",
        "risks": "提示诉讼成本、举证责任和执行风险。",
        "outcome": "reached",
        "result": "双方就赔偿数额和修复期限达成一致，内容见人民调解协议书。",
        "routes": (),
    },
    "confirmation_application": SIGNED
    | MEDIATED
    | {
        "seal": "",
        "signers": FOUR[:2],
        "court": COURT,
        "applicants": PEOPLE[:2],
        "agents": (person("委托代理人", "刘律", occupation="律师"),),
        "effective_on": "2026-11-22",
        "facts": "协议约定被申请人分期支付赔偿款，为保证协议履行，申请司法确认。",
        "enclosures": ("人民调解协议书", "调解组织主持调解的证明", "身份证明复印件"),
    },
    "proof_of_mediation": SIGNED
    | MEDIATED
    | {
        "signers": FOUR[2:3],
        "court": COURT,
        "parties": ("张喆赟", "김영희"),
        "mediators": ("王伟",),
        "began_on": "2026-11-02",
        "ended_on": "2026-11-22",
        "sittings": 2,
        "effective_on": "2026-11-22",
    },
    "termination": SIGNED
    | {
        "signers": FOUR[2:3],
        "recipients": ("张喆赟", "김영희"),
        "matter": "房屋漏水损害赔偿纠纷",
        "accepted_on": "2026-11-02",
        "ground": "一方当事人不愿继续调解",
        "reason": "",
        "routes": ROUTES,
    },
    "not_accepted": SIGNED
    | {
        "signers": (),
        "recipients": ("张喆赟",),
        "matter": "房屋漏水损害赔偿纠纷",
        "applied_on": "2026-11-02",
        "reason": "该纠纷已由人民法院受理。",
        "basis": "《人民调解工作若干规定》",
        "routes": ROUTES,
    },
    "ruling": SIGNED
    | MEDIATED
    | {
        "number": "（2026）辽0102诉前调确1716号",
        "signers": (signer("j-1", "judge", "审判员", "周正"), signer("c-1", "clerk", "书记员", "吴笔")),
        "court": COURT,
        "applicants": PEOPLE,
        "agents": (),
        "docketed_on": "2026-11-25",
        "terms": PROMISES,
        "outcome": "confirmed",
        "reason": "",
        "basis": "《中华人民共和国民事诉讼法》第二百零六条",
        "signed_on": "2026-12-01",
    },
    "cover": COMMON
    | {
        "title": "张喆赟与김영희房屋漏水损害赔偿纠纷",
        "mediators": ("王伟",),
        "began_on": "2026-11-02",
        "ended_on": "2026-11-22",
        "filed_by": "李燚",
        "filed_on": "2026-12-01",
        "retention": "长期（30年）",
        "note": "",
    },
    "contents": COMMON
    | {
        "title": "张喆赟与김영희房屋漏水损害赔偿纠纷",
        "entries": tuple(
            {"title": title, "pages": pages, "note": ""}
            for title, pages in (
                ("人民调解申请书", "1"),
                ("人民调解当事人权利义务告知书", "2-3"),
                ("当事人身份证明", "4-5"),
                ("人民调解记录", "6-8"),
                ("人民调解协议书", "9-11"),
                ("履行凭证", "12"),
                ("人民调解回访记录", "13"),
                ("司法确认有关材料", "14-20"),
            )
        ),
    },
    "back_cover": COMMON
    | {
        "papers": 8,
        "pages": 20,
        "note": "无缺漏。",
        "filed_by": "李燚",
        "checked_by": "孙检",
        "filed_on": "2026-12-01",
    },
    "return_visit": SIGNED
    | {
        "signers": (signer("v-1", "other", "回访人", "王伟"), FOUR[0]),
        "parties": ("张喆赟", "김영희"),
        "reason": "协议到期",
        "visited_at": "2027-01-08T10:00",
        "way": "上门",
        "visitors": ("王伟",),
        "performed": "已全部履行。",
        "satisfaction": "满意。",
        "lawsuit": "未起诉。",
        "concerns": "无。",
        "signed_on": "2027-01-08",
    },
    "performance_receipt": SIGNED
    | {
        "signers": (FOUR[0],),
        "performer": "김영희",
        "receiver": "张喆赟",
        "term": PROMISES[0],
        "performed": "人民币12,000.00元",
        "amount_in_words": "壹万贰仟元整",
        "way": "银行转账",
        "performed_on": "2026-12-20",
        "remainder": "无",
        "signed_on": "2026-12-20",
    },
}


def paper(kind: str, *, language: str = "zh", version: str = "1", attachments: bool = False, **changed: Any) -> Paper:
    """The sample paper of a kind, with some facts changed."""
    files = (("terms.json", TERMS, "application/json"),) if attachments else ()
    return Paper(kind, version, language, FACTS[kind] | changed, files)


@functools.cache
def agreement() -> bytes:
    """The rendered sample agreement with its terms, made once for all tests of this process."""
    return render(paper("agreement", attachments=True))


def drawing(waves: int = 3, size: tuple[int, int] = (600, 200)) -> bytes:
    """A drawn signature: dark strokes on a transparent ground, PNG."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for wave in range(waves):
        start = 40 + wave * (size[0] - 80) // waves
        pen.line(
            [(start + step * 1.3, 100 + 70 * math.sin(step / 11 + wave) * math.cos(step / 30)) for step in range(120)],
            fill=(15, 15, 60, 255),
            width=6,
        )
    sink = io.BytesIO()
    picture.save(sink, "PNG")
    return sink.getvalue()


def intents(signers: Any = FOUR) -> tuple[Intent, ...]:
    """One act of signing for each signer, a minute after another; the last one by code instead of by hand."""
    return tuple(
        Intent(
            one["name"],
            one["label"],
            datetime(2026, 11, 22, 6, 30 + number, tzinfo=UTC),
            drawing() if number < 3 else None,
            one["uid"],
            "" if number < 3 else "经验证码确认",
        )
        for number, one in enumerate(signers)
    )


SEAL = Seal(INSTITUTION, "seal-1")
