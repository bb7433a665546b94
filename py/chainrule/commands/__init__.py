"""The commands of `chainrule`, one per module: `add_to` adds its options, and `run` runs it.
Only the terminal uses this package; it is not part of the site."""
