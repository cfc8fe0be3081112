"""Walks: for each row of what the platform must serve, who does what and what must come of it, run on the platform itself."""
