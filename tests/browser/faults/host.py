"""A static host that misbehaves on request, with a real cache between it and the page.

Playwright's routes disable the browser's cache, so tests of caching need a real server.
"""

from __future__ import annotations

import http.server
import os
import socket
import threading
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[3]
DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))
IMMUTABLE = "max-age=31536000, immutable"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
"""MIME types that every host knows; WebAssembly, JSON and `.mjs` are missing on purpose."""

Fault = Callable[[bytes], bytes]


def cut(body: bytes) -> bytes:
    """Return the first half."""
    return body[: len(body) // 2]


def altered(body: bytes) -> bytes:
    """Flip one bit."""
    changed = bytearray(body)
    changed[len(body) // 2] ^= 1
    return bytes(changed)


def empty(_body: bytes) -> bytes:
    """Return no bytes."""
    return b""


class Host(http.server.ThreadingHTTPServer):
    """Serve a folder at immutable URLs, with faults.

    Attributes
    ----------
    faults : functions applied to the content of files whose URL contains the key.
    missing : parts of URLs; files whose URL contains one are answered with 404.
    stalled : parts of URLs, in which `*` stands for any text; files whose URL contains one are sent
        in part and never completed.
    asked : the number of requests for each file.
    """

    daemon_threads = True

    def __init__(self, folder: Path, name: str = "localhost") -> None:
        super().__init__(("0.0.0.0", 0), _Handler)
        self.folder = folder
        self.faults: dict[str, Fault] = {}
        self.missing: set[str] = set()
        self.stalled: set[str] = set()
        self.healed = threading.Event()
        self.asked: dict[str, int] = {}
        self.address = f"http://{name}:{self.server_address[1]}/"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def heal(self) -> None:
        """Stop misbehaving."""
        self.faults.clear()
        self.missing.clear()
        self.stalled.clear()
        self.healed.set()
        self.healed = threading.Event()

    def close(self) -> None:
        """Stop serving."""
        self.heal()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a browser that disconnects; this is not an error of the page."""


class Visit(NamedTuple):
    """A page, and a host that can misbehave, at an address that the page has not visited before."""

    host: Host
    page: Page
    address: str


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.lstrip("/")
        if not path or path.endswith("/"):
            path += "index.html"
        host = self._host
        host.asked[path] = host.asked.get(path, 0) + 1
        file = host.folder / path
        if not file.is_file() or any(text in path for text in host.missing):
            return self._answer(404, b"no", "text/plain")
        body = file.read_bytes()
        for text, fault in host.faults.items():
            body = fault(body) if text in path else body
        kind = TYPES.get(file.suffix, "application/octet-stream")
        self._answer(200, body, kind, any(fnmatch(path, f"*{part}*") for part in host.stalled))

    def _answer(self, status: int, body: bytes, kind: str, stalls: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache" if kind == "text/html" else IMMUTABLE)
        self.end_headers()
        if stalls:
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self._host.healed.wait()
            self.close_connection = True
            return
        self.wfile.write(body)

    @property
    def _host(self) -> Host:
        assert isinstance(self.server, Host)
        return self.server

    def log_message(self, format: str, *args: object) -> None:
        pass


def outside_address() -> str | None:
    """An address of this machine that browsers do not treat as localhost, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # no packet is sent
        except OSError:
            return None
        found = probe.getsockname()[0]
    return None if found.startswith("127.") else found


outside = pytest.mark.skipif(
    outside_address() is None, reason="needs a second address of this machine"
)
