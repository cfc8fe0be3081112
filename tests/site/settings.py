"""The real settings, over a home folder of this test run alone."""

import os
import tempfile

os.environ["YUNTAI_HOME"] = tempfile.mkdtemp(prefix="yuntai-test-")

from yuntai.site.settings import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
STATIC_ROOT.mkdir()  # noqa: F405
HEADS = []  # what a test writes is taken back
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
