"""Mathematical functions of a vector, as instructions; `ufuncs` maps NumPy's names to them."""
