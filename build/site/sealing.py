"""Subresource integrity: each page contains the hash of every script and style sheet that it loads.

The browser then runs only unmodified files. Scripts and style sheets of a page get the attribute
`integrity`. The import map contains the hashes of all imported scripts, and also those of other
files, where the page's scripts look them up. Inline scripts are allowed by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

GUARD = "<!-- guard -->"
"""The placeholder for the page's first script."""


def seal(site: Path, guard: str) -> None:
    """Add hashes to every page of the built site.

    Parameters
    ----------
    site : the folder of the site.
    guard : the source of the scripts that run before any other.
    """
    hashes = {
        path.relative_to(site).as_posix(): integrity(path.read_bytes())
        for path in sorted((site / "assets").iterdir())
    }
    for page in site.rglob("*.html"):
        root = "../" * (len(page.relative_to(site).parts) - 1) or "./"
        html = page.read_text(encoding="utf-8")
        page.write_text(sealed(html, hashes, guard, root), encoding="utf-8")


def joined(modules: list[str]) -> str:
    """The modules as one script, each after the modules that it imports. No two of them may define
    the same name."""
    source = "\n".join(modules)
    source = re.sub(r"^import [^;]*;\n", "", source, flags=re.MULTILINE)
    return "(() => {\n" + re.sub(r"^export ", "", source, flags=re.MULTILINE) + "})();"


def sealed(html: str, hashes: dict[str, str], guard: str, root: str = "./") -> str:
    """A page with hashes added.

    Parameters
    ----------
    html : the page.
    hashes : the hash of each file, by its path in the site.
    guard : the source of the scripts that run before any other.
    root : the URL of the site's folder, relative to the page.

    Raises
    ------
    ValueError
        If the page loads a file whose hash is unknown, or lacks the placeholder for the guard or
        the policy.
    """
    known = {f"{root}{name}": value for name, value in hashes.items()}
    scripts = {"": without_comments(guard), ' type="importmap"': json.dumps({"integrity": known})}
    first = "".join(f"<script{kind}>{text}</script>\n    " for kind, text in scripts.items())
    if GUARD not in html or "script-src 'self'" not in html:
        raise ValueError(f"A page needs {GUARD} and a policy with script-src 'self'.")
    html = re.sub(r'<(?:script|link)\b[^>]*?(?:src|href)="(\.[./]*/assets/[^"]+)"[^>]*',
                  lambda tag: _with_integrity(tag, known), html)  # fmt: skip
    allowed = " ".join(f"'{integrity(text.encode())}'" for text in scripts.values())
    html = html.replace("script-src 'self'", f"script-src 'self' {allowed}")
    return html.replace(GUARD, first.rstrip())


def integrity(data: bytes) -> str:
    """The hash of a file in the format of HTML's `integrity` attribute."""
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"


def _with_integrity(tag: re.Match[str], known: dict[str, str]) -> str:
    file = tag[1]
    if file not in known:
        raise ValueError(f"No hash is known of {file}.")
    return f'{tag[0]} integrity="{known[file]}"'


def without_comments(script: str) -> str:
    """A script without its comments and indentation."""
    script = re.sub(r"^\s*(/\*\*.*?\*/|//[^\n]*)\n", "", script, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line.strip() for line in script.splitlines() if line.strip())
