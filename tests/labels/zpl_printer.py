"""A label printer on paper of pixels: the few ZPL commands that our labels use, as their manual describes them."""

from __future__ import annotations

import re

from PIL import Image, ImageDraw, ImageFont

from logistics.labels.faces import Face, font_path
from logistics.labels.symbols import code128, qr
from logistics.labels.zpl_fields import FONTS

FACES: dict[str, Face] = {letter: face for face, (letter, _) in FONTS.items()}
COUNTS = {chr(ord("G") + ones): ones + 1 for ones in range(19)} | {
    chr(ord("g") + twenties): 20 * (twenties + 1) for twenties in range(20)
}


def unpacked(text: str, across: int) -> list[str]:
    """The rows of hexadecimal digits behind the printers' compression, read as their manual says."""
    rows: list[str] = []
    row, count = "", 0
    for sign in text:
        if sign == ":":
            rows.append(rows[-1])
        elif sign in COUNTS:
            count += COUNTS[sign]
        else:
            row, count = row + sign * max(count, 1), 0
        if len(row) == 2 * across:
            rows.append(row)
            row = ""
    assert not row
    return rows


class ZplPrinter:
    """Prints what it is sent, keeps the pictures it was given, and refuses what it does not know."""

    def __init__(self) -> None:
        self.kept: dict[str, Image.Image] = {}

    def paper(self, commands: str) -> Image.Image:
        """The label as it comes out."""
        for name, total, across, body in re.findall(r"~DGR:(\w+)\.GRF,(\d+),(\d+),([^~^\n]*)\n", commands):
            self.kept[name] = picture(body, int(total), int(across))
        label = commands[commands.index("^XA") :]
        width, height = map(int, re.findall(r"\^PW(\d+)\^LL(\d+)", label)[0])
        paper = Image.new("L", (width, height), 255)
        for x, y, body in re.findall(r"\^F[OT](\d+),(\d+)(.*?)\^FS", label):
            self.field(paper, int(x), int(y), body)
        return paper

    def field(self, paper: Image.Image, x: int, y: int, body: str) -> None:
        pen = ImageDraw.Draw(paper)
        if found := re.fullmatch(r"\^XGR:(\w+)\.GRF,1,1", body):
            paper.paste(0, (x, y), self.kept[found[1]])
        elif found := re.fullmatch(r"\^GFA,(\d+),\1,(\d+),(.*)", body):
            paper.paste(0, (x, y), picture(found[3], int(found[1]), int(found[2])))
        elif found := re.fullmatch(r"\^A([XYZ])N,(\d+)(\^FR)?\^FH\^FD(.*)", body):
            font = ImageFont.truetype(str(font_path(FACES[found[1]])), int(found[2]))
            pen.text((x, y), spoken(found[4]), fill=255 if found[3] else 0, font=font, anchor="ls")
        elif found := re.fullmatch(r"\^BY(\d+)\^BC([NR]),(\d+),N,N,N\^FH\^FD>:(.*)", body):
            bars(pen, (x, y), (int(found[1]), int(found[3])), spoken(found[4].replace(">5", "")), found[2] == "R")
        elif found := re.fullmatch(r"\^BQN,2,([1-9]|10)\^FH\^FD[LMQH]A,(.*)", body):
            squares(pen, (x, y), int(found[1]), spoken(found[2]))
        else:
            raise AssertionError(f"no such field: {body}")


def picture(body: str, total: int, across: int) -> Image.Image:
    """The mask of what is black."""
    rows = unpacked(body, across)
    assert len(rows) * across == total
    return Image.frombytes("1", (across * 8, len(rows)), bytes.fromhex("".join(rows)))


def spoken(field: str) -> str:
    """The text behind the hexadecimal escapes of ^FH."""
    return re.sub("_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), field)


def bars(pen: ImageDraw.ImageDraw, at: tuple[int, int], size: tuple[int, int], text: str, turned: bool) -> None:
    (x, y), (module, height), place = at, size, 0
    for number, width in enumerate(code128(text).widths):
        start, end = place * module, (place + width) * module - 1
        if number % 2 == 0:
            corners = (x, y + start, x + height - 1, y + end) if turned else (x + start, y, x + end, y + height - 1)
            pen.rectangle(corners, fill=0)
        place += width


def squares(pen: ImageDraw.ImageDraw, at: tuple[int, int], module: int, text: str) -> None:
    for row, line in enumerate(qr(text).rows):
        for column, bit in enumerate(line):
            left, top = at[0] + column * module, at[1] + row * module
            if bit == "1":
                pen.rectangle((left, top, left + module - 1, top + module - 1), fill=0)
