"""Parley's settings of Django, with views and connections as a tutorial's project would have them."""

from parley.settings import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary]
from parley.settings import DATABASES

ROOT_URLCONF = "parley_loadtests.bench.urls"
# Under ASGI a connection that Django keeps is one of a thread that ends with its request: its documentation says to
# keep none, or to use the backend's pool.
_direct = {**DATABASES["default"], "CONN_MAX_AGE": 0}
DATABASES = {
    "default": _direct,
    "pooled": {**_direct, "OPTIONS": {"pool": {"min_size": 1, "max_size": 16, "timeout": 10}}},
}
