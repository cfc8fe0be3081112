"""The real settings, over a home folder of this test run alone."""

import os
import tempfile

os.environ["YUNTAI_HOME"] = tempfile.mkdtemp(prefix="yuntai-test-")

from jinja2 import ChainableUndefined, StrictUndefined
from jinja2.utils import missing

from yuntai.site.settings import *  # noqa: F403


class Named(ChainableUndefined):
    """What a template names and its view did not give is an error in a test; what an object does not have is nothing, as on a page."""

    def __new__(cls, hint=None, obj=missing, name=None, *_):
        return StrictUndefined(hint, name=name) if obj is missing else super().__new__(cls)


TEMPLATES[0]["OPTIONS"]["undefined"] = Named  # noqa: F405

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
STATIC_ROOT.mkdir()  # noqa: F405
HEADS = []  # what a test writes is taken back
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "yuntai.site.sqlite":  # noqa: F405
    DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"  # noqa: F405  by that name pytest-django gives each worker its own
