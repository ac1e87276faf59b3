"""On what labels are printed: the choice beside every print button, remembered by the office."""

from __future__ import annotations

from itertools import groupby

from flask import request
from flask_babel import LazyString, lazy_gettext
from sqlalchemy.orm import Session

from logistics.labels.formats import LABEL_MM
from logistics.labels.outputs import OUTPUTS, LabelOutput, output_of
from logistics.parties.models import Office
from logistics.web.counter.acceptance import own_office
from logistics.web.counter.blueprint import blueprint
from logistics.web.forms import Reader

_ZPL, _SINGLE = lazy_gettext("ZPL for label printers"), lazy_gettext("PDF, one label a page")
_SEVERAL = {"A4": lazy_gettext("PDF, several on A4"), "A5": lazy_gettext("PDF, several on A5")}


def office_output(session: Session) -> LabelOutput:
    """What the asker's office prints on."""
    return output_of(session.get_one(Office, own_office()).label_output)


def chosen_output(session: Session) -> LabelOutput:
    """What the form asks for, else what the office prints on; kept for the office where the form says so.

    Raises Invalid for an unknown choice, or a start position that is not on the sheet.
    """
    office = session.get_one(Office, own_office())
    output = output_of(request.form.get("output") or office.label_output)
    if request.form.get("keep_output"):
        office.label_output = output.word
    return output.starting_at(_start() if output.layout.paper else 1)


@blueprint.app_template_global()
def label_outputs() -> list[tuple[LazyString, list[LabelOutput]]]:
    """All that can be chosen, by what it is printed on."""
    return [(group, list(each)) for group, each in groupby(OUTPUTS.values(), _group)]


@blueprint.app_template_filter()
def label_size(output: LabelOutput) -> str:
    """The label and what is special about it: "100 × 150 mm", "8 × A7", "A6, 203 dpi"."""
    size = output.layout.format
    plain = "{} × {} mm".format(*LABEL_MM[size]) if "x" in size else str(size)
    if output.as_zpl:
        return f"{plain}, {'203' if output.layout.dots_per_mm == 8 else '300'} dpi"
    return f"{output.labels_per_page} × {plain.replace(' × ', '×')}" if output.layout.paper else plain


def _group(output: LabelOutput) -> LazyString:
    if output.as_zpl:
        return _ZPL
    return _SEVERAL[output.layout.paper] if output.layout.paper else _SINGLE


def _start() -> int:
    if not request.form.get("start_position"):
        return 1
    read = Reader(request.form)
    position = read.integer("start_position")
    read.done()
    return position
