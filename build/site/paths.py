"""Paths of the repository and of build products."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
GENERATED = WEB / "src" / "generated"
DIST = ROOT / "dist"
WORK = ROOT / ".cache"
"""Intermediate build products, which can be deleted."""

DOWNLOADS = Path(os.environ.get("CHAINRULE_CACHE", Path.home() / ".cache" / "chainrule"))
"""Downloads, which all checkouts of the user share."""

PACKAGE_VENV = ROOT / ".venv"
PEERS = ROOT / "tests" / "bench" / "engines" / "peers"
BENCH_VENV = ROOT / ".venv-bench"
SITE_VENV = ROOT / ".venv-site"
