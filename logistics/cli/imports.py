"""`logistics import sellers | orders | sheets | template`: what farmers sold, from the files as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from logistics import clock
from logistics.cli.database import opened
from logistics.cli.output import OutputFile, emit, json_option, say
from logistics.db import Database
from logistics.errors import Text
from logistics.parties.import_sellers import SellersReport, import_sellers
from logistics.parties.which_office import office_of_code
from logistics.settings import Settings
from logistics.shipments.models import Sheet
from logistics.shipments.sheets.batch_import import Prepared, Upload, prepare, take_in
from logistics.shipments.sheets.profile import Field, profiles
from logistics.shipments.sheets.read_table import load_file, read_table
from logistics.shipments.sheets.report import ImportReport
from logistics.shipments.sheets.template import template_csv, template_xlsx
from logistics.shipments.sheets.write_table import rejects_csv
from logistics.shipments.writing import Stamp
from logistics.text import counted

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def command() -> None:
    """Take in sellers and orders from CSV and XLSX files."""


@command.command()
@click.argument("file", type=_FILE)
@click.option("--office", default="", help="Code of the office for new sellers; default: the nearest to each.")
@json_option
@click.pass_context
def sellers(context: click.Context, file: Path, office: str, *, as_json: bool) -> None:
    """Make or update the sellers in FILE, by their code. Exits with 1 where rows are refused."""
    settings: Settings = context.obj
    table = read_table(load_file(file, settings.max_upload_bytes), settings.max_upload_bytes)
    with opened(settings) as database, database.transaction() as session:
        report = import_sellers(session, table.records(), office)
    if report.opened:
        office_opened = f"{report.opened.code} {report.opened.name}"
        say(Text(f"Chưa có bưu cục: đã mở {office_opened}.", f"There was no office: opened {office_opened}."))
    emit(_sellers_json(report, settings.language), lambda: _sellers_text(report), as_json=as_json)
    if report.rejected:
        context.exit(1)


class Heading(click.ParamType[tuple[str, Field]]):
    """ "Heading=field", the heading as it stands in the sheet."""

    name = "Heading=field"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Field]:
        """The heading and the field. Fails, naming the fields, where there is no such field."""
        heading, _, field = value.rpartition("=")
        if not heading or field not in set(Field):
            self.fail(f"{value!r}: write Heading=field with one of the fields {', '.join(Field)}.", param, ctx)
        return heading, Field(field)


@command.command()
@click.argument("file", type=_FILE)
@click.option("--profile", type=click.Choice(list(profiles())), help="What kind of sheet it is.")
@click.option("--map", "told", type=Heading(), multiple=True, help="What a column means; may be repeated.")
@click.option("--office", default="", help="Code of the office; default: the one most of its sellers belong to.")
@click.option("--dry-run", is_flag=True, help="Change nothing, only report.")
@click.option("--rejects", type=OutputFile(), help="Write the rows of refused orders here, in their original columns.")
@json_option
@click.pass_context
def orders(
    context: click.Context, /, *, as_json: bool, dry_run: bool, rejects: Path | None, file: Path, **given: Any
) -> None:
    """Make a shipment of every good order in FILE. Exits with 1 where orders are refused.

    The fields of --map: reference, seller, sku, description, quantity, unit_price, line_amount, order_amount,
    payment, cod_flag, cod_amount, mass_kg, sold_at, name, phone, province, district, commune, address,
    address_note, note, status.
    """
    settings: Settings = context.obj
    with opened(settings) as database:
        upload = _upload(database, settings, file, given)
        with database.reading() as session:
            prepared = prepare(session, upload, clock.now(), _progress)
        report = prepared.report if dry_run else _take_in(database, settings, prepared)
    if unused := ", ".join(filter(None, prepared.columns.unused)):
        say(Text(f"Cột không dùng: {unused}", f"Columns not used: {unused}"))
    if rejects:
        rejects.write_bytes(rejects_csv(prepared.columns.headings, prepared.rejected_rows))
        say(Text(f"Các dòng bị từ chối: {rejects}", f"Rows of refused orders: {rejects}"))
    emit(report.as_json(settings.language), lambda: _orders_text(report), as_json=as_json)
    if report.rejected:
        context.exit(1)


def _upload(database: Database, settings: Settings, file: Path, given: Mapping[str, Any]) -> Upload:
    content = load_file(file, settings.max_upload_bytes)
    office_id = None
    if code := given["office"]:
        with database.reading() as session:
            office_id = office_of_code(session, code).id
    return Upload(
        content=content,
        filename=file.name,
        max_bytes=settings.max_upload_bytes,
        profile=given["profile"] or "",
        told=dict(given["told"]),
        office_id=office_id,
    )


def _take_in(database: Database, settings: Settings, prepared: Prepared) -> ImportReport:
    with database.transaction() as session:
        stamp = Stamp(now=clock.now(), item_number_key=settings.item_number_key)
        sheet, report = take_in(session, prepared, stamp)
        if report.made:
            printing = f"logistics labels --sheet {sheet.id} -o labels.pdf"
            say(Text(f"Bảng {sheet.id}: in nhãn bằng  {printing}", f"Sheet {sheet.id}: labels with  {printing}"))
    return report


def _progress(done: int, total: int) -> None:
    say(f"{done} / {total}")


@command.command()
@json_option
@click.pass_obj
def sheets(settings: Settings, *, as_json: bool) -> None:
    """List the sheets taken in, the newest first."""
    with opened(settings) as database, database.reading() as session:
        found = [_sheet_json(sheet) for sheet in session.scalars(select(Sheet).order_by(Sheet.id.desc()))]
    emit(
        found,
        lambda: "\n".join(_sheet_line(one) for one in found),
        as_json=as_json,
    )


@command.command()
@click.option("--output", "-o", type=OutputFile(), required=True, help="Where to write it: .csv or .xlsx.")
@json_option
@click.pass_obj
def template(settings: Settings, output: Path, *, as_json: bool) -> None:
    """Write our own sheet, empty, to fill in and import."""
    make = {".csv": template_csv, ".xlsx": template_xlsx}.get(output.suffix.lower())
    if make is None:
        raise click.UsageError(f"{output}: the name must end in .csv or .xlsx")
    output.write_bytes(make(settings.language))
    emit({"file": output}, Text(f"Đã ghi {output}.", f"Wrote {output}."), as_json=as_json)


def _sheet_line(one: Mapping[str, Any]) -> str:
    return f"{one['id']:>5}  {clock.local(one['created_at']):%Y-%m-%d %H:%M}  {one['filename']}"


def _sheet_json(sheet: Sheet) -> dict[str, Any]:
    counts = {name: count for name, count in sheet.report.items() if name != "rejected"}
    return {
        "id": sheet.id,
        "filename": sheet.filename,
        "profile": sheet.profile,
        "created_at": sheet.created_at,
        "state": sheet.state,
        **counts,
        "rejected": len(sheet.report.get("rejected", [])),
    }


def _orders_text(report: ImportReport) -> Text:
    vi = (
        f"{report.rows} dòng, {report.orders} đơn: {report.made} bưu gửi mới, {report.known} đã có, "
        f"{report.cancelled} đã hủy, {report.repeated} dòng lặp, {report.rejected_orders} đơn bị từ chối"
    )
    en = (
        f"{counted(report.rows, 'row')}, {counted(report.orders, 'order')}: {counted(report.made, 'shipment')} made, "
        f"{report.known} already known, {report.cancelled} cancelled, {counted(report.repeated, 'repeated line')}, "
        f"{counted(report.rejected_orders, 'order')} refused"
    )
    faults = [(one.row, one.order, one.field, one.advice, one.reason) for one in report.rejected]
    return _with_faults(Text(vi, en), faults)


def _sellers_text(report: SellersReport) -> Text:
    vi = (
        f"{report.rows} dòng: {report.made} người bán mới, {report.updated} cập nhật, "
        f"{report.unchanged} không đổi, {len(report.rejected)} lỗi"
    )
    en = (
        f"{counted(report.rows, 'row')}: {counted(report.made, 'seller')} made, {report.updated} updated, "
        f"{report.unchanged} unchanged, {counted(len(report.rejected), 'fault')}"
    )
    faults = [(one.row, one.seller, one.field, one.advice, one.reason) for one in report.rejected]
    return _with_faults(Text(vi, en), faults)


def _with_faults(counts: Text, faults: Sequence[tuple[int, str, str, Text, str]]) -> Text:
    """The counts, and below them each refused row: who, which field, what to do, and the reason's stable word."""
    vi = [f"  dòng {row}  {who or '-'}  {field}: {advice.vi} ({reason})" for row, who, field, advice, reason in faults]
    en = [f"  row {row}  {who or '-'}  {field}: {advice.en} ({reason})" for row, who, field, advice, reason in faults]
    return Text("\n".join([counts.vi, *vi]), "\n".join([counts.en, *en]))


def _sellers_json(report: SellersReport, language: str) -> dict[str, Any]:
    return {
        "rows": report.rows,
        "made": report.made,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "office_opened": report.opened.code if report.opened else None,
        "rejected": [
            {
                "row": one.row,
                "seller": one.seller,
                "field": one.field,
                "reason": one.reason,
                "advice": getattr(one.advice, language),
            }
            for one in report.rejected
        ],
    }
