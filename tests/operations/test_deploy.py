"""The files in `deploy/` agree with the code they are written for."""

from __future__ import annotations

import re

from mediation.app import MAX_UPLOAD
from mediation.core.settings import CHECKOUT, load

MADE_AT_EACH_START = {"COURTYARD_HOME", "COURTYARD_NODE_HOST", "COURTYARD_NODE_PORT", "COURTYARD_NODE_TOKEN"}


def deployed(name: str) -> str:
    return (CHECKOUT / "deploy" / name).read_text("utf-8")


def test_every_setting_has_its_line_and_every_line_is_a_setting() -> None:
    files = ("mediation/core/settings.py", "mediation/operations/supervise.py", "video/node/settings.py")
    read = [CHECKOUT / file for file in files]
    names = {name for path in read for name in re.findall(r'"((?:COURTYARD|MEDIA)_[A-Z_]+)"', path.read_text("utf-8"))}
    listed = set(re.findall(r"^#?((?:COURTYARD|MEDIA)_[A-Z_]+)=", deployed("settings.env"), re.MULTILINE))
    assert listed == names - MADE_AT_EACH_START


def test_the_example_settings_can_be_loaded(tmp_path) -> None:
    (tmp_path / "settings.env").write_text(deployed("settings.env"))
    here = load({"COURTYARD_HOME": str(tmp_path)})
    assert here.public_url == "https://courtyard.example"
    assert here.secure
    assert f"proxy_pass http://{here.host}:{here.port};" in deployed("nginx.conf")


def test_the_proxy_lets_every_upload_through_that_the_application_takes() -> None:
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", deployed("nginx.conf"))
    assert int(megabytes) * 1024 * 1024 > MAX_UPLOAD


def test_the_proxy_does_not_hold_back_live_events() -> None:
    stream = re.search(r"location = /live \{.*?\}", deployed("nginx.conf"), re.DOTALL)
    assert stream
    assert "proxy_buffering off;" in stream.group()
