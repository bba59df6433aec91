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

What changed since the last time is built first. "test" installs what the tests need (Chromium, Node.js) where the machine lets it;
OLLA_NO_INSTALL=1 forbids that.
TEXT
}

fail() {
  echo "$1" >&2
  exit 1
}

need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is not installed: $2"; }

# Builds a project, unless nothing was written, added or deleted in the given folders since it was built last.
build() {
  need dotnet "install the .NET 10 SDK (https://dotnet.microsoft.com/download)"
  local target=$1 product=$2 stamp log
  shift 2
  stamp="$here/artifacts/built/$(basename "$target")"
  if [ -f "$stamp" ] && [ -f "$product" ] && ! changed_since "$stamp" "$@"; then return; fi
  log=$(mktemp)
  mkdir -p "$(dirname "$stamp")"
  rm -f "$stamp"
  touch "$stamp.begun"
  echo "Building..." >&2
  if ! dotnet build "$here/$target" -c Release -v q --nologo >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
  touch "$stamp"
}

# A file counts from the build's start, a folder (something was added or deleted) from its end: the build makes folders itself.
changed_since() {
  local stamp=$1
  shift
  [ -n "$(cd "$here" && find "$@" ./*.props ./*.sln BannedSymbols.txt global.json .editorconfig \( -name bin -o -name obj -o -name clients \) -prune -o \
    \( -type f -newer "$stamp.begun" -o -type d -newer "$stamp" \) -print -quit)" ]
}

products=(src mock-backends)
build_proxy() { build src/Olla.Proxy "$proxy" "${products[@]}"; }
build_mock() { build mock-backends/Olla.MockBackends "$mock" "${products[@]}"; }
build_perf() {
  build src/Olla.Perf "$perf" "${products[@]}"
  build_proxy
  build_mock
}

# Installs packages of the distribution, as root or by sudo without a password. Status 1: that cannot be done here.
install_packages() {
  local sudo=()
  [ "${OLLA_NO_INSTALL:-}" != 1 ] && command -v apt-get >/dev/null 2>&1 || return 1
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || return 1
    sudo=(sudo -n)
  fi
  echo "Installing $* ..." >&2
  { "${sudo[@]}" apt-get update -qq && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } >/dev/null 2>&1
}

# The official npm clients, by lock file.
prepare_clients() {
  command -v npm >/dev/null 2>&1 || install_packages nodejs npm ||
    fail "npm is not installed: the tests drive the official clients. Install Node.js 20 or later (Debian, Ubuntu: apt-get install -y nodejs npm)"
  local clients="$here/tests/Olla.EndToEnd.Tests/clients"
  [ "$clients/node_modules/.package-lock.json" -nt "$clients/package-lock.json" ] || (cd "$clients" && npm ci --silent >/dev/null)
}

# A browser for the dashboard's tests: the machine's, else the distribution's, else Playwright's own download.
prepare_browser() {
  has_browser && return
  install_packages chromium && has_browser && return
  if [ "${OLLA_NO_INSTALL:-}" != 1 ]; then
    local driver="$here/tests/Olla.EndToEnd.Tests/bin/Release/net10.0/.playwright"
    echo "Downloading Chromium for Playwright ..." >&2
    timeout 300 node "$driver/package/cli.js" install chromium >/dev/null 2>&1 && has_browser && return
  fi
  echo "There is no Chromium here, so the browser tests are skipped (Debian, Ubuntu: apt-get install -y chromium; elsewhere name one in OLLA_TEST_CHROMIUM)" >&2
}

# The same places as InstalledBrowser.cs looks at.
has_browser() {
  [ -n "${OLLA_TEST_CHROMIUM:-}" ] && return
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    [ -x "/usr/bin/$name" ] && return
  done
  compgen -G "$HOME/.cache/ms-playwright/chromium-*/chrome-linux*/chrome" >/dev/null
}

proxy="$here/src/Olla.Proxy/bin/Release/net10.0/olla.dll"
mock="$here/mock-backends/Olla.MockBackends/bin/Release/net10.0/olla-mock.dll"
perf="$here/src/Olla.Perf/bin/Release/net10.0/olla-perf.dll"
tests="$here/tests/Olla.EndToEnd.Tests/bin/Release/net10.0/Olla.EndToEnd.Tests.dll"
bench="$here/benchmarks/Olla.Benchmarks/bin/Release/net10.0/Olla.Benchmarks.dll"

command=${1:-quick}
[ $# -gt 0 ] && shift
case "$command" in
  quick)
    build_perf
    exec dotnet "$perf" sweep "$here/scenarios/quick.yaml" "$@"
    ;;
  test)
    build Olla.Perf.sln "$tests" "${products[@]}" tests benchmarks
    prepare_clients
    prepare_browser
    exec dotnet test "$here/Olla.Perf.sln" -c Release --no-build --nologo --logger trx --results-directory "${OLLA_TEST_RESULTS:-$here/TestResults}" "$@"
    ;;
  proxy)
    build_proxy
    exec dotnet "$proxy" "$@"
    ;;
  mock)
    build_mock
    exec dotnet "$mock" "$@"
    ;;
  sweep | report | recommend)
    build_perf
    exec dotnet "$perf" "$command" "$@"
    ;;
  perf)
    build_perf
    exec dotnet "$perf" "$@"
    ;;
  bench)
    build benchmarks/Olla.Benchmarks "$bench" "${products[@]}" benchmarks
    exec dotnet "$bench" "$@"
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
