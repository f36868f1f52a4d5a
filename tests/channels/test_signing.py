"""The platforms' official signature examples."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.jd import signing as jd
from channels.jd.gateway import timestamp
from channels.tmall import signing as tmall

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def vectors(name: str) -> list[dict]:
    return json.loads((VECTORS / name).read_text())["vectors"]


@pytest.mark.parametrize("vector", vectors("taobao.json"), ids=lambda v: v["id"])
def test_top_signatures(vector):
    parameters = vector["inputs"]["params"]
    if "string" in vector["expected"]:
        assert tmall.text_to_sign(parameters) == vector["expected"]["string"]
    assert tmall.sign(parameters, vector["inputs"]["secret"]) == vector["expected"]["sign"]
    assert tmall.sign(parameters | {"sign": "x", "empty": ""}, vector["inputs"]["secret"]) == vector["expected"]["sign"]


@pytest.mark.parametrize("vector", vectors("jd.json"), ids=lambda v: v["id"])
def test_jos_signatures(vector):
    parameters = vector["inputs"]["params"]
    assert jd.text_to_sign(parameters) == vector["expected"]["string"]
    assert jd.sign(parameters, vector["inputs"]["app_secret"]) == vector["expected"]["sign"]


def test_jos_writes_beijing_time_with_milliseconds():
    assert timestamp(datetime(2021, 5, 7, 1, 20, 39, 683000, tzinfo=UTC)) == "2021-05-07 09:20:39.683+0800"
