"""The blueprint that the counter's pages hang on."""

from flask import Blueprint

blueprint = Blueprint("counter", __name__, url_prefix="/counter")
