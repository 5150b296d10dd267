"""The child that renders and reads: alone, bounded, replaced, and never asked to fetch."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from weasyprint.urls import FatalURLFetchingError

from documents import jail, layout, rendering
from documents.jail import Jail, JailFailed, JailTimeout
from documents.rendering import render
from tests.documents import reading, samples


@pytest.fixture
def canary() -> Iterator[tuple[int, list[bytes]]]:
    """A listener on this machine that notes every connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            heard.append(b"connected")
            connection.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield listener.getsockname()[1], heard
    listener.close()


def payloads(port: int) -> list[str]:
    urls = [f"http://127.0.0.1:{port}/x", f"https://127.0.0.1:{port}/x", "file:///etc/passwd",
            f"ftp://127.0.0.1:{port}/x", f"gopher://127.0.0.1:{port}/x", "data:image/svg+xml,<svg/>",
            f"//127.0.0.1:{port}/x", "own:7", "own:../0",
            "FILE:///etc/passwd", f"http://localhost:{port}/x", "/etc/passwd", "../../../../etc/passwd"]
    shapes = ['<img src="{}">', '<link rel="stylesheet" href="{}">', '<link rel="attachment" href="{}">',
              '<style>@import url("{}");</style>',
              '<style>@font-face{{font-family:a;src:url({})}}p{{font-family:a}}</style>',
              '<p style="background:url({})">x</p>', '<svg><image href="{}" width="9" height="9"/></svg>',
              '<object data="{}"></object>', '<embed src="{}">', '<p style="content:url({})">x</p>',
              '<ul style="list-style-image:url({})"><li>x</ul>', '<a rel="attachment" href="{}">x</a>']
    return [shape.format(url) for shape in shapes for url in urls]


@pytest.fixture
def fooled() -> Iterator[Jail]:
    made = Jail("tests.documents.fooled", memory=2 << 30, wall=30, processor=2, turns=10_000)
    yield made
    made.close()


def test_a_renderer_that_was_fooled_still_fetches_nothing(canary: tuple[int, list[bytes]], fooled: Jail) -> None:
    port, heard = canary
    secret = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0]
    forbidden = 0
    for payload in payloads(port):
        try:
            _, [pdf] = fooled.call("draw", {"html": f"<html><body><p>before</p>{payload}</body></html>"})
        except JailFailed as error:
            assert error.kind in ("Forbidden", "InvalidValues"), (payload, error)
            forbidden += 1
            continue
        assert secret not in reading.text(pdf)
        with reading.opened(pdf) as file:
            assert "/EmbeddedFiles" not in file.Root.get("/Names", {})
    assert heard == [] and forbidden > 60


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "file:///etc/passwd", "data:,x", "own:1", "own:0/../x", "own:-1"])
def test_the_fetcher_ends_the_rendering_for_anything_but_its_pictures(url: str) -> None:
    assets = layout.OwnAssets([b"picture"])
    assert assets.fetch("own:0").read() == b"picture"
    with pytest.raises(FatalURLFetchingError):
        assets.fetch(url)


def test_payloads_in_facts_are_printed_as_the_text_they_are(canary: tuple[int, list[bytes]]) -> None:
    port, heard = canary
    given = payloads(port)
    pdf = render(samples.paper("agreement", facts="\n".join(given), terms=given[:40],
                               issues="{{ 7*7 }}{% include 'x' %}"))
    printed = reading.text(pdf)
    for payload in given[:40]:
        assert re.sub(r"\s", "", payload) in printed
    assert "{{7*7}}{%include'x'%}" in printed
    with reading.opened(pdf) as file:
        assert "/EmbeddedFiles" not in file.Root.get("/Names", {})
    assert heard == []


def test_the_child_is_in_a_network_of_its_own_with_an_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURTYARD_SECRET", "do-not-pass-on")
    fresh = Jail("documents.layout", memory=2 << 30, wall=30, processor=20)
    try:
        fresh.warm()
        assert fresh._child is not None
        pid = fresh._child.pid
        assert "COURTYARD_SECRET" not in Path(f"/proc/{pid}/environ").read_text(encoding="utf-8")
        apart = os.readlink(f"/proc/{pid}/ns/net") != os.readlink("/proc/self/ns/net")
        assert apart == fresh.network_isolated
        limits = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8")
        assert re.search(r"Max address space\s+2147483648", limits) and re.search(r"Max file size\s+0 ", limits)
    finally:
        fresh.close()


def test_the_child_is_replaced_after_its_turns_and_after_it_died() -> None:
    fresh = Jail("documents.layout", memory=2 << 30, wall=30, processor=20, turns=2)

    def pid() -> int:
        fresh.call("unprintable", {"text": "字"})
        assert fresh._child is not None
        return fresh._child.pid

    try:
        first, second, third = pid(), pid(), pid()
        assert first == second != third
        assert fresh._child is not None
        fresh._child.kill()
        fresh._child.wait()
        assert pid() != third
    finally:
        fresh.close()


def test_an_exception_inside_comes_out_as_words_and_the_child_lives_on() -> None:
    fresh = Jail("documents.layout", memory=2 << 30, wall=30, processor=20)
    try:
        with pytest.raises(JailFailed) as caught:
            fresh.call("unprintable", {})
        assert caught.value.kind == "UndefinedError"
        assert fresh.call("unprintable", {"text": "字"})[0] == {"characters": ""}
    finally:
        fresh.close()


def test_a_child_that_outgrows_its_memory_fails_alone(fooled: Jail) -> None:
    assert fooled.call("eat", {"bytes": 1 << 20})[0] == {"eaten": 1 << 20}
    with pytest.raises(JailFailed) as caught:
        fooled.call("eat", {"bytes": 3 << 30})
    assert caught.value.kind == "MemoryError"


def test_a_child_that_computes_for_ever_is_ended_by_the_kernel(fooled: Jail) -> None:
    with pytest.raises(JailFailed) as caught:
        fooled.call("spin", {})
    assert caught.value.kind == "Died"
    assert fooled.call("eat", {"bytes": 1})[0] == {"eaten": 1}


def test_a_child_that_does_not_answer_is_ended_at_the_wall(fooled: Jail) -> None:
    with pytest.raises(JailTimeout):
        fooled.call("spin", {}, wall=0.3)
    assert fooled.call("eat", {"bytes": 1})[0] == {"eaten": 1}


def test_after_a_fork_the_child_process_starts_its_own_renderer() -> None:
    rendering.warm()
    assert rendering._JAIL._child is not None
    ours = rendering._JAIL._child.pid
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        rendering.warm()
        os.write(writer, str(rendering._JAIL._child.pid).encode())
        rendering._JAIL.close()
        os._exit(0)
    os.waitpid(pid, 0)
    assert int(os.read(reader, 20)) != ours
    assert render(samples.paper("cover")).startswith(b"%PDF")
    assert rendering._JAIL._child.pid == ours


def test_a_message_of_impossible_length_is_refused() -> None:
    with pytest.raises(ValueError, match="impossible"):
        jail.unpacked(lambda length: b"\xff" * length)
