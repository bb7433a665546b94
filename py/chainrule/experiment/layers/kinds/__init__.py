"""The kinds of layers, one file per kind or family."""
