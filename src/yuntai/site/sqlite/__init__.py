"""The SQLite backend of a site: who writes waits in line."""
