"""The environments in which compiled code runs."""
