"""Worked cases: a policy officer's own, and those that others published."""
