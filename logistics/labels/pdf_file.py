"""A PDF written as it grows: every object goes to the stream at once, so 25,000 pages need no more memory than one.

reportlab parses and subsets the fonts; its own documents keep every page until they are saved.
"""

from __future__ import annotations

import zlib
from array import array
from typing import Protocol

from reportlab.pdfbase.ttfonts import makeToUnicodeCMap

from logistics.labels.faces import CODES, Face, font_file
from logistics.labels.operators import FONT_NAMES

_CATALOG, _ROOT, _RESOURCES, _TITLE = 1, 2, 3, 4
_FIRST_FREE = 5
_PAGES_PER_NODE = 128
_LEVEL = 6


class Writable(Protocol):
    """Anything that takes bytes: a file, a socket, a response."""

    def write(self, chunk: bytes, /) -> object:
        """Take the bytes."""


class PdfFile:
    """Pages of one size, in units of `dots_per_mm`, y downwards; close() writes fonts, tree and index."""

    def __init__(self, stream: Writable, *, width_mm: float, height_mm: float, dots_per_mm: int, title: str) -> None:
        self._stream = stream
        self._written = 0
        self._offsets = array("Q", [0] * _FIRST_FREE)
        self._forms: dict[str, int] = {}
        self._nodes: list[tuple[int, int]] = []
        self._kids: list[int] = []
        # Cut, not rounded: a page a thousandth of a dot too large is painted one dot larger and stretched.
        across, down = (int(side / 25.4 * 72_000) / 1000 for side in (width_mm, height_mm))
        self._box = f"[0 0 {across:.3f} {down:.3f}]"
        self._start = (
            f"{72 / 25.4 / dots_per_mm:.8f} 0 0 {-72 / 25.4 / dots_per_mm:.8f} 0 {height_mm / 25.4 * 72:.5f} cm\n"
        )
        self._title = title
        self._node = 0
        self._write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def page(self, content: str) -> None:
        """One more page with these operators (Latin-1)."""
        if not self._kids:
            self._node = self._reserve()
        contents = self._stream_object("", (self._start + content).encode("latin-1"))
        page = self._reserve()
        self._object(page, f"<</Type/Page/Parent {self._node} 0 R/Contents {contents} 0 R>>".encode())
        self._kids.append(page)
        if len(self._kids) == _PAGES_PER_NODE:
            self._end_node()

    def form(self, name: str, width: float, height: float, content: str) -> None:
        """A drawing that pages repeat with `/name Do`; its box is 0 0 width height in dots."""
        head = f"/Type/XObject/Subtype/Form/BBox[0 0 {width:g} {height:g}]/Resources {_RESOURCES} 0 R"
        self._forms[name] = self._stream_object(head, content.encode("latin-1"))

    def has_form(self, name: str) -> bool:
        """Whether the form was drawn before."""
        return name in self._forms

    def close(self) -> None:
        """Write what every page shares, then the index. The file is complete after this."""
        if self._kids:
            self._end_node()
        fonts = {name: self._font(face, name) for face, name in FONT_NAMES.items()}
        self._object(_RESOURCES, f"<</Font<<{_references(fonts)}>>/XObject<<{_references(self._forms)}>>>>".encode())
        kids = " ".join(f"{node} 0 R" for node, _ in self._nodes)
        count = sum(pages for _, pages in self._nodes)
        tree = f"<</Type/Pages/Kids[{kids}]/Count {count}/MediaBox{self._box}/Resources {_RESOURCES} 0 R>>"
        self._object(_ROOT, tree.encode())
        self._object(
            _CATALOG,
            f"<</Type/Catalog/Pages {_ROOT} 0 R/Lang(vi)/ViewerPreferences<</PrintScaling/None"
            "/PickTrayByPDFSize true/DisplayDocTitle true>>>>".encode(),
        )
        title = ("\ufeff" + self._title).encode("utf-16-be").hex().upper()
        self._object(_TITLE, f"<</Title<{title}>/Producer(Highland Post)>>".encode())
        self._index()

    def _end_node(self) -> None:
        kids = " ".join(f"{page} 0 R" for page in self._kids)
        self._object(self._node, f"<</Type/Pages/Parent {_ROOT} 0 R/Count {len(self._kids)}/Kids[{kids}]>>".encode())
        self._nodes.append((self._node, len(self._kids)))
        self._kids = []

    def _font(self, face: Face, name: str) -> int:
        """The face with the letters of ALPHABET, as one single-byte font; returns its object."""
        file = font_file(face)
        subset = [32] * 256
        for letter, code in CODES.items():
            subset[code] = ord(letter)
        base = f"HPOST{name}+{file.name.decode()}"
        program = file.makeSubset(subset)
        program_object = self._stream_object(f"/Length1 {len(program)}", program)
        unicode_object = self._stream_object("", makeToUnicodeCMap(base, subset).encode())
        box = " ".join(f"{edge:.0f}" for edge in file.bbox)
        descriptor = self._reserve()
        self._object(
            descriptor,
            f"<</Type/FontDescriptor/FontName/{base}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {file.ascent:.0f}"
            f"/Descent {file.descent:.0f}/CapHeight {file.capHeight:.0f}/StemV {file.stemV:.0f}"
            f"/FontFile2 {program_object} 0 R>>".encode(),
        )
        widths = " ".join(f"{file.charWidths[code]:.0f}" for code in subset)
        font = self._reserve()
        self._object(
            font,
            f"<</Type/Font/Subtype/TrueType/BaseFont/{base}/FirstChar 0/LastChar 255/Widths[{widths}]"
            f"/FontDescriptor {descriptor} 0 R/ToUnicode {unicode_object} 0 R>>".encode(),
        )
        return font

    def _stream_object(self, head: str, content: bytes) -> int:
        packed = zlib.compress(content, _LEVEL)
        number = self._reserve()
        intro = f"<<{head}/Length {len(packed)}/Filter/FlateDecode>>stream\n".encode()
        self._object(number, intro + packed + b"\nendstream")
        return number

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _object(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._written
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _index(self) -> None:
        start = self._written
        count = len(self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for at in range(1, count, 1000):
            lines = (b"%010d 00000 n \n" % offset for offset in self._offsets[at : at + 1000])
            self._write(b"".join(lines))
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (count, _CATALOG, _TITLE, start)
        )

    def _write(self, chunk: bytes) -> None:
        self._written += len(chunk)
        self._stream.write(chunk)


def _references(objects: dict[str, int]) -> str:
    return "".join(f"/{name} {number} 0 R" for name, number in objects.items())
