"""Announcements: the public's pages and feed, and the desk where officers write and look them over."""
