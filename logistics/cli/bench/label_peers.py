"""The plain ways to draw a label, as tutorials show them: the same texts, a Code 128 twice and a QR code."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable, Iterable, Iterator

import zxingcpp
from barcode.codex import Code128
from barcode.writer import ImageWriter, SVGWriter
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128 as Code128Widget
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from logistics.labels.content import LabelContent
from logistics.labels.faces import Face, font_path
from logistics.labels.wording import label_words

_SIZE = (100 * mm, 150 * mm)
_FONT = "PlainVietnamese"


def image_writer(labels: Iterable[LabelContent]) -> bytes:
    """python-barcode's ImageWriter: a PNG per symbol, placed with reportlab."""

    def codes(canvas: Canvas, number: str) -> None:
        picture = ImageReader(Code128(number, writer=ImageWriter()).render({"write_text": False}))
        canvas.drawImage(picture, 10 * mm, 110 * mm, 80 * mm, 17 * mm)
        canvas.saveState()
        canvas.translate(97 * mm, 5 * mm)
        canvas.rotate(90)
        canvas.drawImage(picture, 0, 0, 58 * mm, 7 * mm)
        canvas.restoreState()

    return _reportlab(labels, codes)


def widgets(labels: Iterable[LabelContent]) -> bytes:
    """reportlab's own barcode widgets."""

    def codes(canvas: Canvas, number: str) -> None:
        symbol = Code128Widget(number, barWidth=0.5 * mm, barHeight=17 * mm)
        symbol.drawOn(canvas, 5 * mm, 110 * mm)
        canvas.saveState()
        canvas.translate(97 * mm, 5 * mm)
        canvas.rotate(90)
        Code128Widget(number, barWidth=0.375 * mm, barHeight=7 * mm).drawOn(canvas, 0, 0)
        canvas.restoreState()

    return _reportlab(labels, codes)


def weasyprint(labels: Iterable[LabelContent]) -> bytes:
    """HTML with SVG symbols through WeasyPrint."""
    html = importlib.import_module("weasyprint").HTML
    face = f"@font-face{{font-family:V;src:url('file://{font_path(Face.REGULAR)}')}}"
    page = "@page{size:100mm 150mm;margin:3mm}div{page-break-after:always}"
    style = f"<style>{face}{page}body{{font:9pt V}}</style>"
    body = "".join(f"<div>{''.join(_html(label))}</div>" for label in labels)
    document: bytes = html(string=style + body).write_pdf()
    return document


PEERS: dict[str, Callable[[Iterable[LabelContent]], bytes]] = {
    "python-barcode_png": image_writer,
    "reportlab_widgets": widgets,
    "weasyprint": weasyprint,
}


def available() -> list[str]:
    """The peers that are installed here."""
    return [way for way in PEERS if way != "weasyprint" or importlib.util.find_spec("weasyprint")]


def _reportlab(labels: Iterable[LabelContent], codes: Callable[[Canvas, str], None]) -> bytes:
    pdfmetrics.registerFont(TTFont(_FONT, str(font_path(Face.REGULAR))))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=_SIZE)
    for label in labels:
        codes(canvas, label.item_number)
        square = Drawing(24 * mm, 24 * mm)
        square.add(QrCodeWidget(label.item_number, barWidth=24 * mm, barHeight=24 * mm, barLevel="M"))
        renderPDF.draw(square, canvas, 5 * mm, 35 * mm)
        canvas.setFont(_FONT, 9)
        for row, text in enumerate(label_words(label).values()):
            canvas.drawString(32 * mm, (105 - 5 * row) * mm, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _html(label: LabelContent) -> Iterator[str]:
    from html import escape

    buffer = io.BytesIO()
    Code128(label.item_number, writer=SVGWriter()).write(buffer, {"write_text": False})
    yield buffer.getvalue().decode().partition("?>")[2].partition("]>")[2] or buffer.getvalue().decode()
    square = zxingcpp.create_barcode(label.item_number, zxingcpp.BarcodeFormat.QRCode)
    yield f"<span style='display:inline-block;width:24mm'>{square.to_svg()}</span>"
    for text in label_words(label).values():
        yield f"<p>{escape(text)}</p>"
