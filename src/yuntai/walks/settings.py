"""The real settings, for pages that nobody but a walk sees: their pictures and styles are not gathered, names need no server."""

from yuntai.site.settings import *  # noqa: F403

ALLOWED_HOSTS = ["testserver"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
