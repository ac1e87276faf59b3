"""The blueprint that the seller's pages hang on."""

from flask import Blueprint

blueprint = Blueprint("seller", __name__, url_prefix="/seller")
