"""The version of this package, defined only here; the build reads it."""

__version__ = "0.1.0"
