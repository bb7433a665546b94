"""The commands of `chainrule`, one per module: `add_to` adds a command and its options, and `run`
runs it. This package is used only on the command line; it is not part of the site."""
