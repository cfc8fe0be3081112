"""Any bureau's files as rows of text cells, each with its place; what is not sure is said, nothing is lost in silence.

A file is what its content is, whatever its name says (:mod:`forms`). Its sheets come as rows of cells as a person sees
them, each with a mark of what it was (:mod:`cells`); :mod:`heads` finds the row of headings and sets apart what is no data.
Every door uses this package: the registry, files of rows, uploads.
"""
