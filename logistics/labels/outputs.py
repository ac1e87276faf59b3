"""What the printers of post offices take: labels as PDF pages, on sheets, or as ZPL; each way has one word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from logistics.errors import Invalid
from logistics.labels.content import LabelContent
from logistics.labels.formats import DEFAULT, LabelFormat, Paper, PrintLayout
from logistics.labels.pdf import write_pdf
from logistics.labels.pdf_file import Writable
from logistics.labels.sheets import sheet_for
from logistics.labels.zpl import zpl


@dataclass(frozen=True, slots=True)
class LabelOutput:
    """One way to print labels: a layout, as PDF or in the printers' own ZPL."""

    layout: PrintLayout = DEFAULT
    as_zpl: bool = False

    @property
    def word(self) -> str:
        """How it is kept and asked for: "100x150", "A7/A4" for sheets, "100x150/zpl-8" with the dots per mm."""
        if self.as_zpl:
            return f"{self.layout.format}/zpl-{self.layout.dots_per_mm}"
        return f"{self.layout.format}/{self.layout.paper}" if self.layout.paper else str(self.layout.format)

    @property
    def mimetype(self) -> str:
        """The media type of what is written."""
        return "application/zpl" if self.as_zpl else "application/pdf"

    @property
    def suffix(self) -> str:
        """How the name of a file with it ends."""
        return ".zpl" if self.as_zpl else ".pdf"

    @property
    def labels_per_page(self) -> int:
        """How many labels a sheet carries; 1 without paper."""
        return len(sheet_for(replace(self.layout, start_position=1)).corners_mm)

    def starting_at(self, position: int) -> LabelOutput:
        """The same, the first label in that place of a sheet begun before. Raises Invalid where there is none."""
        started = replace(self, layout=replace(self.layout, start_position=position))
        sheet_for(started.layout)
        return started

    def write(self, labels: Iterable[LabelContent], stream: Writable) -> None:
        """Write the labels in their order. Raises Invalid as write_pdf() and zpl() do."""
        if not self.as_zpl:
            write_pdf(labels, stream, self.layout)
            return
        for label in zpl(labels, self.layout.dots_per_mm, self.layout.format):
            stream.write(label.encode())


def output_of(word: str) -> LabelOutput:
    """The output that the word names. Raises Invalid for any other word."""
    if (found := OUTPUTS.get(word)) is None:
        raise Invalid.one(
            "/output",
            "unknown_label_output",
            vi="Không có khổ nhãn này. Chọn lại trong danh sách.",
            en="There is no such label. Choose one of the list.",
        )
    return found


def _outputs() -> Iterable[LabelOutput]:
    """Every label alone, on each paper that holds several, and for printers of 8 and 12 dots per millimetre."""
    for paper in (None, *Paper):
        for size in LabelFormat:
            output = LabelOutput(PrintLayout(size, paper))
            if paper is None or output.labels_per_page > 1:
                yield output
    for dots_per_mm in (8, 12):
        for size in LabelFormat:
            yield LabelOutput(PrintLayout(size, dots_per_mm=dots_per_mm), as_zpl=True)


OUTPUTS: Mapping[str, LabelOutput] = MappingProxyType({output.word: output for output in _outputs()})
"""What an office can choose from, by its word."""
