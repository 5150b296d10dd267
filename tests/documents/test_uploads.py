from __future__ import annotations

import io
import struct
import wave
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from documents.uploads import LIMITS, REFUSALS, Refused, check
from tests.documents import samples


def photo(form: str = "JPEG", size: tuple[int, int] = (80, 40), **save: object) -> bytes:
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((20, 20, 200), (0, 0, size[0] // 2, size[1]))
    sink = io.BytesIO()
    picture.save(sink, form, **save)
    return sink.getvalue()


def sound() -> bytes:
    sink = io.BytesIO()
    with wave.open(sink, "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(b"\0\0" * 800)
    return sink.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda file: None, pages: int = 1, **save: object) -> bytes:
    sink = io.BytesIO()
    with pikepdf.new() as file:
        for _ in range(pages):
            file.add_blank_page()
        change(file)
        file.save(sink, **save)
    return sink.getvalue()


def refused(data: bytes, **claims: str) -> str:
    with pytest.raises(Refused) as caught:
        check(data, **claims)
    assert caught.value.msgid == REFUSALS[caught.value.reason_code]
    return caught.value.reason_code


@pytest.mark.parametrize(("form", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg")])
def test_a_photo_comes_back_from_its_pixels_and_the_original_is_kept(form: str, mime: str) -> None:
    data = photo(form)
    upload = check(data, name=f"IMG_1.{form.lower()}", claimed=f"image/{form.lower()}")
    assert (upload.kind, upload.mime, upload.width, upload.height) == ("photo", mime, 80, 40)
    assert upload.original == data
    with Image.open(io.BytesIO(upload.content)) as again:
        assert again.size == (80, 40)


def test_the_place_of_a_photo_is_dropped_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right by 90°
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (41.0, 48.0, 0.0)
    exif[0x010F] = "SECRETMAKER"
    data = photo(exif=exif, comment=b"SECRETCOMMENT")
    assert b"SECRETMAKER" in data and b"SECRETCOMMENT" in data
    upload = check(data)
    assert (upload.width, upload.height) == (40, 80)
    assert b"SECRET" not in upload.content and b"Exif" not in upload.content
    with Image.open(io.BytesIO(upload.content)) as again:
        assert again.getexif() == {} and "comment" not in again.info
        assert again.getpixel((20, 5))[2] > 150  # what was on the left is now on top


def test_a_png_keeps_what_is_transparent_and_nothing_else() -> None:
    upload = check(samples.drawing())
    with Image.open(io.BytesIO(upload.content)) as again:
        assert again.mode == "RGBA" and again.getpixel((0, 0))[3] == 0


def test_recordings_and_pdfs_are_told_by_their_content() -> None:
    assert check(sound(), name="voice.wav", claimed="audio/x-wav").mime == "audio/wav"
    assert check(b"OggS" + bytes(100)).mime == "audio/ogg"
    assert check(b"ID3\x04" + bytes(100), name="a.MP3").mime == "audio/mpeg"
    assert check(b"\0\0\0\x20ftypM4A \0\0\0\0" + b"soun" + bytes(60), name="Memo.m4a").mime == "audio/mp4"
    assert check(b"\x1aE\xdf\xa3" + bytes(50) + b"A_OPUS", claimed="audio/webm;codecs=opus").mime == "audio/webm"
    upload = check(pdf(pages=3), name="合同.pdf", claimed="application/pdf")
    assert (upload.kind, upload.pages) == ("pdf", 3) and upload.content == upload.original
    assert check(samples.agreement()[:0] + pdf(), claimed="application/octet-stream").kind == "pdf"


@pytest.mark.parametrize(("data", "claims", "reason"), [
    (b"", {}, "empty"), (b"MZ\x90\0" + bytes(60), {}, "unknown"), (b"<svg onload=alert(1)>", {}, "unknown"),
    (b"<html>", {"name": "a.jpg"}, "unknown"), (b"PK\x03\x04" + bytes(60), {}, "unknown"),
    (b"\0\0\0\x18ftypheic" + bytes(60), {"name": "IMG_2.HEIC"}, "heic"),
    (b"\0\0\0\x18ftypmp42" + bytes(60) + b"vide", {}, "video"),
    (b"\x1aE\xdf\xa3" + bytes(50) + b"V_VP8" + b"A_OPUS", {}, "video"),
    (b"\xff\xd8\xff\xe0" + bytes(60), {}, "damaged"), (b"%PDF-1.7 nothing", {}, "damaged"),
    (b"\x89PNG\r\n\x1a\n" + bytes(60), {}, "damaged"),
])
def test_what_is_not_taken_is_refused_with_its_reason(data: bytes, claims: dict[str, str], reason: str) -> None:
    assert refused(data, **claims) == reason


def test_a_file_that_lies_about_itself_is_refused() -> None:
    assert refused(photo(), name="contract.pdf") == "lying"
    assert refused(pdf(), claimed="image/jpeg") == "lying"
    assert refused(sound(), name="photo.jpg", claimed="image/jpeg") == "lying"


def test_sizes_have_their_limits() -> None:
    assert refused(photo() + bytes(LIMITS["photo"])) == "too_large"
    assert refused(b"%PDF-" + bytes(LIMITS["pdf"])) == "too_large"
    assert refused(pdf(pages=501)) == "too_many_pages"


def test_a_flood_of_pixels_is_refused_before_it_is_unpacked() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    assert refused(b"\x89PNG\r\n\x1a\n" + body) == "too_many_pixels"


def test_a_truncated_photo_is_damaged() -> None:
    whole = photo(size=(900, 900), quality=95)
    assert refused(whole[:len(whole) // 2]) == "damaged"


def _script(file: pikepdf.Pdf) -> None:
    file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _launch(file: pikepdf.Pdf) -> None:
    file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def _file_inside(file: pikepdf.Pdf) -> None:
    file.attachments["x.exe"] = b"MZ"


@pytest.mark.parametrize("change", [_script, _launch, _file_inside])
def test_a_pdf_that_can_act_is_refused(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert refused(pdf(change)) == "active"
    assert refused(pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)) == "active"


def test_a_locked_pdf_is_refused_and_an_ordinary_one_with_links_is_not() -> None:
    assert refused(pdf(encryption=pikepdf.Encryption(owner="a", user="b"))) == "locked"

    def link(file: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
        file.pages[0].Annots = file.make_indirect([pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)])
    assert check(pdf(link)).pages == 1
