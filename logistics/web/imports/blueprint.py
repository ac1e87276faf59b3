"""The blueprint that the import pages hang on."""

from flask import Blueprint

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
