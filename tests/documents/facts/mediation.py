"""The facts of one paper of each kind of a mediation."""

from __future__ import annotations

from typing import Any

from tests.documents.facts.people import FOUR, PEOPLE, PROMISES, ROUTES, SIGNED, STORY, person, signer

CONFIRMED = ("张喆赟（2026年11月20日16时30分）", "김영희（2026年11月20日16时41分）")


def proof(role: str, name: str, document: str, number: str, way: str = "当面核对") -> dict[str, str]:
    return {
        "role": role,
        "name": name,
        "document": document,
        "number": number,
        "way": way,
        "checked_by": "李燚",
        "checked_at": "2026-11-02T09:30",
    }


def evidence(title: str, form: str, copies: str, brought_by: str, proves: str, opinion: str) -> dict[str, str]:
    return {
        "title": title,
        "form": form,
        "copies": copies,
        "brought_by": brought_by,
        "proves": proves,
        "opinion": opinion,
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
    | {
        "signers": FOUR[:2],
        "recipients": ("张喆赟", "김영희"),
        "mediators": ("王伟",),
        "told_by": "王伟",
        "confirmed": CONFIRMED,
    },
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
        "confirmed": CONFIRMED,
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
    "acceptance_register": SIGNED
    | {
        "signers": (*FOUR[:2], signer("g-1", "other", "登记人", "李燚")),
        "parties": ("张喆赟", "김영희"),
        "source": "applied",
        "referred_by": "辽宁省沈阳市和平区人民法院",
        "dispute_type": "邻里纠纷",
        "facts": STORY,
        "accepted_on": "2026-11-02",
        "note": "申请人口头申请，由窗口记录。",
    },
    "identity_proof": SIGNED
    | {
        "seal": "",
        "signers": FOUR[3:],
        "matter": "房屋漏水损害赔偿纠纷",
        "proofs": (
            proof("申请人", "张喆赟", "居民身份证", "210102199001011234"),
            proof("被申请人", "김영희", "居民身份证", "222401198503054321", way="视频核对"),
            proof("被申请人", "沈阳市和平区祎燚㛃餐饮有限公司", "营业执照", "91210102MA0XXXXX1A"),
        ),
        "note": "法定代表人身份证明附后。",
    },
    "power_of_attorney": SIGNED
    | {
        "seal": "",
        "signers": (FOUR[0], signer("a-1", "party", "受托人", "刘律")),
        "principal": PEOPLE[0] | {"role": "委托人"},
        "agent": person("受托人", "刘律", occupation="律师"),
        "agent_type": "律师",
        "licence": "12101201810123456",
        "matter": "房屋漏水损害赔偿纠纷",
        "authority": "special",
        "powers": ("request", "evidence", "claims", "sign", "collect", "confirm"),
        "other_powers": "代为签收履行款",
        "from_on": "2026-11-02",
        "until_on": "2027-05-01",
    },
    "service_address": SIGNED
    | {
        "seal": "",
        "signers": FOUR[:1],
        "addressee": "辽宁省沈阳市和平区人民法院",
        "matter": "房屋漏水损害赔偿纠纷",
        "person": PEOPLE[0],
        "receiver": "张䶮",
        "relation": "姐妹",
        "phone": "139 0000 0000",
        "address": "辽宁省沈阳市和平区图们路12号3单元401室",
        "postcode": "110003",
        "electronic": True,
        "electronic_address": "138 0000 0000（短信）",
        "note": "工作日白天可以联系。",
    },
    "investigation": SIGNED
    | {
        "seal": "",
        "signers": (
            signer("i-1", "party", "被调查人", "𠮷田花"),
            signer("i-2", "other", "调查人", "王伟"),
            FOUR[3],
        ),
        "matter": "房屋漏水损害赔偿纠纷",
        "began_at": "2026-11-05T09:10",
        "ended_at": "2026-11-05T09:40",
        "place": "图们路12号3单元501室",
        "participants": ("陈社工（社区工作者）",),
        "asked": person("被调查人", "𠮷田花", occupation="退休"),
        "investigators": ("王伟",),
        "recorder": "李燚",
        "dialogue": (
            {"speaker": "问", "text": "我们是图们社区人民调解委员会的调解员，向你了解楼下漏水的情况，请如实说明。"},
            {"speaker": "答", "text": "好的。"},
            {"speaker": "问", "text": "漏水是什么时候发现的？"},
            {"speaker": "答", "text": "八月初，他家装修打地面以后，楼道的墙也湿了。"},
        ),
    },
    "evidence_list": SIGNED
    | {
        "seal": "",
        "signers": (*FOUR[:2], signer("c-1", "other", "接收人", "李燚")),
        "matter": "房屋漏水损害赔偿纠纷",
        "evidence": (
            evidence("客厅顶棚漏水照片", "照片打印件", "6", "张喆赟", "漏水位置和损失", "无异议"),
            evidence("维修报价单", "书证复印件，已与原件核对", "1", "张喆赟", "修复费用", "数额过高"),
            evidence("装修合同", "书证原件", "1", "김영희", "装修时间和范围", "无异议"),
        ),
        "received_by": "李燚",
        "received_on": "2026-11-06",
    },
    "undisputed_facts": SIGNED
    | {
        "signers": FOUR[:3],
        "matter": "房屋漏水损害赔偿纠纷",
        "people": PEOPLE[:2],
        "mediators": ("王伟",),
        "stated_on": "2026-11-20",
        "facts": (
            "2026年8月3日晚被申请人房屋卫生间漏水，申请人客厅顶棚和木地板受损。",
            "漏水的原因是装修时防水层破损。",
        ),
        "confirmed": CONFIRMED,
    },
    "extension": SIGNED
    | {
        "signers": FOUR[:3],
        "parties": ("张喆赟", "김영희"),
        "matter": "房屋漏水损害赔偿纠纷",
        "mediators": ("王伟",),
        "accepted_on": "2026-11-02",
        "period_until": "2026-12-02",
        "longer_until": "2026-12-20",
        "reason": "等待损失鉴定意见。",
        "confirmed": CONFIRMED,
    },
    "replacement": SIGNED
    | {
        "signers": (),
        "recipients": ("张喆赟", "김영희"),
        "matter": "房屋漏水损害赔偿纠纷",
        "former": "王伟",
        "reason": "当事人申请更换",
        "successor": "郑䶮",
        "choice": "经双方当事人共同选定",
    },
    "oral_agreement": SIGNED
    | {
        "signers": FOUR[2:],
        "people": PEOPLE[:2],
        "accepted_on": "2026-11-02",
        "agreed_on": "2026-11-22",
        "place": "图们社区调解室",
        "together": False,
        "facts": STORY,
        "issues": "漏水损失的数额。",
        "terms": PROMISES[1:],
        "manner": "当场履行。",
        "amount": "12,000元",
        "performed": "已当场履行",
        "enclosures": ("收条一份",),
    },
}
