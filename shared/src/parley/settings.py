"""Django's settings for every process, made from the one typed object. Only Django imports this."""

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from parley import config

_config = config.current()
_database = urlsplit(_config.database_url)
_public = urlsplit(_config.public_url)

SECRET_KEY = str(_config.secret_key)
DEBUG = False
# Host is judged where it matters: unsafe requests by Origin, and a page asked for by another loopback name is
# redirected to the public address. Health answers must work by any name.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "parley_api.urls"
ASGI_APPLICATION = "parley_gateway.asgi.application"
INSTALLED_APPS = [
    # All that the app `daphne` adds is its own runserver, for the price of importing Twisted: a third of a second in
    # each process. The server `daphne` needs no app.
    *(["daphne"] if Path(sys.argv[0]).name == "django-admin" else []),
    "channels",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "parley",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _database.hostname,
        "PORT": _database.port or 5432,
        "USER": unquote(_database.username or ""),
        "PASSWORD": unquote(_database.password or ""),
        "NAME": _database.path.lstrip("/"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
AUTH_USER_MODEL = "parley.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# What codes in links last at most; each kind has its own time (policies/code.py).
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "parley.sessions"
SESSION_COOKIE_NAME = "parley_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _public.scheme == "https"
CSRF_COOKIE_SECURE = _public.scheme == "https"
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
MAILERS = {"default": config.mail_server(_config.mail_url)}
DEFAULT_FROM_EMAIL = _config.mail_from
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LOGGING_CONFIG = None  # parley.telemetry sets logging up, once for every process
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
