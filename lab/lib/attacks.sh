# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of lab/run: attacks with real tools.

# The words as one would type them, without the temporary folder.
as_typed() {
  local word line=""
  for word in "$@"; do
    word=${word//"$tmp/"/}
    [[ $word =~ ^[][A-Za-z0-9_./:=,@-]+$ ]] || word=${word@Q}
    line+=" $word"
  done
  printf '%s' "${line# }"
}

# attack NAME HOST SECONDS SOURCES DESTINATIONS PROTOCOL PORTS COMMAND...
# Runs the command on the host, for that many seconds at most, and notes it. What else
# tells its packets is given before the name: macs=ADDRESSES, answers=icmp.
attack() {
  local name=$1 host=$2 seconds=$3 sources=$4 destinations=$5 protocol=$6 ports=$7
  local start end
  shift 7
  say "attack: $name from $host"
  start=$EPOCHREALTIME
  (cd "$tmp/$host" && exec ip netns exec "$run_id-$host" timeout -k 2 "$seconds" "$@") \
    </dev/null >>"$tmp/log/$host.log" 2>&1 &
  wait $! || true
  end=$EPOCHREALTIME
  note attacks "$name" "$host" "$sources" "$destinations" "$protocol" "$ports" \
    "$start" "$end" "${macs:-}" "${answers:-}" "$(as_typed "$@")"
  rest "$pause_seconds"
}

# Wrong passwords, always the same for one seed.
make_wrong_passwords() {
  local number=$1 count
  RANDOM=$((seed % 32768))
  for ((count = 0; count < number; count++)); do
    printf 'wrong%05d-%03d\n' "$RANDOM" "$count"
  done
}
