"""Functions of a vector, as instructions; `ufuncs` holds the table of them by NumPy's names."""
