"""Rows of rolls that are posted: the public's pages, and the desk of the officers whose units keep them."""
