"""The Django project: where its files are, settings, addresses."""
