# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of lab/run: the capture and the honest traffic in it.

# Where the capture is made, and what of each packet is kept.
capture_where="gateway, interface towards the outside"
capture_at=(-i outside -p)
snap_length=112

start_capture() {
  in_ns_background gw tcpdump "${capture_at[@]}" -n -U -s "$snap_length" -Z root -w "$tmp/capture.pcap"
  capture_job=$last_background
  local try
  for ((try = 0; try < 50; try++)); do
    grep -q 'listening on' "$tmp/log/gw.log" 2>/dev/null && return
    rest 0.1
  done
  die 1 "tcpdump did not start"
}

stop_capture() {
  kill -TERM "$capture_job"
  while kill -0 "$capture_job" 2>/dev/null; do rest 0.1; done
  note run captured "$(sed -n 's/ packets captured.*//p' "$tmp/log/gw.log")"
  note run dropped "$(sed -n 's/ packets dropped by kernel.*//p' "$tmp/log/gw.log")"
}

# ---------------------------------------------------------- honest traffic

# start_client NAME KIND ADDRESS DELAY: begins after so many seconds.
start_client() {
  local name=$1 kind=$2 address=$3 delay=$4
  client_count=$((client_count + 1))
  in_ns_background "$name" bash "$here/client.sh" "$kind" "$address" \
    $((seed * 100 + client_count)) "$tmp" "$delay"
  client_jobs+=("$last_background")
}

# start_clients NAME KIND ADDRESS...: one honest client for each address.
start_clients() {
  local name=$1 kind=$2 address
  shift 2
  for address in "$@"; do start_client "$name" "$kind" "$address" 0; done
}

start_honest_traffic() {
  client_count=0
  client_jobs=()
  start_clients home visitor 198.51.100.{22,23,24,25,26,27}
  start_clients home admin 198.51.100.21
  start_clients mobile visitor 192.0.2.{131,132}
  start_clients mobile admin 192.0.2.133
  start_clients mobile visitor6 2001:db8:ffff:a::{31,32}
  start_clients office1 office 10.77.1.101
  start_clients office2 office 10.77.1.102
  more_honest_traffic
}

# Lets the clients end what they are doing, for some seconds at most.
stop_honest_traffic() {
  local try
  touch "$tmp/stop"
  for ((try = 0; try < 40; try++)); do
    kill -0 "${client_jobs[@]}" 2>/dev/null || return 0
    rest 0.25
  done
}
