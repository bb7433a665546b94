"""Reports: a run as one self-contained HTML page that works without network and script.

This package runs natively only and is not part of the site.
"""
