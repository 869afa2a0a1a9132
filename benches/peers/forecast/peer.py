"""Forecasts the counts of a store by LightGBM and by statsforecast's Croston (SBA) per cell, and scores them like `oshaq backtest`.

    python peer.py STORE CATEGORY SINCE UNTIL [RUNS]   # prints one JSON object a peer, its seconds the median of the runs

The counts are those of the store's current version; universe, windows, level and scores are the project's: the universe is frozen before the
first window, every model is fitted once before it, and forecasts are scaled to the recorded total of the last 56 days.
"""

import json
import pathlib
import statistics
import sys
import time

import h3
import lightgbm
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import scipy.sparse as sp
from statsforecast import StatsForecast
from statsforecast.models import CrostonSBA

WINDOWS, DAYS, LEVEL_DAYS, TRAINING = 26, 7, 56, 52
HALF_LIVES = [3 * (2000 / 3) ** (step / 7) for step in range(8)]
TREES = dict(objective="poisson", verbose=-1, num_threads=2, seed=1, learning_rate=0.05, num_leaves=15, min_data_in_leaf=500,
             lambda_l2=10, feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1)


def days(text):
    return (pd.Timestamp(text) - pd.Timestamp(0)).days


class City:
    def __init__(self, store, category, since, until):
        kind = pathlib.Path(store, "counts")
        table = pq.read_table(kind / (kind / "current").read_text().strip() / "counts.parquet").to_pandas()
        for column in ("day", "known"):
            table[column] = (pd.to_datetime(table[column]) - pd.Timestamp(0)).dt.days
        self.start, self.end = days(since), days(until) + 1
        self.first = self.end - WINDOWS * DAYS
        table = table[(table.day >= self.start) & (table.day < self.end)]
        self.freeze(table[table.known < self.first].cell.unique())
        table["place"] = table.cell.map(lambda cell: self.places.get(int(cell), -1))
        self.own = table[table.category == category]
        self.other = table[table.category != category]
        self.origins = np.arange(self.end - DAYS, self.start + LEVEL_DAYS - 1, -DAYS)[::-1]
        self.counts, self.outside = self.observed()
        self.test = self.origins >= self.first
        self.train = ~self.test & (self.origins >= self.first - DAYS * TRAINING)

    def freeze(self, seen):
        seen, beside = {int(cell) for cell in seen}, {}
        for cell in seen:
            for near in h3.grid_ring(h3.int_to_str(cell), 1):
                near = h3.str_to_int(near)
                if near not in seen:
                    beside[near] = beside.get(near, 0) + 1
        cells = sorted(seen | {cell for cell, near in beside.items() if near >= 3})
        self.places = {cell: place for place, cell in enumerate(cells)}
        self.rings = [self.ring([h3.int_to_str(cell) for cell in cells], distance) for distance in (1, 2, 3)]

    def ring(self, cells, distance):
        pairs = [(place, self.places[near]) for place, cell in enumerate(cells)
                 for near in map(h3.str_to_int, h3.grid_ring(cell, distance)) if near in self.places]
        rows, columns = zip(*pairs)
        return sp.csr_matrix((np.full(len(rows), 1 / (6 * distance)), (rows, columns)), shape=(len(cells), len(cells)))

    def observed(self):
        counts, outside = np.zeros((len(self.origins), len(self.places))), np.zeros(len(self.origins))
        for row, origin in enumerate(self.origins):
            window = self.own[(self.own.day >= origin) & (self.own.day < origin + DAYS)]
            inside = window[window.place >= 0]
            np.add.at(counts[row], inside.place.to_numpy(), inside["count"].to_numpy())
            outside[row] = window[window.place < 0]["count"].sum()
        return counts, outside

    def states(self, records):
        records = records[records.place >= 0].sort_values("known")
        place, day, known, count = (records[name].to_numpy() for name in ("place", "day", "known", "count"))
        states = np.zeros((len(HALF_LIVES), len(self.origins), len(self.places)), dtype=np.float32)
        for half, half_life in enumerate(HALF_LIVES):
            state, before, behind = np.zeros(len(self.places)), self.start, 0
            for row, origin in enumerate(self.origins):
                state *= 0.5 ** ((origin - before) / half_life)
                ahead = np.searchsorted(known, origin)
                np.add.at(state, place[behind:ahead], count[behind:ahead] * 0.5 ** ((origin - day[behind:ahead]) / half_life))
                behind, before = ahead, origin
                states[half, row] = state
        return states

    def features(self):
        own, other = self.states(self.own), self.states(self.other)
        spread = lambda states: [np.stack([(ring @ half.T).T for half in states]) for ring in self.rings]
        return np.moveaxis(np.concatenate([own, *spread(own), other, *spread(other)[:2]]), 0, -1)

    def score(self, risks):
        known, count = self.own.known.to_numpy(), self.own["count"].to_numpy() * (self.own.place.to_numpy() >= 0)
        caught = deviance = 0.0
        for risk, origin, seen in zip(risks, self.origins[self.test], self.counts[self.test]):
            total = count[(known >= origin - LEVEL_DAYS) & (known < origin)].sum() * DAYS / LEVEL_DAYS
            mean = np.maximum(risk, 1e-3 * risk.mean())
            mean = mean * total / mean.sum()
            order, budget = np.argsort(-mean, kind="stable"), 0.05 * len(mean)
            caught += (seen[order] * np.clip(budget - np.arange(len(mean)), 0, 1)).sum()
            surprise = np.where(seen > 0, seen * np.log(np.where(seen > 0, seen, 1) / mean), 0)
            deviance += 2 * (surprise - (seen - mean)).mean() / WINDOWS
        offences = self.counts[self.test].sum() + self.outside[self.test].sum()
        return {"hit@5%": round(caught / offences, 4), "deviance": round(deviance, 4)}


def boosted(city):
    """States and features of every cell and week, 150 trees, 26 forecasts; says how long the features alone took."""
    began = time.perf_counter()
    features = city.features()
    made = time.perf_counter() - began
    width = features.shape[-1]
    rows = lightgbm.Dataset(features[city.train].reshape(-1, width), city.counts[city.train].ravel())
    model = lightgbm.train(TREES, rows, 150)
    risks = model.predict(features[city.test].reshape(-1, width)).reshape(-1, len(city.places))
    return risks, {"of which features": round(made, 2)}


def croston(city):
    """One series a cell, fitted before the first window as the others are; its forecast is flat, so every window gets the same."""
    series = city.counts[~city.test]
    weeks = pd.date_range("2000-01-03", periods=len(series), freq="W-MON")
    table = pd.DataFrame({"unique_id": np.repeat(np.arange(series.shape[1]), len(series)), "ds": np.tile(weeks, series.shape[1]), "y": series.T.ravel()})
    found = StatsForecast(models=[CrostonSBA()], freq="W-MON", n_jobs=2).forecast(df=table, h=1)
    risks = np.zeros(series.shape[1])
    risks[found["unique_id"].to_numpy()] = found["CrostonSBA"].to_numpy()
    return np.tile(risks, (WINDOWS, 1)), {}


def main():
    city = City(*sys.argv[1:5])
    runs = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    for name, peer in (("lightgbm", boosted), ("statsforecast_croston_sba", croston)):
        seconds = []
        for _ in range(runs):
            started = time.perf_counter()
            risks, besides = peer(city)
            seconds.append(time.perf_counter() - started)
        median = {"seconds": round(statistics.median(seconds), 3), **besides}
        print(json.dumps({"model": name, "category": sys.argv[2], **median, **city.score(risks)}), flush=True)


main()
