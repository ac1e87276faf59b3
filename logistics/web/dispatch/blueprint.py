"""The blueprint that the dispatcher's pages hang on."""

from flask import Blueprint

blueprint = Blueprint("dispatch", __name__, url_prefix="/routes")
