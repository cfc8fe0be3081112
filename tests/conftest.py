"""Settings for all tests."""

from hypothesis import settings

pytest_plugins = ["tests.browser"]

settings.register_profile("thorough", max_examples=1000)
