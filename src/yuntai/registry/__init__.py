"""The registry: declared tables of persons, employers, insurance and payments.

A bureau's exports are checked (:mod:`check`), loaded without names and resident ids (:mod:`load`), and read as Ibis
tables (:mod:`store`). :mod:`generate` makes the exports of a demonstration city.
"""
