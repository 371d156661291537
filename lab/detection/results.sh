# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of the scenario "detection": what it leaves.

write_results() {
  local made="$tmp/made" command="lab/run --scenario detection --out DIR --seed $seed"
  export PYTHONPATH=$here
  [[ $mode == full ]] || command+=" --$mode"
  mkdir -p "$made"
  note run wall_seconds "$SECONDS"
  say "making three captures of one"
  python3 "$here/detection/split.py" "$tmp/capture.pcap" "$tmp/notes" "$made"
  gzip -9 -n "$made"/{train,calibrate,test}.pcap
  python3 "$here/truth.py" "$tmp/notes" >"$made/truth.json"
  say "checking whose the packets are"
  if ! python3 "$here/detection/check.py" "$made" >"$tmp/counts.json"; then
    mkdir -p "$out-failed"
    cp "$made"/* "$out-failed/"
    die 1 "the packets failed the check; they are in $out-failed"
  fi
  python3 "$here/detection/report.py" "$made" "$tmp/counts.json" "$command" >"$made/README.md"
  mkdir -p "$out"
  cp "$made"/* "$out/"
}
