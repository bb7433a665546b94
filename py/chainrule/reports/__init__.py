"""Reports: a run as one page of HTML that needs nothing else, neither network nor script.

Natively only; the site leaves this package out.
"""
