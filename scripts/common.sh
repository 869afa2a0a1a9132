# Sourced by the other scripts: where things are built, and how a JSON result is judged.
# shellcheck shell=bash
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 2
target="${CARGO_TARGET_DIR:-$root/target}"
# shellcheck disable=SC2034  # used by whoever sources this
house="$target/small-house"
[ -d "$root/.venv/bin" ] && export PATH="$root/.venv/bin:$PATH"

# The program of a profile (debug or release), built when it is not there yet; OSHAQ_BIN names another one.
program() {
  local built="$target/$1/oshaq"
  if [ -n "${OSHAQ_BIN:-}" ]; then
    built="$OSHAQ_BIN"
  elif [ "$1" = release ]; then
    cargo build --release --locked --quiet -p oshaq >&2
  elif [ ! -x "$built" ]; then
    cargo build --locked --quiet --workspace --bins >&2
  fi
  [ -x "$built" ] || { echo "$built is missing: run cargo build -p oshaq" >&2; exit 2; }
  printf '%s\n' "$built"
}

# published: ends the script where the small house has no surface to serve.
published() {
  [ -f "$house/store/surface/current" ] || { echo "$house/store has no surface: run scripts/small_house.sh first" >&2; exit 2; }
}

# serve LOG ARGUMENTS…: starts `$oshaq serve`, on a port that it chooses unless told one, and waits until it listens. Sets $server and $base.
serve() {
  local log="$1"
  shift
  case " $* " in *" --listen "*) ;; *) set -- --listen 127.0.0.1:0 "$@" ;; esac
  # Made here: on a busy machine the server's own shell may be later than the first look.
  : >"$log"
  "$oshaq" serve "$@" >>"$log" 2>&1 &
  server=$!
  base=""
  # Thirty seconds: a debug build on a busy machine loads a store in five.
  for _ in $(seq 300); do
    base="$(sed -n 's|^Oshaq is at \(http://[^ ]*\).*|\1|p' "$log")"
    if [ -n "$base" ]; then return; fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "the server did not say where it listens; its log:" >&2
  cat "$log" >&2
  exit 1
}

# pictures: lets the server that is started next draw pictures, where the program for them has been built.
pictures() {
  local built="${CARGO_TARGET_DIR:-$root/snapshot/target}/debug/oshaq-snapshot"
  [ ! -x "$built" ] || export OSHAQ_SNAPSHOT="${OSHAQ_SNAPSHOT:-$built}"
}

# unserve: ends the server that `serve` started.
unserve() {
  [ -z "${server:-}" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
}

# holds "what must be true" FILE… 'a Python expression': the files are JSON, `it` is the first, `files` all of them.
holds() {
  python3 - "$@" <<'PYTHON'
import json
import sys

what, *names, rule = sys.argv[1:]
files = [json.load(open(name, encoding="utf-8")) for name in names]
held = bool(eval(rule, {"it": files[0], "files": files}))
print(("ok    " if held else "FAIL  ") + what, flush=True)
if not held:
    print(f"      {rule}\n      {json.dumps(files)[:2000]}", file=sys.stderr)
sys.exit(0 if held else 1)
PYTHON
}
