"""Where things are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
GENERATED = WEB / "src" / "generated"
DIST = ROOT / "dist"
WORK = ROOT / ".cache"
"""What a build makes on its way; safe to delete."""

DOWNLOADS = Path(os.environ.get("CHAINRULE_CACHE", Path.home() / ".cache" / "chainrule"))
"""Downloads, shared by all checkouts of this user."""

PACKAGE_VENV = ROOT / ".venv"
PEERS = ROOT / "tests" / "bench" / "engines" / "peers"
BENCH_VENV = ROOT / ".venv-bench"
SITE_VENV = ROOT / ".venv-site"
