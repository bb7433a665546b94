"""A page contains the hash of everything that it loads."""

import re

import pytest
from sealing import GUARD, integrity, joined, sealed, without_comments

HASHES = {"assets/a.js": "sha256-A", "assets/b.css": "sha256-B", "assets/c.json": "sha256-C"}
PAGE = f"""<meta content="script-src 'self' blob:; style-src 'self'" />
{GUARD}
<script type="module" crossorigin src="./assets/a.js"></script>
<link rel="modulepreload" crossorigin href="./assets/a.js">
<link rel="stylesheet" crossorigin href="./assets/b.css">"""
EMPTY = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def test_a_hash_has_the_format_of_the_integrity_attribute():
    assert integrity(b"") == EMPTY


def test_every_file_loaded_by_a_page_has_a_hash():
    html = sealed(PAGE, HASHES, "start();")
    for tag in (
        '<script type="module" crossorigin src="./assets/a.js" integrity="sha256-A">',
        '<link rel="modulepreload" crossorigin href="./assets/a.js" integrity="sha256-A">',
        '<link rel="stylesheet" crossorigin href="./assets/b.css" integrity="sha256-B">',
    ):
        assert tag in html
    assert '"./assets/c.json": "sha256-C"' in html, "looked up by scripts"


def test_a_page_in_a_subfolder_refers_to_the_files_of_the_site():
    html = sealed(PAGE.replace("./assets", "../assets"), HASHES, "start();", "../")
    assert 'src="../assets/a.js" integrity="sha256-A">' in html
    assert '"../assets/c.json": "sha256-C"' in html
    with pytest.raises(ValueError, match=r"No hash is known of \./assets/a\.js\."):
        sealed(PAGE, HASHES, "start();", "../")


def test_inline_scripts_come_first_and_are_allowed_by_their_hash():
    html = sealed(PAGE, HASHES, "start();")
    inline = re.findall(r"<script(?: type=\"importmap\")?>(.*?)</script>", html, re.DOTALL)
    policy = re.search(r"script-src 'self' (.*?) blob:", html)
    assert policy is not None
    assert policy[1].split() == [f"'{integrity(text.encode())}'" for text in inline]
    assert html.index("start();") < html.index("importmap") < html.index('assets/a.js" integrity')


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (PAGE.replace("b.css", "other.css"), r"No hash is known of \./assets/other\.css\."),
        (PAGE.replace(GUARD, ""), "A page needs"),
        (PAGE.replace("script-src 'self'", ""), "A page needs"),
    ],
)
def test_a_page_that_cannot_be_sealed_is_rejected(page, words):
    with pytest.raises(ValueError, match=words):
        sealed(page, HASHES, "start();")


def test_comments_are_removed_from_inline_scripts():
    script = "// @ts-check\n/**\n * Why.\n */\nrun(() => {\n  // then\n  go('//x');\n});\n"
    assert without_comments(script) == "run(() => {\ngo('//x');\n});"


def test_modules_are_joined_without_their_imports_and_exports():
    modules = ["export const a = 1;\n", "import { a } from './a.js';\nrun(a, 'export it');\n"]
    assert joined(modules) == "(() => {\nconst a = 1;\n\nrun(a, 'export it');\n})();"
