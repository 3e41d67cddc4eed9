"""Tables of the built-in consortium, judged whole and row by row: as published, and as folders are bound."""

import json
import os
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.columns.reading import read_row
from theatrum.checks.columns.row_rules import RowRules, Rowwise, key_of
from theatrum.checks.model.compiled import CompiledSchema, compile_schema
from theatrum.checks.model.schemas import advice_schema, bound_schema
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.kernel.jsontext import JsonObject

SHARED = Path(os.environ.get("THEATRUM_SHARED") or Path(__file__).parents[3].parent / "shared")
PUBLISHED = sorted((SHARED / "data" / "htan2-model").glob("v*/*.json"))
PROFILE: Profile = load_profile(ProfileFolder.packaged("htan2"))
VERSION = "1.0.0"
ROWS = 150
TEXTS = [
    *[
        "",
        " ",
        "NA",
        "null",
        "bad value",
        "Unknown",
        "unknown",
        "true",
        "TRUE",
        "false",
        "0",
        "1",
        "-1",
        "1.0",
        "0.5",
        "1e2",
    ],
    *[
        "101",
        "007",
        "1,000",
        "2024-01-31",
        "HTA201_1",
        "HTA201_1_B1",
        "HTA201_1_D1",
        "HTA1_1_1",
        "HTA201_0000_B1",
        "syn12",
    ],
    *[
        "HTA201_1_B1, HTA201_1_B2",
        "HTA201_1_B1;HTA201_2_B1",
        '["HTA201_1_B1"]',
        "a/b.csv",
        "b.csv",
        "Stage IV",
        "Stage I",
    ],
    *[
        "https://protocols.io/x",
        "http://10.0.0.1/",
        "x" * 10_001,
        "9" * 20,
        "fastq.gz",
        "h5ad",
        "0.1",
        "\t",
        "a\nb",
        "٣",
    ],
]


def _texts(declared: Mapping[str, object], rng: random.Random) -> str:
    allowed = declared.get("enum")
    if isinstance(allowed, list) and rng.random() < 0.7:
        return str(rng.choice(allowed))
    items = declared.get("items")
    if isinstance(items, dict) and isinstance(items.get("enum"), list):
        return ", ".join(rng.choices(items["enum"], k=rng.randint(1, 3)))
    if declared.get("type") in ("integer", "number") and rng.random() < 0.6:
        return str(rng.randint(-2, 120))
    if declared.get("type") == "boolean" and rng.random() < 0.6:
        return rng.choice(["true", "false", "True"])
    return rng.choice(TEXTS)


def _frame(schema: JsonObject, seed: int) -> pl.DataFrame:
    """Return rows of which some are valid, many are not, in every way that people get them wrong."""
    rng = random.Random(seed)  # noqa: S311  # rows to test with, not secrets
    properties = schema["properties"]
    assert isinstance(properties, dict)
    columns: dict[str, list[str | None]] = {}
    for name, declared in properties.items():
        assert isinstance(declared, dict)
        values = [_texts(declared, rng) if rng.random() < 0.8 else None for _ in range(ROWS)]
        columns[name] = [text if text and text.strip() else None for text in values]
    columns["OF_NO_MODEL"] = [rng.choice(TEXTS[4:]) for _ in range(ROWS)]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _agree(schema: CompiledSchema, seed: int) -> None:
    plan = plan_for(schema)
    frame = _frame(schema.schema, seed)
    found: list[Counter[object]] = [Counter() for _ in range(frame.height)]
    for fault in plan.judge_columns(frame).faults:
        for row in fault.rows:
            found[row][(fault.keyword, fault.instance, fault.walked, fault.named)] += 1
    expected = [Counter(map(key_of, schema.judge(read_row(plan.readings, row)))) for row in frame.iter_rows(named=True)]
    assert found == expected


def _left_to_rows(rules: RowRules) -> list[object]:
    inside = [part for name in ("parts", "branches") for part in getattr(rules, name, ())]
    inside += [part for name in ("test", "then", "otherwise") if (part := getattr(rules, name, None))]
    own: list[object] = [rules] if isinstance(rules, Rowwise) else []
    return own + [one for part in inside for one in _left_to_rows(part)]


@pytest.mark.requirement("R17")
@pytest.mark.skipif(not PUBLISHED, reason="the published data model is not there; set THEATRUM_SHARED")
@pytest.mark.parametrize("file", PUBLISHED, ids=lambda path: path.name.removesuffix("-schema.json"))
def test_published_schema_is_judged_alike(file: Path) -> None:
    schema = compile_schema(json.loads(file.read_text()))
    for seed in range(2):
        _agree(schema, seed)
    assert _left_to_rows(plan_for(schema).rules) == []


@pytest.mark.requirement("R62")
@pytest.mark.parametrize("component", sorted(PROFILE.models[VERSION].components))
def test_bound_schema_is_judged_alike(component: str) -> None:
    schema = bound_schema(PROFILE, component, VERSION)
    advice = advice_schema(PROFILE, component, VERSION)
    for seed in range(2):
        _agree(schema, seed)
        if advice is not None:
            _agree(advice, seed)
    assert _left_to_rows(plan_for(schema).rules) == []
