"""Figures as HTML and SVG: markup, axes, lines, histograms, grids of cells and data points."""
