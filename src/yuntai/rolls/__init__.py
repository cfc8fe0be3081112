"""Rolls (台账): what lasts, in one typed table a roll. Rows are dated twice and only added; each change of rows is sealed."""
