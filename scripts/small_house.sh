#!/usr/bin/env bash
# The whole house, small: two units, two years, a third of their records go through every room, and each room's result is judged.
# What comes out stays in target/small-house for the notebooks and the browser tests.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/common.sh"

oshaq="$(program debug)"
rm -rf "$house"
mkdir -p "$house"
store="$house/store"
raw="$house/raw"

# run NAME ARGUMENTS…: the JSON of a command into NAME.json.
run() {
  local name="$1"
  shift
  "$oshaq" --json "$@" >"$house/$name.json" 2>"$house/$name.log" || {
    echo "FAIL  oshaq $* ended with status $?:" >&2
    tail -n 20 "$house/$name.log" >&2
    exit 1
  }
}

# refuses "what" ARGUMENTS…: exit status 2, words on standard error, nothing on standard output, no store made.
refuses() {
  local what="$1" status=0
  shift
  "$oshaq" "$@" >"$house/refused.out" 2>"$house/refused.err" || status=$?
  if [ "$status" = 2 ] && [ ! -s "$house/refused.out" ] && [ -s "$house/refused.err" ] && [ ! -e "$house/absent" ]; then
    echo "ok    $what is refused: $(grep -m1 -E '^(oshaq|error):' "$house/refused.err" || true)"
  else
    echo "FAIL  $what: status $status, expected 2 with a message and nothing written" >&2
    cat "$house/refused.out" "$house/refused.err" >&2
    exit 1
  fi
}

run simulate simulate --out "$raw" --from 2024-01-01 --to 2025-12-31 --seed 7 --scale 0.33 --regions 75,71
run simulate-again simulate --out "$house/raw-again" --from 2024-01-01 --to 2025-12-31 --seed 7 --scale 0.33 --regions 75,71
if diff -r "$raw" "$house/raw-again" >"$house/raw.diff"; then
  echo "ok    the same seed gives the same bytes"
  rm -rf "$house/raw-again"
else
  echo "FAIL  the same seed gave other bytes:" >&2
  head -n 20 "$house/raw.diff" >&2
  exit 1
fi

run ingest ingest --store "$store" --profile erdr "$raw"
run ingest-again ingest --store "$store" --profile erdr "$raw"
form=data-samples/forms/SIMULATED_form_1m_astana.xlsx
run form ingest --store "$store" --profile form-1m "$form"
run counts counts --store "$store" --resolution 9
run backtest backtest --store "$store" --category theft --resolution 9 --horizon 7d --windows 8 --until 2025-12-31 \
  --models kernel_mixture,historic_count --export "$house/backtest.parquet"
run forecast forecast --store "$store" --horizon 28d
# Made-up districts: the boxes around the shapes of the two units, in quarters.
python3 - data-samples/facts/region_shapes.geojson "$house/districts.geojson" <<'PYTHON'
import json, sys
def corners(value):
    if isinstance(value[0], list):
        for part in value:
            yield from corners(part)
    else:
        yield value
def district(unit, number, west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    names = {"name_kk": f"Үлгі аудан {unit}-{number}", "name_ru": f"Условный район {unit}-{number}", "name_en": f"Made-up district {unit}-{number}"}
    properties = {"kato": f"{unit}{number}110000", "unit": unit, "population": 250000, **names}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
features = []
for unit in json.load(open(sys.argv[1], encoding="utf-8"))["features"]:
    if unit["properties"]["kato"] in ("71", "75"):
        lngs, lats = zip(*corners(unit["geometry"]["coordinates"]))
        (west, east), (south, north) = (min(lngs), max(lngs)), (min(lats), max(lats))
        x, y = (west + east) / 2, (south + north) / 2
        quarters = [(west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north)]
        features += [district(unit["properties"]["kato"], number, *box) for number, box in enumerate(quarters, 1)]
json.dump({"type": "FeatureCollection", "features": features}, open(sys.argv[2], "w", encoding="utf-8"), ensure_ascii=False)
PYTHON
run publish publish --store "$store" --districts "$house/districts.geojson" \
  --population "$raw/truth/SIMULATED_population.csv" --population-source "Simulated residents"
run publish-again publish --store "$store"
run kpi kpi --store "$store"
run versions versions --store "$store"
run verify verify --store "$store"

J="$house"
holds "every row is in the ledger once" "$J/ingest.json" \
  '(t := it["ledger"]["total"])["read"] == t["accepted"] + t["duplicate"] + t["rejected"] > 20000'
holds "the files of the ledger re-add to its total" "$J/ingest.json" \
  'all(sum(f[part] for f in it["ledger"]["files"]) == it["ledger"]["total"][part] for part in ("read", "accepted", "duplicate", "rejected", "unmapped"))'
holds "no simulated row is lost or invented" "$J/simulate.json" "$J/ingest.json" \
  'sum(f["read"] for f in files[1]["ledger"]["files"] if f["file"].endswith(".csv")) == it["rows"] and files[1]["ledger"]["total"]["accepted"] <= it["records"]'
holds "the same files give the same version of incidents" "$J/ingest.json" "$J/ingest-again.json" 'it["version"] == files[1]["version"]'
holds "the same forecast gives the same surface" "$J/publish.json" "$J/publish-again.json" 'it["surface"] == files[1]["surface"]'
holds "a surface is told by the districts that were given, and so is the next" "$J/publish.json" "$J/publish-again.json" \
  'it["districts"] == files[1]["districts"] == 8'
holds "so is it with residents of cells" "$J/publish.json" "$J/publish-again.json" \
  'it["population_cells"] == files[1]["population_cells"] > 100'
holds "what is mapped is counted, and nothing else" "$J/ingest.json" "$J/counts.json" \
  '(t := it["ledger"]["total"])["accepted"] - t["unmapped"] == files[1]["incidents"]'
holds "both models are scored on eight windows" "$J/backtest.json" \
  '[(m["model"], len(m["by_window"])) for m in it["scores"][0]["models"]] == [("kernel_mixture", 8), ("historic_count", 8)]'
holds "hit rates grow with the area" "$J/backtest.json" \
  'all(0 < m["hit_rate"]["1"] <= m["hit_rate"]["2"] <= m["hit_rate"]["5"] <= m["hit_rate"]["10"] <= m["hit_rate"]["20"] <= 1 for m in it["scores"][0]["models"])'
holds "the export has a row per window, cell and model" "$J/backtest.json" \
  'it["exported_rows"] == it["scores"][0]["cells"] * 8 * 2'
holds "forecasts are for the 28 days after the last record" "$J/forecast.json" \
  'it["forecasts"] and all((f["window_start"], f["window_end"]) == ("2026-01-01", "2026-01-29") and f["expected"] > 0 for f in it["forecasts"])'
holds "sensitive and police-discovered categories are neither forecast nor published" "$J/forecast.json" "$J/publish.json" \
  'not {"sexual", "drugs", "weapons", "human_trafficking"} & ({f["category"] for f in it["forecasts"]} | set(files[1]["published"])) and "theft" in files[1]["published"]'
holds "everything is marked as simulated" "$J/ingest.json" "$J/counts.json" "$J/backtest.json" "$J/forecast.json" "$J/publish.json" \
  'it["ledger"]["simulated"] is True and all(f["simulated"] is True for f in files[1:])'
holds "each kind has one version, and it is current" "$J/versions.json" \
  'sorted(v["kind"] for v in it if v["kind"] != "job") == ["aggregates", "backtest", "counts", "forecast", "incidents", "indicators", "surface"] and all(v["current"] for v in it if v["kind"] != "job")'
holds "every forecast is a job that a rerun would reuse" "$J/versions.json" "$J/forecast.json" \
  'sum(v["kind"] == "job" for v in it) == len(files[1]["forecasts"])'
holds "every file is the one that was written" "$J/verify.json" "$J/versions.json" 'it["versions"] == len(files[1]) and it["files"] > 6 and it["problems"] == []'
holds "there are five indicators, the fifth with three series" "$J/kpi.json" \
  '[i["id"] for i in it["indicators"]] == [1, 2, 3, 4, 5] and len(it["indicators"][4]["series"]) == 3 and len(it["indicators"][4]["contradictions"]) > 0'
holds "no cell of the form is lost, and its parts add to their wholes" "$J/form.json" \
  '(t := it["ledger"]["total"])["read"] == t["accepted"] + t["rejected"] > 0 and it["ledger"]["violations"] == []'
holds "indicator 2 is told of a unit from its form, of the others from the facts, and what contradicts is shown" "$J/kpi.json" \
  '(u := {u["kato"]: u for u in it["by_unit"]["years"][0]["units"]}) and len(u) == 20 and [k for k in u if u[k]["origin"] == "form"] == ["71"] == [k for k in u if u[k]["simulated"]] and u["71"]["offences"]["recorded"] == 800 and u["71"]["offences"]["cells"] == ["R1!F7"] and any(c["subject"] == "registered" and c["form"] - c["facts"] == c["difference"] for c in u["71"]["contradictions"])'
holds "theft from the form counts two articles, from the facts one, and a number under five is withheld" "$J/kpi.json" \
  '(c := {u["kato"]: {c["category"]: c for c in u["categories"]} for u in it["by_unit"]["years"][0]["units"]}) and sorted(c["71"]["theft"]["articles"]) == ["187", "188"] and c["75"]["theft"]["articles"] == ["188"] and c["71"]["theft"]["recorded"] == 300 and c["71"]["robbery"]["recorded"] is None'

# A delivery after the first, in a copy of the store: a record told otherwise, one reclassified, one told again.
revised="$house/SIMULATED_revised.csv"
cp -R "$store" "$house/revised"
python3 - "$raw" "$revised" <<'PYTHON'
import csv, pathlib, sys
source = sorted(pathlib.Path(sys.argv[1]).glob("*.csv"))[-1]
with source.open(encoding="utf-8", newline="") as lines:
    rows = list(csv.DictReader(lines))
records = {(row["UD"], row["ID"]): row for row in rows}
theft = [row for row in records.values() if row["CRIME_CODE"] == "1880"][:3]
theft[0]["FE1R29P1_ID"] = "001" if theft[0]["FE1R29P1_ID"] != "001" else "002"
theft[1]["CRIME_CODE"], theft[1]["STAT"] = "1910", "ст.191 ч.1"
with open(sys.argv[2], "w", encoding="utf-8", newline="") as out:
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(theft)
PYTHON
run revise ingest --store "$house/revised" --profile erdr "$revised"
run report report --store "$house/revised" --html "$house/report.html" --force
holds "a delivery revises and reclassifies records and repeats others" "$J/revise.json" "$J/ingest.json" \
  '(c := it["ledger"]["changes"])["revised"] == c["reclassified"] == c["resent"] == 1 and c["previous"] == c["now"] == files[1]["ledger"]["total"]["accepted"]'
holds "the report tells the drift since the version before" "$J/report.json" "$J/ingest.json" \
  '(d := it["drift"])["since"] == files[1]["version"] and d["categories"]["theft"][0] == d["categories"]["theft"][1] + 1'
rm -rf "$house/revised"

# The same windows and models once more, with everything that the second notebook reads.
run evaluate evaluate --store "$store" --category theft --resolution 9 --horizon 7d --windows 8 --until 2025-12-31 \
  --models kernel_mixture,historic_count --shifts 0 --report "$house/evaluation.html"
holds "an evaluation scores as a backtest does" "$J/evaluate.json" "$J/backtest.json" \
  '[m["deviance"] for m in it["evaluation"]["categories"][0]["scores"]["models"]] == [m["deviance"] for m in files[1]["scores"][0]["models"]]'

refuses "an unknown profile" ingest --store "$house/absent" --profile nonesuch "$raw"
refuses "a missing file" ingest --store "$house/absent" --profile erdr "$raw/nonesuch.csv"
refuses "an unknown category" backtest --store "$store" --category nonesuch --until 2025-12-31 --export "$house/absent"
refuses "a category that the police discover" backtest --store "$store" --category drugs --until 2025-12-31
refuses "a resolution out of range" counts --store "$store" --resolution 99
sed 's/"unit": "71"/"unit": "75"/' "$house/districts.geojson" >"$house/wrong_districts.geojson"
refuses "a district of another unit than its code says" publish --store "$store" --districts "$house/wrong_districts.geojson"
printf 'cell,population\n88283082a1fffff,few\n' >"$house/wrong_population.csv"
refuses "residents that are no number" publish --store "$store" --population "$house/wrong_population.csv" --population-source "nowhere"
refuses "residents of nobody knows where" publish --store "$store" --population "$raw/truth/SIMULATED_population.csv"
refuses "an empty store" publish --store "$house/absent"
refuses "an unknown verb" frobnicate

# A byte changed behind the store's back: verify must say so and end with 1. A newer schema: refused with 2.
cp -R "$store" "$house/damaged"
surface="$house/damaged/surface/$(cat "$store/surface/current")"
printf 'x' >>"$surface/units.parquet"
status=0
"$oshaq" --json verify --store "$house/damaged" >"$J/verify-damaged.json" 2>/dev/null || status=$?
[ "$status" = 1 ] || { echo "FAIL  verify of a damaged store ended with $status instead of 1" >&2; exit 1; }
holds "an altered file is named" "$J/verify-damaged.json" \
  'len(it["problems"]) == 1 and it["problems"][0]["path"].endswith("units.parquet")'
sed -i 's/"schema_version": *[0-9]*/"schema_version": 9999/' "$house/damaged/incidents/$(cat "$store/incidents/current")/manifest.json"
refuses "a store of a newer schema" counts --store "$house/damaged"
rm -rf "$house/damaged"

du -sh "$store" | awk '{print "the small house: " $1 " in " $2}'
