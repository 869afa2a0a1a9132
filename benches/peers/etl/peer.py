"""One peer: parses a CSV of the ERDR layer, places its records in H3 cells of resolution 10, counts them by cell, day, known day and
category, and writes both tables as Parquet. It checks nothing, deduplicates nothing and keeps no ledger.

    python peer.py {pandas,polars,duckdb,scan} FILE.csv FOLDER     # prints one JSON object: rows, placed, counted

`scan` is what polars alone needs to scan the file and parse the columns that are used; it writes nothing.
"""

import json
import pathlib
import sys

from utm import degrees

COLUMNS = {"UD": "text", "DAT_SOVER": "whole", "DAT_VOZB": "whole", "CRIME_CODE": "text", "STAT": "text", "HARD_CODE": "text",
           "FE1R29P1_ID": "text", "REG_CODE": "text", "x": "number", "y": "number"}
RESOLUTION = 10
KEYS = ["cell", "day", "known", "category"]
RENAMED = {"UD": "number", "CRIME_CODE": "category", "STAT": "article", "HARD_CODE": "severity", "FE1R29P1_ID": "place", "REG_CODE": "unit"}


def pandas_h3(file, folder):
    import h3
    import numpy as np
    import pandas as pd

    types = {"text": "string[pyarrow]", "whole": "Int64", "number": "float64"}
    table = pd.read_csv(file, usecols=list(COLUMNS), dtype={name: types[kind] for name, kind in COLUMNS.items()}, engine="c")
    committed, registered = (pd.to_datetime(table.pop(name), unit="ms") for name in ("DAT_SOVER", "DAT_VOZB"))
    table["committed"], table["day"], table["known"] = committed, committed.dt.floor("D"), registered.dt.floor("D")
    lat, lng = degrees(table.pop("x").to_numpy(), table.pop("y").to_numpy(), np)
    good = np.isfinite(lat) & np.isfinite(lng) & (abs(lat) <= 90)
    cells = [h3.str_to_int(h3.latlng_to_cell(*place, RESOLUTION)) if ok else None for *place, ok in zip(lat, lng, good)]
    table["cell"] = pd.array(cells, dtype="UInt64")
    table = table.rename(columns=RENAMED)
    table.to_parquet(folder / "incidents.parquet", compression="zstd", index=False)
    counts = table.dropna(subset="cell").groupby(KEYS, observed=True, dropna=False).size().rename("count").reset_index()
    counts.to_parquet(folder / "counts.parquet", compression="zstd", index=False)
    return {"rows": len(table), "placed": int(table.cell.notna().sum()), "counted": int(counts["count"].sum())}


def scanned(file):
    import polars as pl

    types = {"text": pl.String, "whole": pl.Int64, "number": pl.Float64}
    return pl.scan_csv(file, schema_overrides={name: types[kind] for name, kind in COLUMNS.items()}).select(list(COLUMNS))


def polars_h3(file, folder):
    import types

    import polars as pl
    from polars_h3 import latlng_to_cell

    names = ("sin", "cos", "sinh", "cosh", "sqrt", "arcsin", "arctan")
    math = types.SimpleNamespace(**{name: lambda value, name=name: getattr(value, name)() for name in names})
    lat, lng = degrees(pl.col("x"), pl.col("y"), math)
    committed, registered = (pl.from_epoch(name, time_unit="ms") for name in ("DAT_SOVER", "DAT_VOZB"))
    incidents = (
        scanned(file)
        .with_columns(committed=committed, day=committed.dt.date(), known=registered.dt.date(), lat=lat, lng=lng)
        .with_columns(cell=pl.when(pl.col("lat").is_between(-90, 90) & pl.col("lng").is_finite())
                      .then(latlng_to_cell("lat", "lng", RESOLUTION, return_dtype=pl.UInt64)))
        .drop("x", "y", "lat", "lng", "DAT_SOVER", "DAT_VOZB")
        .rename(RENAMED)
    )
    counts = incidents.filter(pl.col("cell").is_not_null()).group_by(KEYS).len("count")
    # Both tables come from one pass over the file.
    sinks = [incidents.sink_parquet(folder / "incidents.parquet", compression="zstd", lazy=True),
             counts.sink_parquet(folder / "counts.parquet", compression="zstd", lazy=True)]
    pl.collect_all(sinks, engine="streaming")
    return told(folder)


def duckdb_h3(file, folder):
    import duckdb
    import polars as pl
    from polars_h3 import latlng_to_cell

    class Sql:
        """The functions of `degrees` as SQL: values are texts of expressions."""

        def __init__(self, text):
            self.text = text

        def __add__(self, other):
            return Sql(f"({self.text} + {getattr(other, 'text', other)})")

        def __sub__(self, other):
            return Sql(f"({self.text} - {getattr(other, 'text', other)})")

        def __mul__(self, other):
            return Sql(f"({self.text} * {getattr(other, 'text', other)})")

        def __truediv__(self, other):
            return Sql(f"({self.text} / {getattr(other, 'text', other)})")

        def __rsub__(self, other):
            return Sql(f"({other} - {self.text})")

        __radd__, __rmul__ = __add__, __mul__

    import types

    names = {"sin": "sin", "cos": "cos", "sinh": "sinh", "cosh": "cosh", "sqrt": "sqrt", "arcsin": "asin", "arctan": "atan"}
    math = types.SimpleNamespace(**{name: lambda value, sql=sql: Sql(f"{sql}({value.text})") for name, sql in names.items()})
    steps = []

    def named(value):
        """Gives an intermediate value a name, so that SQL does not repeat it."""
        steps.append(value.text)
        return Sql(f"v{len(steps)}")

    lat, lng = degrees(Sql("x"), Sql("y"), math, named)
    kinds = {"text": "VARCHAR", "whole": "BIGINT", "number": "DOUBLE"}
    header = open(file, encoding="utf-8").readline().strip().split(",")
    declared = ", ".join(f"'{name}': '{kinds[COLUMNS.get(name, 'text')]}'" for name in header)
    source = f"(SELECT * FROM read_csv('{file}', header = true, quote = '\"', columns = {{{declared}}}))"
    for number, step in enumerate(steps, 1):
        source = f"(SELECT *, {step} AS v{number} FROM {source})"
    texts = ", ".join(f"{old} AS {new}" for old, new in RENAMED.items())
    base = duckdb.connect()
    base.execute("SET preserve_insertion_order = false")
    base.execute(f"SET temp_directory = '{folder}/spill'")
    found = base.execute(
        f"SELECT {texts}, epoch_ms(DAT_SOVER) AS committed, epoch_ms(DAT_SOVER)::DATE AS day, epoch_ms(DAT_VOZB)::DATE AS known, "
        f"{lat.text} AS lat, {lng.text} AS lng FROM {source}"
    ).to_arrow_reader(1 << 17)

    def placed():
        for batch in found:
            frame = pl.from_arrow(batch).with_columns(
                cell=pl.when(pl.col("lat").is_between(-90, 90) & pl.col("lng").is_finite())
                .then(latlng_to_cell("lat", "lng", RESOLUTION, return_dtype=pl.UInt64)))
            yield from frame.drop("lat", "lng").to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()

    import pyarrow as pa

    batches = placed()
    first = next(batches)
    incidents = pa.RecordBatchReader.from_batches(first.schema, (batch for part in ([first], batches) for batch in part))
    writer = duckdb.connect()
    writer.execute("SET preserve_insertion_order = false")
    writer.execute(f"SET temp_directory = '{folder}/spill'")
    writer.register("incidents", incidents)
    writer.execute(f"COPY (SELECT * FROM incidents) TO '{folder}/incidents.parquet' (FORMAT parquet, COMPRESSION zstd)")
    keys = ", ".join(KEYS)
    writer.execute(f"COPY (SELECT {keys}, count(*) AS count FROM '{folder}/incidents.parquet' WHERE cell IS NOT NULL GROUP BY {keys}) "
                   f"TO '{folder}/counts.parquet' (FORMAT parquet, COMPRESSION zstd)")
    return told(folder)


def scan(file, _folder):
    import polars as pl

    return {"rows": scanned(file).select(pl.len(), pl.all().null_count().name.prefix("none_")).collect(engine="streaming")["len"][0]}


def told(folder):
    import polars as pl

    incidents = pl.scan_parquet(folder / "incidents.parquet").select(rows=pl.len(), placed=pl.col("cell").count())
    counts = pl.scan_parquet(folder / "counts.parquet").select(counted=pl.col("count").sum())
    return incidents.collect().to_dicts()[0] | counts.collect().to_dicts()[0]


PEERS = {"pandas": pandas_h3, "polars": polars_h3, "duckdb": duckdb_h3, "scan": scan}

if __name__ == "__main__":
    name, file, folder = sys.argv[1:]
    print(json.dumps(PEERS[name](pathlib.Path(file), pathlib.Path(folder))))
