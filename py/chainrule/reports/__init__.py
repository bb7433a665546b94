"""Reports: a run as one self-contained HTML page that works without a network connection or
scripts.

This package runs only natively and is not part of the site.
"""
