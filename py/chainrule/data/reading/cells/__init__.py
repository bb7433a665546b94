"""Cells: numbers, dates and missing values, one at a time or many at once."""
