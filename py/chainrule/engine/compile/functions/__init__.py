"""Mathematical functions of vectors as instructions; `ufuncs` maps NumPy's names to them."""
