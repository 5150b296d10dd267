"""Somebody applies by HTTP, page by page."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from PIL import Image

from mediation.core.db import db
from mediation.organisations.models import Place

PAGES = ("about", "where", "other", "story", "request", "photos", "you", "details")


def community(name: str = "图们社区") -> str:
    return db.session.query(Place).filter_by(name=name).one().public_id


def answers(**other: Any) -> dict[str, dict[str, Any]]:
    said: dict[str, dict[str, Any]] = {
        "about": {"type": "neighbours"},
        "where": {"place": community()},
        "other": {"other_kind": "person", "other_name": "李国强", "other_phone": "138 0000 0002"},
        "story": {"story": "楼上阳台漏水，天花板泡坏了。"},
        "request": {"request": "修好，并赔偿。", "amount": "4,200.50"},
        "photos": {},
        "you": {"name": "金顺姬", "phone": "13800000001"},
        "details": {"sex": "female", "ethnicity": "朝鲜族", "id_number": "11010519491231002x"},
    }
    return {page: {**facts, **{k: v for k, v in other.items() if k in FIELDS[page]}} for page, facts in said.items()}


FIELDS = {
    "about": {"type"}, "where": {"place"}, "other": {"other_kind", "other_name", "other_phone", "other_address"},
    "story": {"story"}, "request": {"request", "amount"}, "photos": {"files"}, "you": {"name", "phone"},
    "details": {"sex", "ethnicity", "born_on", "occupation", "address", "id_number"},
}  # fmt: skip


def address(page: str) -> str:
    return "/apply" if page == "about" else f"/apply/{page}"


def fill(client: FlaskClient, *, until: str = "check", **other: Any) -> None:
    """Answer every page before `until`."""
    for page, facts in answers(**other).items():
        if page == until:
            return
        done = client.post(address(page), data=facts)
        assert done.status_code == 303, (page, done.text)


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return file.getvalue()
