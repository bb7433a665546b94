"""The statistics shown by the gradient instruments."""
