"""What Django's own handler serves: the admin. The API's paths are in routes.py."""

from django.contrib import admin
from django.urls import path

import parley_api.admin  # noqa: F401  # registers what it shows

urlpatterns = [path("admin/", admin.site.urls)]
