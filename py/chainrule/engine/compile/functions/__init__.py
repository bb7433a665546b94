"""Mathematical functions of vectors, emitted as instructions; `ufuncs` maps NumPy's names to
them."""
