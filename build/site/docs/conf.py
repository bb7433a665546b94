"""Sphinx settings for the reference, which is in docs/ on the site."""

import re
from itertools import pairwise

import chainrule

project = "Chainrule"
author = "the Chainrule authors"
copyright = author
release = version = chainrule.__version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.doctest", "sphinx.ext.viewcode", "numpydoc"]
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "groupwise"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
# Docstrings use single backticks for code; names with an entry in the reference become links.
default_role = "py:obj"
maximum_signature_line_length = 80

html_theme = "furo"
html_title = f"Chainrule {version} reference"
html_static_path = ["_static"]
html_css_files = ["chainrule.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {
        "color-background-primary": "#fbfaf7",
        "color-background-secondary": "#f4f2ec",
        "color-brand-primary": "#1f5fbf",
        "color-brand-content": "#1f5fbf",
    },
    "dark_css_variables": {
        "color-brand-primary": "#8ab4f8",
        "color-brand-content": "#8ab4f8",
    },
    "navigation_with_keys": True,
}


def literal_formulas(app, what, name, obj, options, lines):
    """Keep formulas unchanged: an indented block after a colon is shown verbatim, and the bars of
    an absolute value are not treated as a reStructuredText substitution."""
    lines[:] = [part for line in lines for part in _described(line)]
    filled = [index for index, line in enumerate(lines) if line.strip()]
    for index, following in pairwise(filled):
        opens = lines[index].endswith(":") and not lines[index].endswith("::")
        if opens and following > index + 1 and _indent(lines[following]) > _indent(lines[index]):
            lines[index] += ":"
    floor = None
    for index in filled:
        line = lines[index]
        if floor is not None and _indent(line) <= floor:
            floor = None
        if floor is None and not re.match(r"\s*(>>>|\.\.\.)", line):
            lines[index] = line.replace("|", r"\|")
        if floor is None and line.endswith("::"):
            floor = _indent(line)


def _described(line):
    """Convert `name : text` to numpydoc's form, with the text on a separate line."""
    entry = re.fullmatch(r"(\S[^:]*) : (.+)", line)
    return [entry[1], f"    {entry[2]}"] if entry else [line]


def _indent(line):
    return len(line) - len(line.lstrip())


def setup(app):
    """Register the functions that prepare docstrings for numpydoc."""
    app.connect("autodoc-process-docstring", literal_formulas, priority=100)
