#!/usr/bin/env bash
# The one command of Olla.Perf; "./run.sh help" says what it can do. run.ps1 is its twin, command for command.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

help() {
  cat <<'TEXT'
usage: ./run.sh [command] [arguments]

  (none)                      build, then the quick sweep: mock backends, proxy, load; ends with the files it wrote
  test [arguments]            every test (arguments go to dotnet test, e.g. --filter Balancing)
  proxy -c config.yaml        the proxy, olla
  mock [arguments]            mock backends, olla-mock
  sweep scenarios/x.yaml      a sweep over the configurations of a scenario
  report results/<run>        the report of a run, written again
  recommend --goal <goal>     the recommended YAML for a goal: low-latency, balanced, high-throughput, low-memory, low-cpu
  perf [arguments]            any other command of olla-perf (./run.sh perf --help lists them)
  bench [arguments]           microbenchmarks (arguments go to BenchmarkDotNet, e.g. --filter '*Balancer*')
  publish [folder]            olla as one native file (needs a C compiler and zlib's headers), by default in artifacts/
  format                      format the code as CI demands it
  help                        this text
TEXT
}

need() {
  command -v "$1" >/dev/null 2>&1 && return
  echo "$1 is not installed: $2" >&2
  exit 1
}

build() {
  need dotnet "install the .NET 10 SDK (https://dotnet.microsoft.com/download)"
  log=$(mktemp)
  echo "Building..." >&2
  if ! dotnet build "$here/Olla.Perf.sln" -c Release -v q --nologo >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

clients() {
  need npm "the end-to-end tests drive the official clients; install Node.js 20 or later (Debian: apt-get install -y nodejs npm)"
  [ "$here/tests/Olla.EndToEnd.Tests/clients/node_modules/.package-lock.json" -nt "$here/tests/Olla.EndToEnd.Tests/clients/package-lock.json" ] ||
    (cd "$here/tests/Olla.EndToEnd.Tests/clients" && npm ci --silent >/dev/null)
}

proxy="$here/src/Olla.Proxy/bin/Release/net10.0/olla.dll"
mock="$here/mock-backends/Olla.MockBackends/bin/Release/net10.0/olla-mock.dll"
perf="$here/src/Olla.Perf/bin/Release/net10.0/olla-perf.dll"

command=${1:-quick}
[ $# -gt 0 ] && shift
case "$command" in
  quick)
    build
    exec dotnet "$perf" sweep "$here/scenarios/quick.yaml" "$@"
    ;;
  test)
    build
    clients
    exec dotnet test "$here/Olla.Perf.sln" -c Release --no-build --nologo --logger trx --results-directory "${OLLA_TEST_RESULTS:-$here/TestResults}" "$@"
    ;;
  proxy)
    build
    exec dotnet "$proxy" "$@"
    ;;
  mock)
    build
    exec dotnet "$mock" "$@"
    ;;
  sweep | report | recommend)
    build
    exec dotnet "$perf" "$command" "$@"
    ;;
  perf)
    build
    exec dotnet "$perf" "$@"
    ;;
  bench)
    build
    exec dotnet "$here/benchmarks/Olla.Benchmarks/bin/Release/net10.0/Olla.Benchmarks.dll" "$@"
    ;;
  publish)
    need dotnet "install the .NET 10 SDK (https://dotnet.microsoft.com/download)"
    need cc "native compilation links with a C compiler (Debian: apt-get install -y clang zlib1g-dev)"
    # The compiler's own packages stay out of the tree's lock files.
    exec dotnet publish "$here/src/Olla.Proxy" -c Release -p:PublishAot=true -p:NuGetLockFilePath=obj/publish.lock.json -p:RestoreLockedMode=false \
      -p:CopyOutputSymbolsToPublishDirectory=false -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false \
      -p:StaticWebAssetsEnabled=false -p:AllowedReferenceRelatedFileExtensions=none -o "${1:-$here/artifacts}" --nologo
    ;;
  format)
    exec dotnet format "$here/Olla.Perf.sln"
    ;;
  help | -h | --help)
    help
    ;;
  *)
    echo "unknown command: $command" >&2
    help >&2
    exit 2
    ;;
esac
