"""Announcements: written once, looked over by another officer, the same edition on every channel."""
