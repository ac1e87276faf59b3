"""Small sheets of orders for the tests, invented here: TikTok Shop's and Shopee Express's columns."""

from __future__ import annotations

import csv
import datetime as dt
from io import BytesIO, StringIO
from typing import Any

import openpyxl
from factories import a_seller, an_office
from sqlalchemy.orm import Session

from logistics.db import Database
from logistics.parties.models import Seller
from logistics.shipments.models import Sheet
from logistics.shipments.sheets.batch_import import Prepared, Upload, prepare, take_in
from logistics.shipments.sheets.report import ImportReport
from logistics.shipments.writing import Stamp

NOW = dt.datetime(2025, 11, 5, 3, 0, tzinfo=dt.UTC)
STAMP = Stamp(now=NOW, item_number_key="tests")

TIKTOK = {
    "Order ID": "1001",
    "Order Status": "Chờ vận chuyển",
    "Seller SKU": "LC901-TEA-200",
    "Product Name": "Trà Shan tuyết",
    "Quantity": "1",
    "SKU Subtotal After Discount": "185000",
    "Order Amount": "185000",
    "Created Time": "04/11/2025 20:22:29",
    "Buyer Message": "",
    "Recipient": "Trần Hồng Linh",
    "Phone #": "0974305036",
    "Province": "Hà Nội",
    "District": "",
    "Commune": "Xã Dân Hoà",
    "Detail Address": "Số 329 Hùng Vương",
    "Payment Method": "Thanh toán khi nhận hàng",
    "Weight(kg)": "0.20",
}
SPX = {
    "*Mã đơn hàng": "S1",
    "*Tên người nhận": "Trần Hồng Linh",
    "*Số điện thoại": "0974305036",
    "*Tỉnh/Thành Phố": "Hà Nội",
    "*Quận/Huyện": "",
    "*Xã/Phường": "Xã Dân Hoà",
    "*Địa chỉ chi tiết": "Số 329 Hùng Vương",
    "*Tên sản phẩm": "Trà Shan tuyết",
    "Số lượng": "1",
    "Giá tiền": "185000",
    "*Tổng cân nặng bưu gửi (KG)": "0.20",
    "Mã sản phẩm": "LC901-TEA-200",
    "Thu hộ COD": "Y",
    "Số tiền COD": "185000",
}
SPX_CONTINUED = dict.fromkeys(SPX, "") | {"*Tên sản phẩm": "Mắc ca", "Số lượng": "2", "Giá tiền": "145000"}


def tiktok(**changes: str) -> dict[str, str]:
    """A good TikTok Shop row; the words of the changes stand for headings: `phone="..."`."""
    names = {
        "order": "Order ID",
        "status": "Order Status",
        "sku": "Seller SKU",
        "quantity": "Quantity",
        "amount": "SKU Subtotal After Discount",
        "total": "Order Amount",
        "sold_at": "Created Time",
        "name": "Recipient",
        "phone": "Phone #",
        "province": "Province",
        "commune": "Commune",
        "address": "Detail Address",
        "payment": "Payment Method",
        "mass": "Weight(kg)",
        "note": "Buyer Message",
    }
    return TIKTOK | {names[word]: value for word, value in changes.items()}


def as_csv(*rows: dict[str, str], separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """The rows as a CSV file."""
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, rows[0].keys(), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(*rows: dict[str, Any]) -> bytes:
    """The rows as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def an_upload(content: bytes, **given: Any) -> Upload:
    """The content as it would come from a page."""
    fields: dict[str, Any] = {"content": content, "filename": "orders.csv", "max_bytes": 10_000_000}
    return Upload(**(fields | given))


def the_sellers(session: Session) -> list[Seller]:
    """The households LC901 and LC902 of one office, which the sheets name."""
    office = an_office(session)
    return [a_seller(session, office, code=code) for code in ("LC901", "LC902")]


def prepared(database: Database, content: bytes, **given: Any) -> Prepared:
    """The sheet read and checked, nothing written."""
    with database.reading() as session:
        return prepare(session, an_upload(content, **given), NOW)


def imported(database: Database, content: bytes, **given: Any) -> tuple[Sheet, ImportReport]:
    """The sheet taken in."""
    ready = prepared(database, content, **given)
    with database.transaction() as session:
        return take_in(session, ready, STAMP)
