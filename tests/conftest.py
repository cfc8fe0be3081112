"""Settings for all tests."""

from hypothesis import settings

pytest_plugins = ["tests.browser", "tests.city"]

settings.register_profile("thorough", max_examples=1000)
