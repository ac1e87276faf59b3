"""An address cut into its parts: "bản Sin Câu xã Giang Ma H. Tam Đường" has three, with or without commas."""

from __future__ import annotations

import re

from logistics.text import clean

_BREAK = re.compile(r"\s*[,;\n|]\s*|\s+[-–—/]\s+")
# A kind of unit in full letters begins a new part wherever it stands; abbreviations need their full stop or capitals.
_BEGINS = re.compile(
    r"(?<=\S)\s+(?=(?i:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh|"
    r"phuong|thi tran|dac khu|huyen|thi xa|thanh pho|tinh)\s+\S)"
    r"|(?<=\S)\s+(?=(?:[xXpPhHqQ]\.|(?:TT|TX|TP|Tp|tt|tx|tp)\.?)\s*\S)",
)
_BARE_XA = re.compile(r"(?<=\S)\s+(?=[Xx]a\s+[A-ZĐ])")
_COMMUNE = re.compile(r"(?:xã|xa|phường|phuong|thị trấn|thi tran|đặc khu|dac khu)\s|[xp]\.|tt\b", re.IGNORECASE)
_NOISE = re.compile(r"^(việt nam|viet nam|vietnam|vn|\d{5,6})$", re.IGNORECASE)


def segments(text: str) -> list[str]:
    """The parts of an address in the order written, without the country and postcodes."""
    marked = "\n".join(clean(line) for line in text.splitlines())
    parts = [part for piece in _BREAK.split(marked) for part in _BEGINS.split(piece)]
    # Without diacritics "Xa" may be a commune's word or a village's own: "Mao Xa Phing, xã Dào San" has its commune.
    if not any(_COMMUNE.match(part) for part in parts):
        parts = [part for piece in parts for part in _BARE_XA.split(piece)]
    return [part for part in (p.strip(" .") for p in parts) if part and not _NOISE.match(part)]
