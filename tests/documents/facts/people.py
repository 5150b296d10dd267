"""Who appears on the sample papers, and what most of them share."""

from __future__ import annotations

from typing import Any

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
