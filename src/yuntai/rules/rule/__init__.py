"""A policy as it holds in one place: put together from a pack and checked; said in plain Chinese."""
