"""The facts of one paper of each kind between institution and court, and of the court."""

from __future__ import annotations

from typing import Any

from tests.documents.facts.people import COURT, FOUR, MEDIATED, PEOPLE, PROMISES, SIGNED, STORY, person, signer

BENCH = (signer("j-1", "judge", "审判员", "周正"), signer("c-1", "clerk", "书记员", "吴笔"))
CONFIRMING: dict[str, Any] = {
    **SIGNED,
    **MEDIATED,
    "number": "（2026）辽0102诉前调确1716号",
    "signers": BENCH,
    "court": COURT,
    "applicants": PEOPLE[:2],
    "agents": (),
    "docketed_on": "2026-11-25",
    "basis": "《中华人民共和国民事诉讼法》第二百零六条",
    "signed_on": "2026-12-01",
}

FACTS: dict[str, dict[str, Any]] = {
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
    "referral": SIGNED
    | {
        "number": "（2026）辽0102诉前调1288号",
        "signers": (),
        "court": COURT,
        "way": "delegated",
        "parties": ("张喆赟", "김영희"),
        "matter": "房屋漏水损害赔偿纠纷",
        "return_on": "2026-12-02",
        "enclosures": ("起诉状副本一份", "当事人身份证明复印件二份", "送达地址确认书一份"),
        "judge": "周正",
        "contact": "024-0000 0000",
    },
    "return_letter": SIGNED
    | {
        "signers": FOUR[2:3],
        "court": COURT,
        "way": "entrusted",
        "referral_number": "（2026）辽0102民初318号",
        "referred_on": "2026-11-02",
        "parties": ("张喆赟", "김영희"),
        "matter": "房屋漏水损害赔偿纠纷",
        "reason": "被申请人明确表示不接受调解",
        "enclosures": ("起诉状副本一份", "送达地址确认书一份"),
    },
    "report_to_court": SIGNED
    | {
        "signers": FOUR[2:3],
        "court": COURT,
        "way": "delegated",
        "referral_number": "（2026）辽0102诉前调1288号",
        "parties": ("张喆赟", "김영희"),
        "matter": "房屋漏水损害赔偿纠纷",
        "mediators": ("王伟",),
        "accepted_on": "2026-11-02",
        "ended_on": "2026-11-22",
        "sittings": 2,
        "course": "11月10日、11月20日两次调解，各方当事人均在线参加，权利义务已经告知。",
        "reason": "双方分歧过大，无法达成协议。",
        "cost": "被申请人一方两次经通知无正当理由不参加调解会。",
        "notable": "",
        "enclosures": ("无争议事实记载一份", "送达地址确认书二份"),
    },
    "court_accepted": SIGNED
    | {
        "number": "（2026）辽0102诉前调确1716号",
        "signers": (),
        "court": COURT,
        "recipients": ("张喆赟", "김영희"),
        "matter": "房屋漏水损害赔偿纠纷",
        "agreement_number": "（2026）图们调协字第9号",
        "applied_on": "2026-11-23",
        "docketed_on": "2026-11-25",
        "judge": "周正",
        "clerk": "吴笔",
        "contact": "024-0000 0000",
    },
    "correction": SIGNED
    | {
        "number": "（2026）辽0102诉前调确1716号",
        "signers": (),
        "court": COURT,
        "recipients": ("张喆赟", "김영희"),
        "matter": "房屋漏水损害赔偿纠纷",
        "agreement_number": "（2026）图们调协字第9号",
        "applied_on": "2026-11-23",
        "missing": ("김영희的身份证明复印件", "特别授权的授权委托书"),
        "until_on": "2026-12-02",
        "contact": "024-0000 0000",
    },
    "inquiry": SIGNED
    | {
        "number": "（2026）辽0102诉前调确1716号",
        "seal": "",
        "signers": (*FOUR[:2], *BENCH),
        "court": COURT,
        "matter": "司法确认调解协议",
        "began_at": "2026-11-30T09:00",
        "ended_at": "2026-11-30T09:25",
        "place": "第三调解室",
        "way": "音视频",
        "judge": "周正",
        "clerk": "吴笔",
        "people": PEOPLE[:2],
        "participants": ("金翻译（朝鲜语翻译）",),
        "dialogue": (
            {"speaker": "审", "text": "调解协议是否双方自愿达成，内容是否清楚？"},
            {"speaker": "张喆赟", "text": "自愿，清楚。"},
            {"speaker": "김영희", "text": "是自愿的，内容都明白。"},
            {"speaker": "审", "text": "协议是否涉及他人的权利，是否已经履行？"},
            {"speaker": "张喆赟", "text": "不涉及。第一笔款还没有到期。"},
        ),
    },
    "court_not_accepted": {name: fact for name, fact in CONFIRMING.items() if name != "docketed_on"}
    | {"applied_on": "2026-11-23", "reason": "该协议约定确认房屋所有权归属，不属于司法确认的范围。"},
    "withdrawal_allowed": CONFIRMING | {"asked_on": "2026-11-28"},
    "treated_as_withdrawn": CONFIRMING
    | {"omission": "申请人经本院通知，无正当理由未在2026年12月2日前补充材料，也未接受询问。"},
    "changed_on_objection": {name: fact for name, fact in CONFIRMING.items() if name != "docketed_on"}
    | {
        "number": "（2027）辽0102民特监3号",
        "objector": person("异议人", "朴顺子"),
        "objected_on": "2027-01-10",
        "objection": "协议处分了异议人共有的房屋。",
        "ruling_number": "（2026）辽0102诉前调确1716号",
        "ruling_on": "2026-12-01",
        "finding": "协议第二项涉及异议人的权利，异议成立。",
        "outcome": "changed",
        "wording": "人民调解协议除第二项外有效；驳回确认第二项的申请。",
    },
    "service_receipt": SIGNED
    | {
        "number": "（2026）辽0102诉前调确1716号",
        "seal": "",
        "signers": (signer("t-1", "party", "受送达人", "张喆赟"), signer("s-1", "other", "送达人", "吴笔")),
        "court": COURT,
        "matter": "司法确认调解协议",
        "recipient": "张喆赟",
        "address": "辽宁省沈阳市和平区图们路12号3单元401室",
        "papers": ({"title": "民事裁定书", "number": "（2026）辽0102诉前调确1716号", "copies": "1"},),
        "way": "直接送达",
        "sent_at": "2026-12-01T15:00",
        "received_at": "2026-12-02T10:12",
        "taker": "",
        "server": "吴笔",
        "note": "",
    },
    "court_mediation_paper": SIGNED
    | {
        "number": "（2026）辽0102民初318号",
        "signers": BENCH,
        "court": COURT,
        "people": (PEOPLE[0] | {"role": "原告"}, PEOPLE[1] | {"role": "被告"}),
        "agents": (),
        "matter": "房屋漏水损害赔偿纠纷",
        "docketed_on": "2026-11-02",
        "facts": STORY,
        "claims": "原告请求判令被告赔偿损失并修复防水层。",
        "terms": PROMISES,
        "fee": "案件受理费50元，减半收取25元，由被告负担。",
        "basis": "《中华人民共和国民事诉讼法》第一百条",
    },
}
