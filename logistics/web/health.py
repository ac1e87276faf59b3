"""What machines ask: is the process alive, and can it do its work."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from logistics.errors import Unavailable
from logistics.web.permissions import public
from logistics.web.transactions import current_database

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database answers. 503 where it does not, so that no work is sent here."""
    try:
        with current_database().reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        raise Unavailable("database", vi="Cơ sở dữ liệu không trả lời.", en="The database does not answer.") from error
    return jsonify(status="ok")
