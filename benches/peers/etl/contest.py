"""Runs every contestant on the same table, in turn, and prints what each took.

    python contest.py OSHAQ FOLDER MILLIONS…

The table: `oshaq simulate` (seed 7, nine times the nation) gives 10.3 million rows in files by year, which are joined and cut. One million
are its first rows; fifty million are its ten million five times over, each time under register numbers of their own, packed with zstd, since
plain they would take 16 GB. Only `oshaq` is asked to read those.
"""

import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS", "3"))
# Pandas keeps all rows in memory, and needs as long for one million as others for several.
PANDAS_MOST = 1


def table(oshaq, folder, millions):
    """The CSV of so many rows, made when it is not there yet."""
    made = folder / f"SIMULATED_erdr_{millions}m.csv{'' if is_plain(millions) else '.zst'}"
    if made.exists():
        return made
    half_made = made.with_suffix(".part")
    if is_plain(millions):
        with open(half_made, "wb") as out:
            join(simulated(oshaq, folder), out, millions * 1_000_000)
    else:
        import pyarrow

        with pyarrow.output_stream(half_made, compression="zstd") as out:
            repeat(table(oshaq, folder, 10), out, millions // 10)
    half_made.rename(made)
    return made


def is_plain(millions):
    return millions <= 10


def simulated(oshaq, folder):
    ten = folder / "SIMULATED_erdr_10m.csv"
    if ten.exists():
        return [ten]
    raw = folder / "simulated"
    if not raw.exists():
        subprocess.run([oshaq, "simulate", "--out", raw, "--scale", "9", "--seed", "7"], check=True, stdout=subprocess.DEVNULL)
    return sorted(raw.glob("SIMULATED_erdr_*.csv"))


def join(files, out, rows):
    left = rows + 1
    for number, file in enumerate(files):
        with open(file, "rb") as lines:
            header = next(lines)
            if number == 0:
                out.write(header)
                left -= 1
            for line in lines:
                if left == 0:
                    return
                out.write(line)
                left -= 1
    if left:
        raise SystemExit(f"the simulation lacks {left} rows")


def repeat(file, out, times):
    """Register numbers begin with SIM; each time over their last letter is another."""
    for time_over in range(times):
        with open(file, "rb") as lines:
            header = next(lines)
            if time_over == 0:
                out.write(header)
            while piece := lines.readlines(1 << 24):
                out.write(b"".join(piece).replace(b",SIM", b",SI" + b"MNOPQ"[time_over:time_over + 1]))


def measured(command):
    """Seconds, processor seconds and peak resident bytes of a command, with what it printed."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {child.returncode}")
    return {"seconds": time.monotonic() - began, "processor": usage.ru_utime + usage.ru_stime, "bytes": usage.ru_maxrss * 1024}, printed


def ours(oshaq, file, home):
    store = home / "store"
    ingest, told = measured([oshaq, "--json", "ingest", "--store", store, "--profile", "erdr", file])
    count, _ = measured([oshaq, "--json", "counts", "--store", store, "--resolution", "10"])
    total = json.loads(told)["ledger"]["total"]
    both = {"seconds": ingest["seconds"] + count["seconds"], "processor": ingest["processor"] + count["processor"],
            "bytes": max(ingest["bytes"], count["bytes"])}
    told = {"rows": total["read"], "accepted": total["accepted"], "duplicate": total["duplicate"], "rejected": total["rejected"],
            "placed": total["accepted"] - total["unmapped"]}
    return {"oshaq ingest": (ingest, told), "oshaq ingest, counts": (both, told)}


def peer(name, file, home):
    taken, printed = measured([sys.executable, "-W", "ignore", HERE / "peer.py", name, file, home])
    return {name: (taken, json.loads(printed))}


def contest(oshaq, folder, millions):
    file = table(oshaq, folder, millions)
    peers = (["scan", "polars", "duckdb"] if is_plain(millions) else []) + (["pandas"] if millions <= PANDAS_MOST else [])
    contestants = [lambda home: ours(oshaq, file, home)] + [lambda home, name=name: peer(name, file, home) for name in peers]
    taken, told = {}, {}
    for _ in range(ROUNDS):
        for contestant in contestants:
            home = folder / "home"
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            for name, (measure, words) in contestant(home).items():
                taken.setdefault(name, []).append(measure)
                told[name] = words
            shutil.rmtree(home)
    report(millions, taken, told)


def report(millions, taken, told):
    rows = millions * 1_000_000
    middle = {name: {key: statistics.median(one[key] for one in all_) for key in all_[0]} for name, all_ in taken.items()}
    print(f"\n{millions} million rows, median of {ROUNDS}, {os.cpu_count()} processors, {platform.machine()}")
    print("| contestant | seconds | rows/s | processor s | peak MiB | against oshaq ingest | told |")
    print("|---|---|---|---|---|---|---|")
    for name, it in middle.items():
        ratio = it["seconds"] / middle["oshaq ingest"]["seconds"]
        words = ", ".join(f"{key} {value:,}" for key, value in told[name].items())
        print(f"| {name} | {it['seconds']:.2f} | {rows / it['seconds']:,.0f} | {it['processor']:.1f} | {it['bytes'] / 2**20:,.0f} | {ratio:.2f} | {words} |",
              flush=True)


if __name__ == "__main__":
    oshaq, folder, *sizes = sys.argv[1:]
    for size in sizes:
        contest(shutil.which(oshaq) or oshaq, pathlib.Path(folder), int(size))
