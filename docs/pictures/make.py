"""`make pictures`: every picture of the documentation, made by the product itself.

Starts a demonstration of its own, walks through the tutorial in Chromium, and writes one PNG a page beside this
file. Set CHROMIUM to the browser where Playwright has none of its own and /usr/bin/chromium is not it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from running import CHECKOUT, Installation, running

from logistics.web.account.demonstration import PASSWORD

FOLDER = Path(__file__).parent
TUTORIAL = CHECKOUT / "docs" / "tutorial"
DESK, PHONE = (1366, 820), (390, 780)
LARGEST_BYTES = 150_000


@dataclass(frozen=True, slots=True)
class Studio:
    """The browser, the installation that is photographed, and the parcels the driver has taken."""

    browser: Browser
    here: Installation
    collected: list[str] = field(default_factory=list)

    def page(self, size: tuple[int, int], login: str = "") -> Page:
        """A page of this size, signed in where a login is given."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=1.5 if size == PHONE else 1,
            base_url=self.here.address,
            locale="vi-VN",
        )
        page = context.new_page()
        if login:
            page.goto("/sign-in")
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_load_state("networkidle")
        return page


def keep(name: str, png: bytes) -> None:
    """Write the picture in as many colours as fit into LARGEST_BYTES."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        stream = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
        if stream.tell() <= LARGEST_BYTES:
            break
    else:
        raise SystemExit(f"{name} is larger than {LARGEST_BYTES} bytes in 32 colours")
    (FOLDER / f"{name}.png").write_bytes(stream.getvalue())


def imports(studio: Studio) -> None:
    """The clerk uploads the tutorial's sheet and reads the report."""
    studio.here.logistics("import", "sellers", str(TUTORIAL / "sellers.csv"))
    page = studio.page(DESK, "clerk")
    page.goto("/imports")
    page.set_input_files("#file", TUTORIAL / "orders.csv")
    page.click("#upload button[type=submit]")
    page.wait_for_selector("text=LIVE-006", timeout=60_000)
    keep("imports", page.screenshot(full_page=True))


def label(studio: Studio) -> None:
    """The label of three jars of honey, cash on delivery, from the sheet's PDF."""
    file = studio.here.folder / "labels.pdf"
    studio.here.logistics("labels", "--sheet", "1", "-o", str(file))
    document = pypdfium2.PdfDocument(file)
    stream = io.BytesIO()
    honey = next(page for page in document if "LIVE-007" in page.get_textpage().get_text_bounded())
    honey.render(scale=2).to_pil().save(stream, "PNG")
    document.close()
    keep("label", stream.getvalue())


def packing(studio: Studio) -> None:
    """How the goods of one order lie in their carton."""
    folder = studio.here.folder / "packing"
    studio.here.logistics("pack", "TEA-200=4", "DRY-300=3", "MAC-500=2", "--pictures", str(folder))
    page = studio.page((640, 480))
    page.set_content((folder / "parcel-1.svg").read_text(encoding="utf-8"))
    keep("packing", page.locator("svg").first.screenshot())


def plan(studio: Studio) -> None:
    """The dispatcher plans again, puts the new version in force, and looks at the board."""
    page = studio.page((1280, 1120), "dispatcher")
    page.goto("/routes")
    page.click("form[action$='/routes/plan'] button")
    page.wait_for_selector("#planning progress", state="detached", timeout=120_000)
    page.goto("/routes?version=2")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("form[action$='/publish'] button")
    page.wait_for_load_state("networkidle")
    page.goto("/routes")
    page.wait_for_selector(".map-office")
    page.wait_for_timeout(500)
    keep("plan", page.screenshot())


def driver(studio: Studio) -> None:
    """The driver opens today's route, then the second stop, and takes its parcels."""
    page = studio.page(PHONE, "driver")
    page.wait_for_selector(".next-card")
    page.wait_for_timeout(1000)
    keep("driver", page.screenshot())
    page.locator("#list [data-open]").nth(1).click()
    page.click("#choose-all")
    page.wait_for_timeout(300)
    studio.collected.extend(text.replace(" ", "") for text in page.locator("#parcels .number").all_inner_texts())
    keep("driver-stop", page.screenshot())
    page.click("#take")
    page.wait_for_timeout(15_000)  # ten seconds in which the driver may take it back


def counter(studio: Studio) -> None:
    """The clerk makes a walk-in shipment, then scans what the driver brought."""
    page = studio.page(DESK, "clerk")
    page.goto("/counter/new")
    page.fill("#sender-phone", "TUT03")
    page.wait_for_selector("[name=seller_code][value=TUT03]", state="attached")
    page.locator("[name=lines-0-sku][value=DRY-300]").check(force=True)
    for name, value in (
        ("consignee-name", "Trần Thị Bưởi"),
        ("consignee-phone", "0912 000 001"),
        ("consignee-address", "Số 5 Hoàng Hoa Thám"),
        ("cod_amount_vnd", "145.000"),
    ):
        page.fill(f"[name={name}]", value)
    page.fill("#consignee-commune", "ba dinh")
    page.wait_for_selector("#communes label")
    keep("walk-in", page.screenshot(full_page=True))
    page.click("#walk-in button[type=submit]")
    page.wait_for_load_state("networkidle")
    keep("made", page.screenshot())


def acceptance(studio: Studio) -> None:
    """The parcels that the driver brought, accepted one scan after the other."""
    page = studio.page(DESK, "clerk")
    page.locator("[name=mode][value=accept]").check(force=True)
    for number in studio.collected[:4]:
        page.fill("#q", number)
        page.press("#q", "Enter")
        page.wait_for_timeout(800)
    keep("counter", page.screenshot())


def seller(studio: Studio) -> None:
    """What the seller sees, and what anybody with the number sees."""
    page = studio.page(DESK, "seller")
    keep("seller", page.screenshot())
    number = page.locator("main a[href*='/seller/parcels/']").first.get_attribute("href").rsplit("/", 1)[-1]
    public = studio.page(PHONE)
    public.goto(f"/t/{number}")
    keep("tracking", public.screenshot(full_page=True))


PICTURES: tuple[Callable[[Studio], None], ...] = (imports, label, packing, plan, driver, counter, acceptance, seller)


def main() -> None:
    """Walk through all of them, in the order of the tutorial."""
    with running() as here, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--lang=vi-VN"])
        studio = Studio(browser, here)
        for picture in PICTURES:
            picture(studio)
        browser.close()


def _chromium() -> str | None:
    """CHROMIUM, else the distribution's, else None for Playwright's own."""
    usual = Path("/usr/bin/chromium")
    return os.environ.get("CHROMIUM") or (str(usual) if usual.exists() else None)


if __name__ == "__main__":
    main()
