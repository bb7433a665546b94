"""The builder on a machine that lacks a tool: it installs the tool or says exactly what to
install."""

import json
from pathlib import Path
from types import SimpleNamespace

import environment
import pytest


@pytest.fixture
def machine(monkeypatch):
    """A machine whose Pythons, permissions and installers are set by a test."""
    chosen = SimpleNamespace(pythons={}, is_root=False, tools=set(), ran=[], after_apt={})

    def version(python, imports):
        found, has_venv = chosen.pythons[str(python)]
        return found if has_venv or imports == "sys" else (0, 0)

    def run(command, **options):
        chosen.ran.append(" ".join(map(str, command)))
        if "apt-get install" in chosen.ran[-1]:
            chosen.pythons |= chosen.after_apt
        return SimpleNamespace(returncode=int("pip" in command), stdout="", stderr="")

    monkeypatch.setattr(environment, "_candidates", lambda: [*map(Path, chosen.pythons)])
    monkeypatch.setattr(environment, "_version", version)
    monkeypatch.setattr(environment.subprocess, "run", run)
    monkeypatch.setattr(environment.os, "geteuid", lambda: 0 if chosen.is_root else 1000)
    monkeypatch.setattr(environment.shutil, "which", lambda n: n if n in chosen.tools else None)
    return chosen


def test_the_oldest_python_that_is_new_enough_is_used(machine):
    machine.pythons = {"a": ((3, 14), True), "b": ((3, 12), True), "c": ((3, 11), True)}
    assert environment.find_python((3, 12)) == "b"
    assert machine.ran == []


def test_the_error_on_debian_13_without_venv_names_the_package_to_install(machine):
    machine.pythons = {"python3": ((3, 13), False)}
    with pytest.raises(environment.MissingTool) as raised:
        environment.find_python((3, 12))
    assert str(raised.value) == (
        "python3.13 is installed without its venv module. Install it, then run this again "
        "(Debian: apt-get install python3.13-venv)."
    )


def test_the_error_on_debian_12_says_how_to_get_a_newer_python(machine):
    machine.pythons = {"python3": ((3, 11), True)}
    with pytest.raises(
        environment.MissingTool, match=r"^Python 3\.12 or newer is needed"
    ) as raised:
        environment.find_python((3, 12))
    assert "apt-get install python3-venv python3-pip;" in str(raised.value)


def test_venv_is_installed_automatically_for_root_on_debian(machine):
    machine.is_root, machine.tools = True, {"apt-get"}
    machine.pythons = {"python3": ((3, 13), False)}
    machine.after_apt = {"python3": ((3, 13), True)}
    assert environment.find_python((3, 12)) == "python3"
    assert machine.ran[-1] == "apt-get install -y -qq python3-venv python3-pip"


def test_a_pyenv_shim_without_an_installed_python_is_not_used(tmp_path):
    """pyenv's shims also exist for versions that are not installed."""
    shim = tmp_path / "python3"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert environment._version(shim, "sys") == (0, 0)
    assert environment._version(tmp_path / "missing", "sys") == (0, 0)


def _node_packages(folder, wanted, found):
    """A folder whose lock file lists some packages while npm has installed others."""
    (folder / "node_modules").mkdir(exist_ok=True)
    locks = {"package-lock.json": {"": {}} | wanted, "node_modules/.package-lock.json": found}
    for name, packages in locks.items():
        (folder / name).write_text(json.dumps({"packages": packages}))


def test_node_packages_are_reinstalled_only_if_one_is_missing_or_differs(tmp_path, monkeypatch):
    installs = []
    monkeypatch.setattr(environment, "_run", lambda command, *_, **__: installs.append(command))
    monkeypatch.setattr(environment, "node", dict)
    lit = {"node_modules/lit": {"integrity": "sha512-a"}}
    windows = {"node_modules/windows": {"integrity": "sha512-w", "optional": True}}
    further = {"node_modules/further": {"integrity": "sha512-f"}}

    _node_packages(tmp_path, lit | windows, lit | further)
    environment._node_modules(tmp_path, "packages")
    assert installs == []

    _node_packages(tmp_path, lit, {"node_modules/lit": {"integrity": "sha512-b"}})
    environment._node_modules(tmp_path, "packages")
    assert len(installs) == 1

    _node_packages(tmp_path, lit, further)
    environment._node_modules(tmp_path, "packages")
    assert len(installs) == 2

    (tmp_path / "node_modules" / ".package-lock.json").unlink()
    environment._node_modules(tmp_path, "packages")
    assert len(installs) == 3


def test_ci_installs_chromiums_headless_shell_and_other_machines_use_their_browser(
    machine, monkeypatch
):
    install = "apt-get install -y -qq chromium-headless-shell"
    machine.is_root, machine.tools = True, {"apt-get", "chromium"}
    monkeypatch.delenv("CI", raising=False)
    assert environment.headless_browser() == "chromium"
    assert machine.ran == []
    monkeypatch.setenv("CI", "true")
    assert environment.headless_browser() == "chromium", "if Debian does not have the shell"
    assert machine.ran == ["apt-get update -qq", install]
    machine.tools |= {"chromium-headless-shell"}
    assert environment.headless_browser() == "chromium-headless-shell"
    assert len(machine.ran) == 2
