"""The pages in a real browser: readable by everybody, whole on a phone, quick under a scanner."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from live import DESK, PHONE, a_browser, accessibility_faults, complaints
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from sqlalchemy import func, select
from walk import a_registered_parcel, seller_of

from logistics.db import Database
from logistics.jobs import worker
from logistics.parties.credentials import SESSION_LIFETIME, issue
from logistics.parties.models import CredentialKind, Role, User
from logistics.settings import Settings
from logistics.shipments.models import Parcel, Status
from logistics.shipments.sheets.job import IMPORT, handle
from logistics.web.tracking.pages import EXAMPLE

pytestmark = pytest.mark.browser

PAGES: dict[Role | None, tuple[str, ...]] = {
    None: ("/sign-in", "/sign-in?lang=en", "/t", f"/t/{EXAMPLE}", "/t/{number}", "/nowhere"),
    Role.CLERK: (
        "/counter",
        "/counter?q={number}",
        "/counter?q=tran",
        "/counter?q=nobody",
        "/counter/parcels/{number}",
        "/counter/new",
        "/imports",
        "/imports/sellers",
        "/custody",
        "/custody?q={number}",
        "/custody/bags",
        "/custody/trips",
        "/watch",
        "/cash",
        "/cash/count/carriers",
        "/home",
    ),
    Role.SELLER: (
        "/seller",
        "/seller?q=nobody",
        "/seller/parcels/{number}",
        "/seller/pickups",
        "/seller/money",
        "/seller/disputes",
        "/seller/households",
    ),
    Role.ADMINISTRATOR: (
        "/imports/sellers",
        "/admin/users",
        "/admin/users/new",
        "/admin/users/1",
        "/admin/vehicles",
        "/admin/vehicles/new",
        "/admin/offices",
        "/admin/offices/new",
        "/admin/audit-log",
        "/admin/notices",
    ),
    Role.DISPATCHER: ("/watch", "/watch/disputes", "/cash/payments"),
    Role.DRIVER: ("/cash/mine",),
}


@pytest.fixture
def desk(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser as it stands on the counter."""
    with a_browser(playwright, tmp_path / "profile", DESK) as context:
        yield context


def _sign_in(context: BrowserContext, world: Database, role: Role | None, address: str) -> None:
    context.clear_cookies()
    if role is None:
        return
    with world.transaction() as session:
        user = session.scalars(select(User).where(User.role == role).order_by(User.id)).all()[0]
        secret = issue(session, user, CredentialKind.SESSION, SESSION_LIFETIME)
    context.add_cookies([{"name": "session", "value": secret, "url": address}])


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_accessible_whole_and_silent(
    playwright: Playwright, tmp_path: Path, world: Database, address: str, viewport: dict[str, int]
) -> None:
    number = a_registered_parcel(world)
    with a_browser(playwright, tmp_path / "profile", viewport) as context:
        page = context.new_page()
        errors = complaints(page)
        for role, paths in PAGES.items():
            _sign_in(context, world, role, address)
            for path in paths:
                page.goto(address + path.format(number=number))

                assert accessibility_faults(page) == [], path
                width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert width == 0, f"{path} is {width} px too wide"
        assert errors == []


def test_a_walk_in_parcel_needs_no_mouse(desk: BrowserContext, world: Database, address: str) -> None:
    _sign_in(desk, world, Role.CLERK, address)
    page = desk.new_page()
    errors = complaints(page)
    page.goto(f"{address}/counter")
    keys = page.keyboard

    keys.press("F2")
    expect(page.locator("#sender-phone")).to_be_focused()
    keys.type(seller_of(world).phone.replace("+84", "0"))
    expect(page.locator("#senders input[name=seller_code]")).to_be_checked()
    keys.press("Enter")
    keys.press("3")
    expect(page.locator("#lines-0-quantity")).to_be_focused()
    keys.type("2")
    for words in ("", "", "Trần Thị Bưởi", "0912345678", "ba dinh"):
        keys.press("Enter")
        keys.type(words)
    expect(page.locator("#communes input").first).to_be_checked()
    keys.press("Enter")
    keys.type("Số 5 Hoàng Hoa Thám")
    keys.press("Control+Enter")

    expect(page.locator("h1")).to_contain_text("Đã đăng ký và nhận 1 bưu gửi")
    assert accessibility_faults(page) == []
    assert errors == []


def test_a_scanner_is_never_too_fast(desk: BrowserContext, world: Database, address: str) -> None:
    numbers = [a_registered_parcel(world) for _ in range(12)]
    _sign_in(desk, world, Role.CLERK, address)
    page = desk.new_page()
    errors = complaints(page)
    page.goto(f"{address}/counter")

    page.keyboard.press("F9")
    for number in [*numbers, numbers[0]]:
        page.keyboard.type(number, delay=4)
        page.keyboard.press("Enter")

    expect(page.locator("#round-count")).to_have_text("12")
    assert accessibility_faults(page) == []
    assert errors == []
    with world.reading() as session:
        accepted = session.scalar(select(func.count()).where(Parcel.status == Status.ACCEPTED))
    assert accepted == 12


def test_the_list_beside_the_desk_follows_a_scan(desk: BrowserContext, world: Database, address: str) -> None:
    number = a_registered_parcel(world)
    _sign_in(desk, world, Role.CLERK, address)
    page = desk.new_page()
    page.goto(f"{address}/counter")
    line = page.locator("#latest li", has_text=number)
    expect(line).to_contain_text("Chờ lấy hàng")

    page.keyboard.press("F9")
    page.keyboard.type(number, delay=4)
    page.keyboard.press("Enter")

    expect(line).to_contain_text("Đã nhận tại bưu cục")


def test_a_scan_reaches_the_field_wherever_the_focus_is(desk: BrowserContext, world: Database, address: str) -> None:
    number = a_registered_parcel(world)
    _sign_in(desk, world, Role.CLERK, address)
    page = desk.new_page()
    page.goto(f"{address}/counter")
    page.locator(".brand").focus()

    page.keyboard.type(number, delay=4)
    page.keyboard.press("Enter")

    expect(page.locator("#answer h2.number")).to_have_text(number)
    expect(page.locator("#q")).to_be_focused()


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR, Role.SELLER])
def test_a_phone_finds_every_page_behind_one_button(
    playwright: Playwright, tmp_path: Path, world: Database, address: str, role: Role
) -> None:
    with a_browser(playwright, tmp_path / "phone", PHONE) as phone:
        _sign_in(phone, world, role, address)
        page = phone.new_page()
        page.goto(f"{address}/home")
        there = page.locator("main a.card").count()

        page.locator(".menu summary").click()

        shown = page.locator(".menu a")
        expect(shown).to_have_count(there)
        for link in shown.all():
            expect(link).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("role", [Role.CLERK, Role.DISPATCHER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_on_a_desk_all_pages_stand_in_one_row_beside_the_name(
    desk: BrowserContext, world: Database, address: str, role: Role, language: str
) -> None:
    _sign_in(desk, world, role, address)
    page = desk.new_page()

    page.goto(f"{address}/home?lang={language}")

    inside = page.locator(".top-inner > *").evaluate_all("all => all.map(each => each.getBoundingClientRect())")
    shown = [box for box in inside if box["width"]]
    assert max(box["y"] for box in shown) < min(box["bottom"] for box in shown)
    assert [box["right"] <= after["x"] for box, after in pairwise(shown)] == [True, True]


@pytest.mark.parametrize(("language", "words"), [("vi", "Thứ Tư 5/11/2025"), ("en", "Wednesday 5/11/2025")])
def test_a_day_is_said_in_the_language_of_the_page(
    desk: BrowserContext, world: Database, address: str, language: str, words: str
) -> None:
    _sign_in(desk, world, Role.SELLER, address)
    page = desk.new_page()
    page.goto(f"{address}/seller/pickups?lang={language}")

    page.locator("#service_day").fill("2025-11-05")

    expect(page.locator(".day-said")).to_have_text(words)


def test_an_import_is_watched_until_its_report(
    desk: BrowserContext, world: Database, settings: Settings, address: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "don.csv"
    code = seller_of(world).code
    sheet.write_text(
        "Mã đơn hàng,Mã người bán,Mã hàng,Số lượng,Người nhận,Điện thoại,Tỉnh/thành phố,Xã/phường,Địa chỉ\n"
        f"D1,{code},MAC-500,1,Trần Văn A,0912345678,Hà Nội,Ba Đình,Số 1\n"
        f"D2,{code},MAC-500,0,Trần Văn B,0912345679,Hà Nội,Ba Đình,Số 2\n",
        encoding="utf8",
    )
    _sign_in(desk, world, Role.CLERK, address)
    page = desk.new_page()
    errors = complaints(page)
    page.goto(f"{address}/imports")
    page.set_input_files("#file", sheet)
    page.click("#upload button")
    expect(page.locator("progress")).to_be_visible()
    assert accessibility_faults(page) == []

    worker.run_next(world, settings, {IMPORT: handle})

    expect(page.locator("h1")).to_have_text("don.csv")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert accessibility_faults(page) == []
    assert errors == []


def test_the_mapping_of_headings_is_accessible(
    desk: BrowserContext, world: Database, address: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "la.csv"
    sheet.write_text("Mã,Khách,SĐT\n1,Trần Văn A,0912345678\n", encoding="utf8")
    _sign_in(desk, world, Role.CLERK, address)
    page: Page = desk.new_page()
    page.goto(f"{address}/imports")
    page.set_input_files("#file", sheet)
    page.click("#upload button")

    expect(page.locator("h1")).to_have_text("Các cột nghĩa là gì?")
    assert accessibility_faults(page) == []
