#!/usr/bin/env bash
# Tries what is in docs/deploy: nginx and Varnish with the configurations as they are (but for addresses and folders) in front of the
# server of the small house, on loopback, and the systemd unit as far as it can be judged without installing it. Needs nginx, varnish,
# openssl, curl and systemd-analyze of Debian (trixie or bookworm); `make test` makes the house beforehand.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/common.sh"

export PATH="$PATH:/usr/sbin"
published
for tool in nginx varnishd openssl curl systemd-analyze; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install nginx-light varnish openssl curl systemd" >&2; exit 2; }
done
oshaq="$(program debug)"
work="$(mktemp -d)"
chmod 755 "$work"
front="" cache=""
leave() {
  for one in $front $cache; do kill "$one" 2>/dev/null && wait "$one" 2>/dev/null || true; done
  unserve
  rm -rf "$work"
}
trap leave EXIT

# fails "what was expected" "what came"
fails() { echo "FAIL  $1: $2" >&2; exit 1; }
# same "what" EXPECTED FOUND
same() { if [ "$2" = "$3" ]; then echo "ok    $1"; else fails "$1: $2 expected" "$3"; fi; }
# A port that nothing listens on.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# await ADDRESS: until something answers there.
await() { for _ in $(seq 100); do curl -sk -o /dev/null "$1" && return; sleep 0.1; done; fails "an answer at $1" "none"; }
# counted NAME: what the server's metrics have added up under names that begin so.
counted() { curl -s "$base/metrics" | awk -v name="$1" 'index($1, name) == 1 { sum += $2 } END { print sum + 0 }'; }
# header NAME CURL-ARGUMENTS…: a header of the answer.
header() { local name="$1"; shift; curl -sk -o /dev/null -D - "$@" | tr -d '\r' | awk -F': ' -v name="$name" 'tolower($1) == name { print $2; exit }'; }
code() { curl -sk -o /dev/null -w '%{http_code}' "$@"; }

# --- the unit
mkdir -p "$work/unit"
sed "s|/usr/bin/oshaq|$oshaq|" docs/deploy/oshaq.service >"$work/unit/oshaq.service"
systemd-analyze verify "$work/unit/oshaq.service" >"$work/verify" 2>&1 || fails "systemd-analyze verify" "$(cat "$work/verify")"
same "systemd-analyze has nothing to say of the unit" "" "$(cat "$work/verify")"
exposure="$(systemd-analyze security --offline=true --threshold=20 "$work/unit/oshaq.service" --no-pager 2>/dev/null | sed -n 's/.*Overall exposure level for [^:]*: \([0-9.]*\).*/\1/p')"
awk -v found="$exposure" 'BEGIN { exit !(found != "" && found <= 2.0) }' || fails "an exposure of at most 2.0" "$exposure"
echo "ok    systemd-analyze security: exposure $exposure of 10"

# --- the server, and nginx in front of it
serve "$work/serve.log" --store "$house/store" --trusted-proxies 127.0.0.1 --requests-per-minute 60 --request-burst 20
tls="$(free_port)"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$work/tls.key" -out "$work/tls.pem" 2>/dev/null
mkdir "$work/cache"
chmod 777 "$work/cache"
sed -e "s|listen 443 ssl|listen 127.0.0.1:$tls ssl|" -e "s|127.0.0.1:8080|${base#http://}|" \
  -e "s|/etc/nginx/tls/map.example.kz|$work/tls|" -e "s|/var/cache/nginx/oshaq|$work/cache|" docs/deploy/nginx.conf >"$work/nginx.conf"
nginx=(nginx -e "$work/nginx.err" -c "$work/nginx.conf" -g "daemon off; pid $work/nginx.pid; error_log $work/nginx.err;")
"${nginx[@]}" -t -q || fails "nginx -t" "$(cat "$work/nginx.err")"
"${nginx[@]}" &
front=$!
site="https://localhost:$tls"
await "$site/health/live"
echo "ok    nginx takes the configuration and answers"

version="$(curl -sk "$site/current.json" | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])')"
tile="/tiles/risk-all/$version/3/5/2"
asked() { local before; before="$(counted 'oshaq_http_requests_total{route="tiles"')"; for _ in $(seq 10); do curl -sk -o /dev/null "$@"; done; echo $(($(counted 'oshaq_http_requests_total{route="tiles"') - before)); }
same "ten requests for a tile are one for the server" 1 "$(asked -H 'Accept-Encoding: br' "$site$tile")"
same "and one more in another encoding" 1 "$(asked -H 'Accept-Encoding: gzip' "$site$tile")"
for encoding in br gzip zstd; do
  same "a kept tile is sent as $encoding" "$encoding" "$(header content-encoding -H "Accept-Encoding: $encoding" "$site$tile")"
done
etag="$(header etag -H 'Accept-Encoding: br' "$site$tile")"
same "and is not sent to whoever holds it" 304 "$(code -H 'Accept-Encoding: br' -H "If-None-Match: $etag" "$site$tile")"
same "it may be kept for a year" "public, max-age=31536000, immutable" "$(header cache-control "$site$tile")"
before="$(counted 'oshaq_http_requests_total{route="tilejson"')"
for _ in 1 2 3; do curl -sk -o /dev/null "$site/current.json"; done
same "what changes is asked for every time" 3 "$(($(counted 'oshaq_http_requests_total{route="tilejson"') - before))"
same "with its short life" "public, max-age=5, must-revalidate" "$(header cache-control "$site/current.json")"
same "browsers are told to stay with TLS" "max-age=31536000" "$(header strict-transport-security "$site/")"
for name in content-security-policy x-content-type-options referrer-policy etag; do
  [ -n "$(header "$name" "$site/")" ] || fails "the page's $name behind nginx" "none"
done
same "the page keeps its own headers, once each" 1 "$(curl -sk -o /dev/null -D - "$site/" | grep -ci '^x-content-type-options:')"
same "HTTP/2 is spoken" 2 "$(curl -sk --http2 -o /dev/null -w '%{http_version}' "$site/")"
same "metrics stay inside" 403 "$(code --interface 127.0.0.2 "$site/metrics")"
links="$(curl -sk "$site/ogc" | python3 -c 'import json, sys; print({link["href"].split("/ogc")[0] for link in json.load(sys.stdin)["links"]})')"
same "links lead to where the client asked" "{'$site'}" "$links"
for _ in $(seq 40); do curl -sk -o /dev/null --interface 127.0.0.3 -H 'X-Forwarded-For: 10.9.8.7' "$site/api/v1/meta"; done
same "who asks too often is told so" 429 "$(code --interface 127.0.0.3 -H 'X-Forwarded-For: 10.1.1.1' "$site/api/v1/meta")"
same "and nobody else, whatever the client claims to be" 200 "$(code --interface 127.0.0.4 -H 'X-Forwarded-For: 127.0.0.3' "$site/api/v1/meta")"

# --- Varnish in front of it
inside="$(free_port)"
sed -e "s|\"8080\"|\"${base##*:}\"|" docs/deploy/varnish.vcl >"$work/varnish.vcl"
varnishd -C -f "$work/varnish.vcl" >/dev/null 2>"$work/varnish.err" || fails "varnishd -C" "$(cat "$work/varnish.err")"
varnishd -F -n "$work/varnish" -p http_gzip_support=off -p feature=+http2 -s malloc,64m -f "$work/varnish.vcl" -a "127.0.0.1:$inside" >"$work/varnish.log" 2>&1 &
cache=$!
kept="http://127.0.0.1:$inside"
await "$kept/health/live"
echo "ok    Varnish takes the configuration and answers"
same "ten requests for a tile are one for the server" 1 "$(asked -H 'Accept-Encoding: gzip, deflate, br, zstd' "$kept$tile")"
same "whose browser is another's, too" 0 "$(asked -H 'Accept-Encoding: br;q=1.0, gzip;q=0.8' "$kept$tile")"
same "brotli is kept as it is" br "$(header content-encoding -H 'Accept-Encoding: gzip, deflate, br, zstd' "$kept$tile")"
etag="$(header etag -H 'Accept-Encoding: br' "$kept$tile")"
same "and is not sent to whoever holds it" 304 "$(code -H 'Accept-Encoding: br' -H "If-None-Match: $etag" "$kept$tile")"
before="$(counted 'oshaq_http_requests_total{route="tilejson"')"
for _ in 1 2 3 4 5; do curl -s -o /dev/null "$kept/current.json"; done
same "what changes is kept for a moment" 1 "$(($(counted 'oshaq_http_requests_total{route="tilejson"') - before))"
sleep 8
same "and no longer: after its life nobody is sent an old one" 0 "$(header age "$kept/current.json")"
unserve
server=""
sleep 8
same "without a server the map goes on from what is kept" 200 "$(code -H 'Accept-Encoding: br' "$kept$tile")"
same "and the newest version is still known for a while" 200 "$(code "$kept/current.json")"
same "so it does behind nginx" 200 "$(code -H 'Accept-Encoding: br' "$site$tile")"
same "what was never asked for is not there" 502 "$(code "$site/api/v1/units")"
