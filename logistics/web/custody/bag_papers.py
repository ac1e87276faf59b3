"""The papers of a sealed bag: its label, and the manifest that two people sign."""

from __future__ import annotations

from io import BytesIO

from flask import Response

from logistics.labels.documents import write_bag_labels, write_manifest
from logistics.parties.models import Role
from logistics.tracking.papers import bag_label, bag_manifest
from logistics.web.custody.blueprint import blueprint, visible_bag
from logistics.web.permissions import allow
from logistics.web.transactions import current_database


@blueprint.get("/bags/<sscc>/label.pdf")
@allow(Role.CLERK, Role.DISPATCHER)
def label(sscc: str) -> Response:
    """The label of the sealed bag."""
    with current_database().reading() as session:
        content = bag_label(session, visible_bag(session, sscc))
    stream = BytesIO()
    write_bag_labels([content], stream)
    return pdf(stream, f"{sscc}.pdf")


@blueprint.get("/bags/<sscc>/manifest.pdf")
@allow(Role.CLERK, Role.DISPATCHER)
def manifest(sscc: str) -> Response:
    """Every parcel in the bag, with room for both signatures."""
    with current_database().reading() as session:
        content = bag_manifest(session, visible_bag(session, sscc))
    stream = BytesIO()
    write_manifest(content, stream)
    return pdf(stream, f"manifest-{sscc}.pdf")


def pdf(stream: BytesIO, filename: str) -> Response:
    """The written document, to be shown in the browser."""
    response = Response(stream.getvalue(), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=filename)
    return response
