"""The visible side of signatures: pages of rendered appearances, each put into its field as a form XObject."""

from __future__ import annotations

import io
from dataclasses import dataclass

from pyhanko.pdf_utils import content, generic, layout
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import StaticStampStyle

_SQUARE = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MIN, y_align=layout.AxisAlignment.ALIGN_MIN, margins=layout.Margins.uniform(0))


class Imprints:
    """The appearances of one paper. Each revision takes its own page; what pages share (fonts) enters the file once."""

    def __init__(self, pdf: bytes) -> None:
        self._source = PdfFileReader(io.BytesIO(pdf))
        self._copied: dict[int, int] = {}  # object number here → in the signed paper, the same in all its revisions

    def style(self, number: int, *, opacity: float = 1.0) -> StaticStampStyle:
        """A pyHanko stamp style without border that shows nothing but page `number`."""
        return StaticStampStyle(background=_Page(self, number), background_opacity=opacity, background_layout=_SQUARE,
                                border_width=0)

    def form(self, writer: BasePdfFileWriter, number: int) -> generic.StreamObject:
        """Page `number` as a form XObject of `writer`, with the resources it uses and no others."""
        page = self._source.root["/Pages"]["/Kids"][number]
        drawn: bytes = page["/Contents"].data
        resources = generic.DictionaryObject()
        for category in page["/Resources"]:
            entries = page["/Resources"][category]
            used = {name: entries.raw_get(name) for name in entries if name.encode() in drawn}
            resources[category] = self._copy(generic.DictionaryObject(used), writer)
        form = generic.StreamObject({pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form"),
                                     pdf_name("/BBox"): self._copy(page["/MediaBox"], writer),
                                     pdf_name("/Resources"): resources}, stream_data=drawn)
        form.compress()
        return form

    def _copy(self, value: generic.PdfObject, writer: BasePdfFileWriter) -> generic.PdfObject:
        if isinstance(value, generic.IndirectObject):
            if value.idnum not in self._copied:
                self._copied[value.idnum] = place = writer.allocate_placeholder().idnum
                writer.add_object(self._copy(value.get_object(), writer), idnum=place)
            return generic.IndirectObject(self._copied[value.idnum], 0, writer)
        if isinstance(value, generic.ArrayObject):
            return generic.ArrayObject(self._copy(item, writer) for item in value)
        if isinstance(value, generic.DictionaryObject):
            entries = {name: self._copy(value.raw_get(name), writer) for name in value}
            if isinstance(value, generic.StreamObject):
                return generic.StreamObject(entries, encoded_data=value.encoded_data)
            return generic.DictionaryObject(entries)
        return value


@dataclass
class _Page(content.PdfContent):  # type: ignore[misc]
    imprints: Imprints
    number: int

    def __post_init__(self) -> None:
        super().__init__()

    def render(self) -> bytes:
        form = self.imprints.form(self._ensure_writer, self.number)
        left, bottom, right, top = (float(edge) for edge in form["/BBox"])
        self.box = layout.BoxConstraints(width=right - left, height=top - bottom)
        self.resources.xobject[pdf_name("/Imprint")] = self._ensure_writer.add_object(form)
        return b"/Imprint Do"
