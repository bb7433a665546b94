"""The picture of link previews: it exists, and has an absolute URL if the site's URL is known."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from paths import ROOT, SITE_VENV

DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))
PICTURE = re.compile(r'<meta property="og:image" content="([^"]+)"')
PAGE = '<meta property="og:image" content="./assets/a.png" /><a href="./">Lab</a>'
GOOD = ["https://a.b", "https://a.b/", "https://a.b/c/", "http://localhost:8000/c"]
BAD = ["a.b/c", "/c", "ftp://a.b", "https://", "https://a.b/?c=1", "https://a.b/#c"]
CODE = """
import json, os, sys
import build_site

given = json.load(sys.stdin)
answers = {}
for address in given["addresses"]:
    os.environ["CHAINRULE_ADDRESS"] = address
    try:
        answers[address] = build_site.with_address(given["page"], build_site.site_address())
    except ValueError as error:
        answers[address] = str(error)
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def answers():
    """What the builder makes of the page, or its error, for each address."""
    done = subprocess.run(
        [SITE_VENV / "bin" / "python", "-c", CODE],
        cwd=ROOT / "build" / "site",
        env={**os.environ, "PYTHONPATH": str(ROOT / "py")},
        input=json.dumps({"page": PAGE, "addresses": ["", *GOOD, *BAD]}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_preview_picture_is_a_file_of_the_site():
    found = PICTURE.search((DIST / "index.html").read_text(encoding="utf-8"))
    assert found
    address = os.environ.get("CHAINRULE_ADDRESS", "").rstrip("/")
    path = found[1].removeprefix(address).removeprefix(".")
    assert (DIST / path.removeprefix("/")).is_file(), found[1]


@pytest.mark.parametrize("address", GOOD)
def test_the_picture_is_absolute_if_the_address_is_known(answers, address):
    picture = f"{address.rstrip('/')}/assets/a.png"
    assert f'content="{picture}"' in answers[address]
    assert '<a href="./">' in answers[address]  # other URLs stay relative


def test_the_picture_is_relative_if_the_address_is_unknown(answers):
    assert answers[""] == PAGE


@pytest.mark.parametrize("address", BAD)
def test_an_address_that_is_no_absolute_url_is_rejected(answers, address):
    rejected = f"CHAINRULE_ADDRESS: {address.rstrip('/')!r} is not allowed; allowed: "
    assert answers[address].startswith(rejected)
