"""The web application for a WSGI server: `gunicorn wsgi:app`."""

import gc

from config import Config
from logistics.app import create_app

app = create_app(Config.from_env())
# What is loaded now lives as long as the process: looking through it again and again cost a fifth of a small request.
gc.freeze()
