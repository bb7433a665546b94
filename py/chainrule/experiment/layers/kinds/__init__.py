"""The kinds of layers, one file for each or for a family."""
