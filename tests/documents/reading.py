"""Reading PDFs back with tools that are not ours."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from pathlib import Path

import pikepdf


def run(*command: str, pdf: bytes) -> str:
    """The output of a poppler tool on this file; `{}` in the command is the file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paper.pdf"
        file.write_bytes(pdf)
        command = tuple(part.replace("{}", str(file)) for part in command)
        return subprocess.run(command, capture_output=True, timeout=60, check=False).stdout.decode()


def text(pdf: bytes) -> str:
    """All text without white space."""
    return re.sub(r"\s", "", run("pdftotext", "-layout", "{}", "-", pdf=pdf))


def drawn(pdf: bytes) -> str:
    """All text without white space in the order in which it was drawn: the lines of a table's cell stay together."""
    return re.sub(r"\s", "", run("pdftotext", "-raw", "{}", "-", pdf=pdf))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, lines kept."""
    return run("pdftotext", "-layout", "{}", "-", pdf=pdf).split("\f")[:-1]


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def fields(pdf: bytes) -> dict[str, tuple[int, tuple[float, ...]]]:
    """Signature fields in order: name → page number and rectangle."""
    with opened(pdf) as file:
        if "/AcroForm" not in file.Root:
            return {}
        numbers = {page.obj.objgen: number for number, page in enumerate(file.pages)}
        return {str(field.T): (numbers[field.P.objgen], tuple(float(edge) for edge in field.Rect))
                for field in file.Root.AcroForm.Fields}


def fonts(pdf: bytes) -> list[tuple[str, bool]]:
    """Font names with whether they are embedded, by pdffonts."""
    lines = run("pdffonts", "{}", pdf=pdf).splitlines()[2:]
    return [(line.split()[0], line.split()[-5] == "yes") for line in lines]
