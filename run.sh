#!/usr/bin/env bash
# The one command of Olla.Perf; "./run.sh help" says what it can do.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

build() { dotnet build Olla.Perf.sln -c Release -v q --nologo; }

case "${1:-}" in
  test)
    shift
    build
    results=${OLLA_TEST_RESULTS:-TestResults}
    dotnet test Olla.Perf.sln -c Release --no-build --nologo --logger trx --results-directory "$results" "$@"
    ;;
  *)
    echo "usage: ./run.sh test" >&2
    exit 2
    ;;
esac
