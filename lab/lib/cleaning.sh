# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of lab/run: what ends all that the run started, and that alone.

tmp=""
namespaces=()

# Ends what was started in the namespaces of this run, and only that.
# shellcheck disable=SC2317  # called by clean_up, which the trap calls
end_processes() {
  local signal=$1 name pids
  for name in "${namespaces[@]}"; do
    pids=$(ip netns pids "$run_id-$name" 2>/dev/null) || continue
    # shellcheck disable=SC2086  # a list of process ids
    [[ -z $pids ]] || kill "-$signal" $pids 2>/dev/null || true
  done
}

# shellcheck disable=SC2317  # called by the trap
clean_up() {
  local code=$? name
  trap - EXIT
  trap '' INT TERM
  # shellcheck disable=SC2046  # a list of process ids
  kill $(jobs -p) 2>/dev/null || true
  end_processes TERM
  sleep 0.3
  end_processes KILL
  for name in "${namespaces[@]}"; do
    ip netns del "$run_id-$name" 2>/dev/null || true
  done
  [[ -z $tmp ]] || rm -rf -- "$tmp"
  exit "$code"
}

# A wait that a signal can cut short.
rest() {
  sleep "$1" &
  wait $!
}
