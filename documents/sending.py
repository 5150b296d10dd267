"""Kept bytes on their way to a browser: shown or saved under a safe name, stored nowhere on the way."""

from __future__ import annotations

import io
import re

from flask import Response, send_file

from mediation.core.forms import clean

_EXTENSION = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "audio/mp4": "m4a",
    "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/wav": "wav", "audio/webm": "weba", "audio/amr": "amr",
    "audio/aac": "aac", "application/json": "json", "text/html": "html",
    "application/zip": "zip",
}  # fmt: skip


def send(content: bytes, *, name: str, media_type: str, inline: bool = False) -> Response:
    """Answer with a file. `name` comes without its ending and may be anything; it is made safe (RFC 6266, RFC 8187)."""
    answer = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=not inline, download_name=safe_name(name, media_type)
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def safe_name(name: str, media_type: str) -> str:
    """A file name without folders, control or direction characters, with the ending of what the file is."""
    plain = re.sub(r'[\\/:*?"<>|;%\n]+', " ", clean(name) or "").strip(". ")
    return f"{plain[:100] or 'file'}.{_EXTENSION.get(media_type, 'bin')}"
