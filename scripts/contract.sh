#!/usr/bin/env bash
# Asks the server of the small house whatever its contract allows and forbids: no 5xx, no status and no answer that the contract does
# not know. EXAMPLES a operation, 100 unless told otherwise. `make test` makes the house beforehand.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/common.sh"

published
command -v schemathesis >/dev/null || { echo "schemathesis is missing: run make tools" >&2; exit 2; }
oshaq="$(program debug)"
trap unserve EXIT
pictures
serve "$house/contract.log" --store "$house/store" --requests-per-minute 0

# It keeps what failed in the folder where it runs.
cd "$house"
for contract in api/openapi.json ogc/api; do
  schemathesis run "$base/$contract" --max-examples "${EXAMPLES:-100}" --workers 2 --seed 7 --generation-database none \
    --phases examples,coverage,fuzzing --no-color --warnings off \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method
done
