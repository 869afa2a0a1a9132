"""GIS programs that others wrote read what the server and `oshaq export` give. Run by scripts/gis.sh."""

import gzip
import json
import os
import pathlib
import re
import subprocess
import urllib.error
import urllib.request

import jsonschema
import polars
import pyogrio
import pytest
from owslib.ogcapi.features import Features
from pmtiles.reader import MmapSource, Reader, all_tiles

BASE = os.environ["OSHAQ_URL"]
EXPORTS = pathlib.Path(os.environ["OSHAQ_EXPORTS"])
OGC = f"{BASE}/ogc"
ALMATY = [76.7, 43.1, 77.1, 43.4]


def get(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
        return answer.headers, answer.read()


def ogrinfo(*arguments):
    """What Debian's GDAL says, read only."""
    done = subprocess.run(["ogrinfo", "-ro", *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def feature_count(text):
    return int(re.search(r"Feature Count: (\d+)", text).group(1))


def is_told(count):
    return count >= 5 and count % 5 == 0


def test_gdal_lists_the_collections_and_counts_the_features():
    listed = ogrinfo(f"OAPIF:{OGC}")
    assert "risk-theft" in listed and "units" in listed and "drugs" not in listed
    about = ogrinfo("-so", f"OAPIF:{OGC}", "units")
    assert feature_count(about) == 20
    assert "name_kk: String" in about and "population: Integer" in about


def test_gdal_reads_the_districts_with_their_shapes_and_residents():
    text = ogrinfo(f"OAPIF:{OGC}", "districts")
    assert feature_count(text) == 8 and text.count("MULTIPOLYGON (((") == 8
    assert len(re.findall(r"name_kk \(String\) = Үлгі аудан", text)) == 8
    assert text.count("population (Integer) = 250000") == 8
    near = ogrinfo("-so", "-spat", *map(str, ALMATY), f"OAPIF:{OGC}", "districts")
    assert 1 <= feature_count(near) <= 4


@pytest.mark.parametrize("collection", ["risk-theft", "risk-all", "units", "districts", "places"])
def test_a_collection_is_described_by_a_schema_that_its_features_keep(collection):
    api = Features(f"{OGC}/")
    links = api.collection(collection)["links"]
    address = next(link["href"] for link in links if link["rel"] == "describedby")
    headers, text = get(address)
    schema = json.loads(text)
    assert headers["Content-Type"] == "application/schema+json"
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    features = api.collection_items(collection, limit=1000)["features"]
    assert features
    for feature in features:
        validator.validate(feature["properties"])
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(features[0]["properties"] | {"suspect": "nobody"})


def test_gdal_pages_through_a_box():
    text = ogrinfo("-spat", *map(str, ALMATY), "-oo", "PAGE_SIZE=100", f"OAPIF:{OGC}", "risk-theft")
    assert feature_count(text) > 250
    assert re.search(r"band \(Integer\) = [0-5]", text)
    counts = [int(count) for count in re.findall(r"recorded \(\w+\) = (\d+)", text)]
    assert counts and all(map(is_told, counts))


def test_owslib_reads_collections_features_and_times():
    api = Features(f"{OGC}/")
    assert "risk-theft" in api.feature_collections()
    assert any(uri.endswith("ogcapi-features-1/1.0/conf/core") for uri in api.conformance()["conformsTo"])
    items = api.collection_items("risk-theft", bbox=ALMATY, datetime="2025-12-01/2025-12-31", limit=50)
    assert items["numberReturned"] == len(items["features"]) > 0
    assert {feature["properties"]["month"] for feature in items["features"]} == {"2025-12"}
    first = items["features"][0]
    again = api.collection_item("risk-theft", first["id"])
    assert again["properties"] == first["properties"] and again["geometry"] == first["geometry"]


def test_tiles_are_found_by_the_links_alone():
    _, text = get(f"{OGC}/collections/risk-theft/tiles/WebMercatorQuad", Accept="application/json")
    tileset = json.loads(text)
    link = next(link for link in tileset["links"] if link["rel"] == "item" and "mapbox" in link["type"])
    limits = next(limit for limit in tileset["tileMatrixSetLimits"] if limit["tileMatrix"] == "5")
    found = 0
    for row in range(limits["minTileRow"], limits["maxTileRow"] + 1):
        for column in range(limits["minTileCol"], limits["maxTileCol"] + 1):
            address = link["href"].format(tileMatrix=5, tileRow=row, tileCol=column)
            headers, tile = get(address)
            found += headers["Content-Type"] == "application/vnd.mapbox-vector-tile" and len(tile) > 0
    assert found > 0


def test_pages_are_for_people():
    headers, text = get(f"{OGC}/collections/risk-theft/items?limit=3", Accept="text/html")
    assert headers["Content-Type"].startswith("text/html")
    page = text.decode()
    assert "<table>" in page and "Simulated data" in page and page.count("<tr>") == 4


@pytest.mark.parametrize(
    ("question", "word"),
    [("bbox=1,2,3", "bbox"), ("datetime=yesterday", "datetime"), ("limit=0", "limit"), ("nonesuch=1", "nonesuch")],
)
def test_what_is_wrong_is_told(question, word):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"{OGC}/collections/risk-theft/items?{question}")
    assert refused.value.code == 400
    assert word in json.loads(refused.value.read())["detail"]


def test_the_tiles_of_a_pmtiles_file_are_those_that_are_served():
    with (EXPORTS / "SIMULATED_theft.pmtiles").open("rb") as file:
        source = MmapSource(file)
        reader = Reader(source)
        assert reader.header()["min_zoom"] == 3 and reader.header()["max_zoom"] == 12
        metadata = reader.metadata()
        assert metadata["oshaq"]["simulated"] is True and metadata["vector_layers"][0]["id"] == "cells"
        tiles = dict(all_tiles(source))
    assert len(tiles) > 20
    version = metadata["version"]
    for z, x, y in list(tiles)[:: len(tiles) // 20]:
        _, served = get(f"{BASE}/tiles/risk-theft/{version}/{z}/{x}/{y}")
        assert gzip.decompress(tiles[z, x, y]) == served


def test_gdal_draws_a_pmtiles_file():
    """By the GDAL inside pyogrio: Debian's has no driver for it yet."""
    meta, _, shapes, columns = pyogrio.raw.read(EXPORTS / "SIMULATED_theft.pmtiles", layer="cells")
    assert len(shapes) > 10 and "Polygon" in meta["geometry_type"]
    by_name = dict(zip(meta["fields"], columns))
    assert set(by_name["r202512"]) <= set(range(6)) and "f202601" in by_name
    box = pyogrio.read_info(EXPORTS / "SIMULATED_theft.pmtiles", layer="cells")["crs"]
    assert box == "EPSG:3857"


def test_gdal_opens_the_mbtiles_file():
    text = ogrinfo("-so", str(EXPORTS / "SIMULATED_theft.mbtiles"), "cells")
    assert feature_count(text) > 10
    assert "f202601: Real" in text and "cell: String" in text


def test_gdal_opens_the_geojson_file():
    text = ogrinfo("-so", str(EXPORTS / "SIMULATED_theft.geojson"), "SIMULATED_theft")
    assert feature_count(text) > 10 and "Geometry: Polygon" in text


def test_gdal_opens_the_districts():
    text = ogrinfo("-so", str(EXPORTS / "SIMULATED_districts.geojson"), "SIMULATED_districts")
    assert feature_count(text) == 8 and "kato: String" in text and "unit: String" in text


def test_districts_hold_the_same_rows():
    csv = polars.read_csv(EXPORTS / "SIMULATED_districts.csv", infer_schema_length=None)
    parquet = polars.read_parquet(EXPORTS / "SIMULATED_districts.parquet")
    assert set(csv.columns) == set(parquet.columns) and csv.height == parquet.height > 200
    for column in ("band", "recorded"):
        assert csv[column].to_list() == parquet[column].to_list()
    assert all(map(is_told, parquet["recorded"].drop_nulls()))


def test_tables_hold_the_same_rows():
    csv = polars.read_csv(EXPORTS / "SIMULATED_theft.csv")
    parquet = polars.read_parquet(EXPORTS / "SIMULATED_theft.parquet")
    assert set(csv.columns) <= set(parquet.columns) and csv.height == parquet.height > 1000
    assert csv["band"].to_list() == parquet["band"].to_list()
    assert csv["recorded"].to_list() == parquet["recorded"].to_list()
    assert all(map(is_told, parquet["recorded"].drop_nulls()))
