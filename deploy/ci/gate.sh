#!/usr/bin/env bash
# Is this commit slower than another? Builds both, measures them turn by turn, and ends with the gate's exit code:
# 0 no, 1 yes, 3 not known within the budget; 2 if the commit or an argument is wrong, 4 if the gate could not measure (a commit does
# not build, a disk is full). Works from a clone of Olla.Perf with any CI system, or none.
#
#   deploy/ci/gate.sh [baseline commit] [more arguments of olla-perf gate]
#   deploy/ci/gate.sh origin/main --max-blocks 60
#
# GATE_SCENARIO   what to measure with (default scenarios/gate.yaml)
# GATE_SUMMARY    file that the Markdown summary is appended to (default gate-summary.md)
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

baseline=${1:-origin/main}
[ $# -gt 0 ] && shift
scenario=${GATE_SCENARIO:-scenarios/gate.yaml}
summary=${GATE_SUMMARY:-gate-summary.md}

commit=$(git rev-parse --verify --quiet "$baseline^{commit}") || {
  echo "no commit \"$baseline\" in this clone; in CI fetch it first (git fetch origin main)" >&2
  exit 2
}

work=$(mktemp -d)
trap 'git worktree remove --force "$work/source" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/source" "$commit"

build() {
  dotnet build "$@" -c Release --nologo -v q >"$work/build.log" 2>&1 && return
  cat "$work/build.log" >&2
  exit 4
}

# One proxy of each commit; harness and mock backends are this commit's, for both.
before=$(git log -1 --format='%h %s' "$commit")
after=$(git log -1 --format='%h %s')
echo "Building the baseline, $before" >&2
build "$work/source/src/Olla.Proxy" -o "$work/baseline"
echo "Building the candidate, $after" >&2
build src/Olla.Proxy -o "$work/candidate"
build src/Olla.Perf
build mock-backends/Olla.MockBackends

status=0
dotnet src/Olla.Perf/bin/Release/net10.0/olla-perf.dll gate "$scenario" --summary "$summary" \
  --baseline-build "$work/baseline" --baseline-name "$before" --candidate-build "$work/candidate" --candidate-name "$after" "$@" || status=$?
exit "$status"
