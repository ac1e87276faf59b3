"""The blueprint that the pages of places hang on."""

from flask import Blueprint

blueprint = Blueprint("places", __name__, url_prefix="/places")
