#!/bin/sh
# Starts an agent on each host by ssh, runs a scenario with them, and stops them again.
#   CACHE_BENCH_CONTROL=redis://control.example:6379 ./ssh.sh "alpha beta gamma" steady-state --target redis://cache.example:6379
# Every host needs cache-bench on its PATH, in the same version, and the URL in ~/.cache-bench-agent, which keeps its password off
# command lines:
#   export CACHE_BENCH_CONTROL=redis://control.example:6379
set -eu
hosts=$1
shift

agents=''
stop() {
  for agent in $agents; do kill "$agent" 2>/dev/null || true; done
  wait
}
trap stop EXIT
trap 'exit 130' INT TERM

count=0
for host in $hosts; do
  # With a terminal (-tt), the agent gets SIGHUP when the connection ends, and ends too.
  ssh -tt -o BatchMode=yes "$host" ". ~/.cache-bench-agent; exec cache-bench agent --name $host --once" </dev/null &
  agents="$agents $!"
  count=$((count + 1))
done
cache-bench run "$@" --agents "$count"
