"""The base experiment of sweeps."""

import json

import pytest


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "xor.json"
    path.write_text(json.dumps({"data": "xor", "samples": 60, "layers": [[3, "tanh"]]}))
    return path
