"""Figures (指标) of packs: measured over tables (:mod:`.measure`), held against targets, drawn as charts, listed as what is reported.

This package knows tables and packs, no database of the platform: whoever asks brings the tables.
"""
