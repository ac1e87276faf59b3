"""The blueprint that the administrator's pages hang on."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
