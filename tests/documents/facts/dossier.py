"""The facts of one paper of each kind that a dossier needs after the agreement."""

from __future__ import annotations

from typing import Any

from tests.documents.facts.people import COMMON, FOUR, PEOPLE, PROMISES, SIGNED, STORY, signer

FACTS: dict[str, dict[str, Any]] = {
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
    "breach_notice": SIGNED
    | {
        "signers": (),
        "seal": "",
        "debtor": "김영희",
        "creditor": "张喆赟",
        "effective_on": "2026-11-22",
        "term": PROMISES[0],
        "due_on": "2026-12-31",
        "balance": "¥9,000.00",
        "said": "至今只收到三千元。",
        "routes": ("申请司法确认", "申请支付令", "提起诉讼"),
        "signed_on": "2027-01-05",
    },
    "enforcement_application": SIGNED
    | {
        "signers": (),
        "seal": "",
        "court": "沈阳市和平区人民法院",
        "applicants": (PEOPLE[0],),
        "respondents": (PEOPLE[1],),
        "ruling_court": "沈阳市沈河区人民法院",
        "ruling_on": "2026-12-10",
        "served_on": "2026-12-12",
        "agreement_number": "（2026）图们调9号",
        "terms": (
            {"term": PROMISES[0], "due_on": "2026-12-31", "due": "¥12,000.00", "paid": "¥3,000.00",
             "balance": "¥9,000.00", "enforce_until": "2029-01-02"},
            {"term": PROMISES[1], "due_on": "2026-12-31", "due": "", "paid": "", "balance": "",
             "enforce_until": "2029-01-02"},
        ),
        "total": "¥9,000.00",
        "total_in_words": "人民币玖仟元整",
        "property": "被执行人在沈阳市和平区南京南街有住房一套。",
        "enclosures": ("民事裁定书", "人民调解协议书", "履行情况表"),
        "signed_on": "2027-01-20",
    },
    "performance_receipt": SIGNED
    | {
        "seal": "",
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
    "closing_report": SIGNED
    | {
        "signers": (signer("h-1", "other", "承办人", "王伟"),),
        "people": PEOPLE[:2],
        "handled_by": "王伟",
        "accepted_on": "2026-11-02",
        "closed_on": "2027-01-08",
        "source": "当事人申请",
        "dispute_type": "邻里纠纷",
        "facts": STORY,
        "result": "written",
        "outcome": "双方就赔偿数额和修复期限达成一致。",
        "agreement_number": "（2026）图们调9号",
        "amount": "12,000元",
        "performed": "已全部履行（2026年12月31日）。",
        "visited": "2027年1月8日上门回访，满意。",
        "confirmed": "（2026）辽0102诉前调确1716号裁定有效。",
        "filled_on": "2027-01-10",
    },
    "dossier_note": COMMON
    | {
        "title": "张喆赟与김영희房屋漏水损害赔偿纠纷",
        "notes": ("本卷电子签名文书以电子文件为准，纸质件系打印件。", "김영희的身份证明系视频核对，未留复印件。"),
        "filed_by": "李燚",
        "checked_by": "",
        "filed_on": "2027-01-10",
    },
}
