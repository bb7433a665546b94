"""Sealing: each page names the hash of every script and style sheet that it loads.

The browser then runs no byte that is not the site's. A page's own scripts and style sheets get the
attribute `integrity`; its import map holds the hashes of all scripts, for imports, and of the other
files, which scripts look up. Scripts in the page itself are allowed by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

GUARD = "<!-- guard -->"
"""Where the page's first script goes."""


def seal(site: Path, guard: str) -> None:
    """Seal every page of the built site.

    Parameters
    ----------
    site : the folder.
    guard : the source of the script that runs before any other.
    """
    hashes = {
        path.relative_to(site).as_posix(): integrity(path.read_bytes())
        for path in sorted((site / "assets").iterdir())
    }
    for page in site.glob("*.html"):
        page.write_text(sealed(page.read_text(encoding="utf-8"), hashes, guard), encoding="utf-8")


def sealed(html: str, hashes: dict[str, str], guard: str) -> str:
    """A page with hashes.

    Raises
    ------
    ValueError
        If it loads a file whose hash is not known, or has no place for the guard or the policy.
    """
    known = {f"./{name}": value for name, value in hashes.items()}
    scripts = {"": without_comments(guard), ' type="importmap"': json.dumps({"integrity": known})}
    first = "".join(f"<script{kind}>{text}</script>\n    " for kind, text in scripts.items())
    if GUARD not in html or "script-src 'self'" not in html:
        raise ValueError(f"A page needs {GUARD} and a policy with script-src 'self'.")
    html = re.sub(r'<(?:script|link)\b[^>]*?(?:src|href)="(\./assets/[^"]+)"[^>]*',
                  lambda tag: _with_integrity(tag, known), html)  # fmt: skip
    allowed = " ".join(f"'{integrity(text.encode())}'" for text in scripts.values())
    html = html.replace("script-src 'self'", f"script-src 'self' {allowed}")
    return html.replace(GUARD, first.rstrip())


def integrity(data: bytes) -> str:
    """The hash of a file as HTML's `integrity` attribute writes it."""
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
