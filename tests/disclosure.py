"""What columnar files hold: the downloads of the running server, and what `oshaq export` writes. Run by scripts/gis.sh.

The other answers are walked by server/tests/it/walk.rs, which reads no Parquet.
"""

import io
import json
import os
import pathlib
import re
import urllib.error
import urllib.request

import polars
import pytest

BASE = os.environ["OSHAQ_URL"]
EXPORTS = pathlib.Path(os.environ["OSHAQ_EXPORTS"])
SHARES = {"own_recent", "own_long_run", "own", "neighbours", "other_categories", "calendar", "unit"}
CELLS = {"resolution", "cell", "category", "month", "kind", "band", "band_low", "band_high", "recorded"} | {f"share_{part}" for part in SHARES}
DISTRICTS = {"district", "category", "month", "kind", "band", "band_low", "band_high", "recorded"}
UNITS = {"unit", "category", "month", "recorded", "not_mapped"}


def get(path):
    with urllib.request.urlopen(BASE + path, timeout=60) as answer:
        return answer.read()


def categories():
    return json.loads(get("/api/v1/categories"))


def downloaded(path):
    return polars.read_parquet(io.BytesIO(get(path)))


def check(table, columns, counts):
    assert set(table.columns) <= columns
    assert {"category", "month"} <= set(table.columns)
    assert all(re.fullmatch(r"\d{4}-\d\d", month) for month in table["month"].unique())
    withheld = {category["slug"] for category in categories() if category["reason"] in ("sensitive", "police_discovered")}
    assert len(withheld) >= 2 and not withheld & set(table["category"].unique())
    for name in counts:
        numbers = table[name].drop_nulls()
        assert numbers.len() > 20, f"{numbers.len()} of {name}: too few to mean anything"
        assert numbers.min() >= 5 and (numbers % 5 == 0).all(), name


def check_cells(table):
    check(table, CELLS, ["recorded"])
    mapped = {category["slug"] for category in categories() if category["published"]}
    assert set(table["category"].unique()) <= mapped | {"all"}
    assert table["band"].max() <= 5 and table["resolution"].is_between(5, 8).all()
    for share in (name for name in table.columns if name.startswith("share_")):
        assert (table[share].drop_nulls() % 5 == 0).all(), share


def test_the_cells_of_every_category():
    check_cells(downloaded("/api/v1/downloads/cells.parquet"))


def test_the_units_of_every_category():
    check(downloaded("/api/v1/downloads/units.parquet"), UNITS, ["recorded", "not_mapped"])


def test_the_districts_of_every_category():
    table = downloaded("/api/v1/downloads/districts.parquet")
    check(table, DISTRICTS, ["recorded"])
    assert table["district"].n_unique() == 8 and table["band"].max() <= 5


def test_every_column_is_documented():
    files = [file for file in json.loads(get("/api/v1/downloads"))["files"] if file["name"].endswith(".parquet")]
    assert {file["name"] for file in files} == {"cells.parquet", "units.parquet", "districts.parquet"}
    for file in files:
        documented = {column["name"]: column for column in file["columns"]}
        table = downloaded(file["href"])
        assert list(documented) == table.columns
        filled = {name for name in table.columns if table[name].null_count() == 0}
        assert all(name in filled or column["nullable"] for name, column in documented.items())


def test_an_exported_layer():
    check_cells(polars.read_parquet(EXPORTS / "SIMULATED_theft.parquet"))


def test_the_outlines_of_an_exported_layer():
    features = json.loads((EXPORTS / "SIMULATED_theft.geojson").read_text(encoding="utf-8"))["features"]
    counts = [value for feature in features for key, value in feature["properties"].items() if key.startswith("recorded")]
    told = [count for count in counts if count is not None]
    assert len(told) > 20 and all(count >= 5 and count % 5 == 0 for count in told)


@pytest.mark.parametrize("name", ["incidents", "counts", "forecast", "surface", "rejects"])
def test_no_other_table_can_be_had(name):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"/api/v1/downloads/{name}.parquet")
    assert refused.value.code == 404
