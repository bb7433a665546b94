"""The commands of `chainrule`, one per module. A module's `add_to` adds the command and its options
to the parser, and `run` executes the command. This package is used only on the command line; it is
not part of the site."""
