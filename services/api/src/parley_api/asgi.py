"""The application: the lean handler for the API and the web client, Django's own for the admin."""

import os

import django

from parley import config
from parley.telemetry import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings")
logs.set_up("api", config.current().log_level)
django.setup()

from parley_api.application import Application  # noqa: E402

application = Application()
