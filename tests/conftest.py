"""Settings for all tests."""

from hypothesis import settings

settings.register_profile("thorough", max_examples=1000)
