"""Everybody at once: the same rule as SQL on any engine; screening, audit, reform."""
