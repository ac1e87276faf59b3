"""The blueprint that the driver's app hangs on; its path is the service worker's scope."""

from flask import Blueprint

blueprint = Blueprint("driver", __name__, url_prefix="/driver")
