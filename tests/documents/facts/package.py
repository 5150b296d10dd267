"""The facts of the papers that go to a court with an application."""

from __future__ import annotations

from typing import Any

from tests.documents.facts.people import COMMON, COURT, MEDIATED, PEOPLE, SIGNED

SEALED = SIGNED | {"signers": ()}

FACTS: dict[str, dict[str, Any]] = {
    "particulars": COMMON
    | {
        "court": COURT, "matter": MEDIATED["matter"], "people": PEOPLE, "annex": True, "signed_on": "2026-11-23",
    },
    "minutes_extract": SEALED
    | {
        "matter": MEDIATED["matter"],
        "sittings": (
            {
                "began_at": "2026-11-20T14:00", "ended_at": "2026-11-20T16:25", "place": "图们社区调解室",
                "present": ("张喆赟（申请人，现场）", "김영희（被申请人，音视频）"), "absent": ("李燚",),
                "told": ("张喆赟（2026年11月20日）", "김영희（2026年11月20日）"), "result": "达成协议",
            },
        ),
        "facts": ("2026年8月3日楼上漏水，浸湿楼下客厅顶棚。", "照片六张系当日拍摄。"),
    },
    "fair_process": SEALED
    | {
        "matter": MEDIATED["matter"], "agreement_on": "2026-11-22", "accepted_on": "2026-11-02",
        "mediators": ("王伟",), "sittings": 2,
        "people": tuple(
            {
                "role": one["role"], "name": one["name"], "attended": "2次：现场1次，音视频1次",
                "identity": "与证件相符", "told": "2026年11月20日", "language": "朝鲜语",
            }
            for one in PEOPLE
        ),
        "interpreters": ("金翻译（朝鲜语）",),
        "talks": (
            {"side": "申请人一方", "count": 2, "minutes": 35}, {"side": "被申请人一方", "count": 1, "minutes": 20},
        ),
        "pauses": tuple(
            {"name": one["name"], "offered_at": "2026-11-21T10:00", "signed_at": "2026-11-22T09:30",
             "lasted": "23小时30分钟"}
            for one in PEOPLE
        ),
    },
}  # fmt: skip
