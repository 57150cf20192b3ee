"""The application: sockets at /ws, health over HTTP. For uvicorn and for daphne."""

import os

import django

from parley import config
from parley.telemetry import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings")
logs.set_up("gateway", config.current().log_level)
django.setup()

from parley_gateway import descriptors  # noqa: E402
from parley_gateway.application import application as application  # noqa: E402

descriptors.allow_many()
