"""The blueprint that the pages of what is stuck hang on."""

from flask import Blueprint

blueprint = Blueprint("watch", __name__, url_prefix="/watch")
