"""The commands of `chainrule`, each in its own module: `add_to` gives it its options, `run` runs
it. The terminal alone uses this package; the site leaves it out."""
