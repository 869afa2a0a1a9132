#!/usr/bin/env python3
"""Kills, faults, a full disk and two writers, against the real program.

    scripts/torture.py --oshaq target/debug/oshaq [--kills 200] [--seed 7] [--only kills,faults,full,writers]
                       [--steps ingest,publish] [--calls write,fsync,…]    # to run it in pieces

Two steps are tortured, `ingest` and `publish`, each on a copy of a store that already serves a version. Whatever happens to a
step, afterwards the store must serve the previous version or the new one, whole (`oshaq verify` hashes every file again); what was
acknowledged (exit status 0) must be there; and the same command, run once more, must complete with the version of an undisturbed run.

* kills: SIGKILL at random moments of the step's own duration.
* faults: `strace -f --inject` lets every write, fsync, rename, mkdir and truncate of the step fail, one at a time (EIO; for writes also
  ENOSPC), for each thread that makes that many calls.
* full: the store lies on a small tmpfs that runs out of space (root only).
* writers: two steps at once; one waits for the other, or says who holds the lock.

Exit status: 0 everything held, 1 something did not, 2 it could not be tried.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

FAULTS = {"write": ("EIO", "ENOSPC"), "pwrite64": ("EIO",), "fsync": ("EIO",), "fdatasync": ("EIO",), "rename": ("EIO",),
          "renameat": ("EIO",), "renameat2": ("EIO",), "mkdir": ("EIO",), "mkdirat": ("EIO",), "ftruncate": ("EIO",)}
PATIENCE_S = 120
FAULT_PATIENCE_S = 30
LOOK_EVERY_S = 0.2
# What strace -y shows instead of a path where threads wake each other.
BETWEEN_THREADS = "<anon_inode"
# One crash in so many is followed by a server that must come up on what the crash left.
SERVED_EVERY = 10


class Broken(Exception):
    """Something that must hold does not."""


class Step:
    """A command that writes one new version, on a copy of the same store each time."""

    def __init__(self, oshaq, name, kind, base, arguments):
        self.oshaq, self.name, self.kind, self.base, self.arguments = oshaq, name, kind, base, arguments
        self.before = (base / kind / "current").read_text().strip()
        with Trial(self) as trial:
            began = time.monotonic()
            done = trial.completes()
            self.seconds = time.monotonic() - began
            if done.returncode != 0:
                raise Broken(f"{name} fails undisturbed: {done.stderr}")
            self.after = trial.current()
        if self.after == self.before:
            raise Broken(f"{name} makes no new version, so nothing can be seen to be lost")


class Trial:
    """One copy of the store and what happens to it."""

    def __init__(self, step, folder=None):
        self.step, self.folder = step, folder

    def __enter__(self):
        self.home = tempfile.TemporaryDirectory(dir=self.folder)
        self.store = Path(self.home.name) / "store"
        shutil.copytree(self.step.base, self.store, symlinks=True)
        return self

    def __exit__(self, *_):
        self.home.cleanup()

    def command(self):
        return [str(self.step.oshaq), "--json", self.step.name, "--store", str(self.store), *self.step.arguments]

    def run(self, *before, patience_s=PATIENCE_S, beyond_help=lambda: False):
        """Runs the step; None where it had to be ended, because `beyond_help` said so or patience ran out."""
        # A group of its own, so that what strace follows ends with it.
        child = subprocess.Popen([*before, *self.command()], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        ends = time.monotonic() + patience_s
        while True:
            try:
                out, err = child.communicate(timeout=LOOK_EVERY_S)
                return subprocess.CompletedProcess(child.args, child.returncode, out, err)
            except subprocess.TimeoutExpired:
                if beyond_help() or time.monotonic() > ends:
                    os.killpg(child.pid, signal.SIGKILL)
                    child.communicate()
                    return None

    def completes(self, *before):
        """Runs the step, which must end by itself."""
        done = self.run(*before)
        if done is None:
            raise Broken(f"{self.step.name} hangs")
        return done

    def current(self):
        return (self.store / self.step.kind / "current").read_text().strip()

    def holds(self, what, acknowledged):
        """The previous version or the new one is there, whole, and the step can be run again."""
        step, now = self.step, self.current()
        if now not in (step.before, step.after):
            raise Broken(f"{what}: {step.kind} serves {now}, neither {step.before} nor {step.after}")
        if acknowledged and now != step.after:
            raise Broken(f"{what}: success was told, and the version is not there")
        self.verified(what)
        again = self.completes()
        if again.returncode != 0:
            raise Broken(f"{what}: the rerun ends with {again.returncode}: {again.stderr}")
        if self.current() != step.after:
            raise Broken(f"{what}: the rerun gives {self.current()} instead of {step.after}")
        self.verified(f"{what}, after the rerun")

    def verified(self, what):
        told = subprocess.run([str(self.step.oshaq), "--json", "verify", "--store", str(self.store)],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        if told.returncode != 0 or json.loads(told.stdout)["problems"]:
            raise Broken(f"{what}: verify ends with {told.returncode}: {told.stdout} {told.stderr}")

    def served(self, what):
        """A server comes up on the store as it is and is ready; returns the seconds that took."""
        began = time.monotonic()
        server = subprocess.Popen([str(self.step.oshaq), "serve", "--store", str(self.store), "--listen", "127.0.0.1:0"],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            for line in server.stdout:
                address = re.search(r"http://127\.0\.0\.1:\d+", line)
                if address:
                    with urllib.request.urlopen(f"{address[0]}/health/ready", timeout=PATIENCE_S) as answer:
                        if answer.status != 200:
                            raise Broken(f"{what}: the server is not ready: {answer.status}")
                    return time.monotonic() - began
            raise Broken(f"{what}: the server ended without saying where it listens")
        finally:
            server.terminate()
            server.communicate(timeout=PATIENCE_S)


def prepare(oshaq, folder):
    """A store that serves a first surface, and the two steps that change it."""

    def run(*arguments):
        done = subprocess.run([str(oshaq), "--json", *arguments], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        if done.returncode != 0:
            raise Broken(f"oshaq {' '.join(arguments)}: {done.stderr}")

    raw, store, more = folder / "raw", folder / "store", folder / "more"
    place = ("--store", str(store))
    simulated = ("--from", "2024-01-01", "--to", "2025-06-30", "--seed", "7", "--regions", "71")
    run("simulate", "--out", str(raw), "--scale", "0.1", *simulated)
    run("simulate", "--out", str(more), "--scale", "0.12", *simulated)
    run("ingest", *place, "--profile", "erdr", str(raw))
    run("counts", *place)
    run("forecast", *place, "--until", "2025-05-31")
    run("publish", *place)
    run("forecast", *place)
    return [Step(oshaq, "ingest", "incidents", store, ("--profile", "erdr", str(more))), Step(oshaq, "publish", "surface", store, ())]


def kills(step, count, seed, _chosen):
    """SIGKILL at random moments."""
    moments, ends, slowest = random.Random(f"{step.name} {seed}"), Counter(), 0.0
    for number in range(count):
        with Trial(step) as trial:
            child = subprocess.Popen(trial.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moments.uniform(0, step.seconds * 1.1))
            child.send_signal(signal.SIGKILL)
            acknowledged = child.wait() == 0
            what = f"kill {number} of {step.name}"
            ends["done before" if acknowledged else "new" if trial.current() == step.after else "old"] += 1
            if number % SERVED_EVERY == 0:
                slowest = max(slowest, trial.served(what))
            trial.holds(what, acknowledged)
    return f"{count} kills of {step.name}: {dict(sorted(ends.items()))}; a server came up within {slowest:.1f} s each time it was tried"


def calls(step):
    """The most calls of each kind that one thread of an undisturbed run makes."""
    with Trial(step) as trial, tempfile.NamedTemporaryFile(mode="r", suffix=".strace") as log:
        done = trial.completes("strace", "-f", "-qq", "-e", f"trace={','.join(FAULTS)}", "-o", log.name)
        if done.returncode != 0:
            raise Broken(f"strace cannot follow {step.name}: {done.stderr}")
        lines = (re.match(r"(\d+)\s+(\w+)\(", line) for line in log)
        seen = Counter(line.groups() for line in lines if line)
    if not seen:
        raise Broken(f"strace saw {step.name} write nothing")
    most = {}
    for (_, call), count in seen.items():
        most[call] = max(most.get(call, 0), count)
    return most


def faults(step, _count, _seed, chosen):
    """Each call fails once."""
    tried, ends = 0, Counter()
    for call, most in sorted((call, most) for call, most in calls(step).items() if call in chosen):
        for error in FAULTS[call]:
            for number in range(1, most + 1):
                tried += 1
                ends[fault(step, call, error, number)] += 1
    return f"{tried} faults in {step.name} at {', '.join(chosen)}: {dict(sorted(ends.items()))}"


def fault(step, call, error, number):
    """One call fails; how the step took it."""
    what = f"{error} at {call} {number} of {step.name}"
    with Trial(step) as trial, tempfile.NamedTemporaryFile(mode="r", suffix=".strace") as log:
        log_name = Path(log.name)
        # No disk fails where threads wake each other, and a thread that nobody wakes would wait forever: it is ended at once.
        unwoken = lambda: any(BETWEEN_THREADS in line for line in failures(log_name))
        inject = ("-e", f"trace={call}", "-e", "signal=none", "-e", f"inject={call}:error={error}:when={number}")
        done = trial.run("strace", "-f", "-y", "-qq", "-o", log.name, *inject, patience_s=FAULT_PATIENCE_S, beyond_help=unwoken)
        failed = failures(log_name)
        if not failed:
            trial.holds(what, done is not None and done.returncode == 0)
            return "not reached"
        if unwoken():
            trial.holds(what, done is not None and done.returncode == 0)
            return "between threads, too"
        if done is None:
            raise Broken(f"{what}: it hangs")
        if done.returncode < 0 or "panicked" in done.stderr:
            raise Broken(f"{what}: it ended with {done.returncode}: {done.stderr}")
        # Where the call that failed was the message itself, there is none.
        if done.returncode != 0 and not done.stderr.strip() and call != "write":
            raise Broken(f"{what}: it failed without a word")
        trial.holds(what, done.returncode == 0)
        return "succeeded" if done.returncode == 0 else "failed with a message"


def failures(log):
    """The calls that strace let fail so far."""
    return [line for line in log.read_text().splitlines() if "(INJECTED)" in line]


def full(step, _count, _seed, _chosen):
    """The disk is full."""
    if os.geteuid() != 0:
        return f"SKIPPED: a full disk under {step.name} needs root, to mount a small tmpfs"
    said = Counter()
    for spare_kib in (0, 16, 64, 256):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], check=True)
            try:
                with Trial(step, folder) as trial:
                    fill(Path(folder), spare_kib)
                    done = trial.completes()
                    what = f"a disk with {spare_kib} kiB left under {step.name}"
                    if done.returncode == 0:
                        said["enough"] += 1
                        trial.verified(what)
                        continue
                    said["full"] += 1
                    if "space" not in done.stderr.lower() or "panicked" in done.stderr:
                        raise Broken(f"{what}: the message does not say so: {done.stderr}")
                    if trial.current() != step.before:
                        raise Broken(f"{what}: a failed step changed what is served")
                    trial.verified(what)
            finally:
                subprocess.run(["umount", folder], check=True)
    if not said["full"]:
        raise Broken(f"no disk was small enough for {step.name}: {dict(said)}")
    return f"full disk under {step.name}: {dict(said)}"


def fill(folder, spare_kib):
    """Takes all the space of a file system but so much."""
    free = shutil.disk_usage(folder).free
    with open(folder / "filler", "wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, max(free - spare_kib * 1024, 1))


def writers(step, _count, _seed, _chosen):
    """Two at once."""
    ends = Counter()
    for number in range(5):
        with Trial(step) as trial:
            both = [subprocess.Popen(trial.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
            told = [child.communicate(timeout=PATIENCE_S)[1] for child in both]
            for child, words in zip(both, told):
                refused = child.returncode != 0
                if refused and not re.search(r"lock|held|another", words):
                    raise Broken(f"two writers of {step.name}, {number}: one failed without saying who holds the lock: {words}")
                ends["refused" if refused else "done"] += 1
            trial.holds(f"two writers of {step.name}, {number}", any(child.returncode == 0 for child in both))
    return f"two writers of {step.name}, five times: {dict(sorted(ends.items()))}"


def main():
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--oshaq", required=True, type=Path)
    told.add_argument("--kills", type=int, default=200)
    told.add_argument("--seed", type=int, default=7)
    told.add_argument("--only", default="kills,faults,full,writers")
    told.add_argument("--steps", default="ingest,publish")
    told.add_argument("--calls", default=",".join(FAULTS), help="the calls that fail")
    arguments = told.parse_args()
    tortures = {"kills": kills, "faults": faults, "full": full, "writers": writers}
    missing = [tool for tool in ("strace",) if "faults" in arguments.only and not shutil.which(tool)]
    if missing or not arguments.oshaq.is_file():
        print(f"missing: {missing or arguments.oshaq}", file=sys.stderr)
        return 2
    held, failed = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        steps = prepare(arguments.oshaq.resolve(), Path(folder))
        for name in arguments.only.split(","):
            for step in steps:
                if step.name not in arguments.steps.split(","):
                    continue
                try:
                    print(f"ok    {tortures[name](step, arguments.kills, arguments.seed, arguments.calls.split(','))}", flush=True)
                    held += 1
                except Broken as broken:
                    print(f"FAIL  {broken}", flush=True)
                    failed += 1
    print(f"{held} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
