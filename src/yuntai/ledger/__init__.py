"""Entries that are only ever added, each sealed with a key over the one before: a changed, removed or inserted row shows."""
