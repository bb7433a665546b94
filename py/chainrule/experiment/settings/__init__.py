"""The settings of an experiment: their table, their kinds, and the rules that couple them."""
