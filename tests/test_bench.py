"""What `make bench` says of a figure, and what its load generator counts."""

import json
from itertools import repeat
from pathlib import Path

import pytest

from bench.load import Unexpected, get, post, under_load
from bench.server import bare_server
from bench.table import figure, line, written


def test_a_figure_is_the_ratio_of_two_medians_and_says_whether_its_goal_is_met() -> None:
    pairs = [(1.0, 10.0), (5.0, 10.0), (100.0, 10.0)]
    assert figure("A", "form page", "bare", "/s", pairs, least=0.5).ratio == 0.5
    assert figure("A", "form page", "bare", "/s", pairs, least=0.5).goal == "≥ 0.5 met"
    assert "≥ 0.51 MISSED" in line(figure("A", "form page", "bare", "/s", pairs, least=0.51))
    assert "≤ 0.49 MISSED" in line(figure("G", "PDF", "plain", "ms", pairs, most=0.49))


def test_results_keep_each_figure_beside_its_limit(tmp_path: Path) -> None:
    written([figure("B", "a save", "bare", "/s", [(2.0, 4.0)], least=0.45, more={"p99_ms": 7.0})], tmp_path / "r.json")
    told = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["figures"]
    assert told[0] | {"ours": 2.0, "limit": 4.0, "ratio": 0.5, "least": 0.45, "met": True, "p99_ms": 7.0} == told[0]


def test_load_counts_whole_answers_of_any_size_and_refuses_what_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 300_000)
    with bare_server(tmp_path) as bare:
        seen = under_load(bare.port, [repeat(get("/large"), 3), repeat(post("/large", {"value": "1"}), 2)])
        assert (len(seen.times), seen.body) == (5, b"x" * 300_000)
        with pytest.raises(Unexpected, match="404"):
            under_load(bare.port, [repeat(get("/a/b"), 1)])
