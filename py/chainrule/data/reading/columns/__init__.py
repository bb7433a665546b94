"""Columns: their conversion from rows of cells, and formats that only a whole column shows."""
