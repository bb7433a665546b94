"""The data of an experiment: their source, and the examples as rows and as text."""
