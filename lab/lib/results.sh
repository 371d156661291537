# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of lab/run: what a run leaves.

write_results() {
  local name=${scenario:-office} made="$tmp/made"
  mkdir -p "$made"
  note run wall_seconds "$SECONDS"
  python3 "$here/truth.py" "$tmp/notes" >"$made/truth.json"
  merlon flows "$tmp/capture.pcap" --truth "$made/truth.json" --emit csv >"$made/$name.flows.csv"
  if ! python3 "$here/check.py" "$made/truth.json" "$made/$name.flows.csv"; then
    gzip -9 -n -c "$tmp/capture.pcap" >"$made/$name.pcap.gz"
    mkdir -p "$out-failed"
    cp "$made"/* "$out-failed/"
    die 1 "the labels failed the check; they are in $out-failed"
  fi
  mkdir -p "$out"
  if [[ -n $scenario ]]; then write_scenario; else write_office; fi
}

write_office() {
  local command="lab/run --out DIR --seed $seed"
  ((brief)) && command+=" --brief"
  gzip -9 -n -c "$tmp/capture.pcap" >"$made/office.pcap.gz"
  python3 "$here/report.py" "$made" "$command" >"$made/README.md"
  cp "$made"/{office.pcap.gz,office.flows.csv,truth.json,README.md} "$out/"
}

# The README.md is about all scenarios in the folder; runs may end side by side.
write_scenario() {
  local folder
  gzip -9 -n "$made/$scenario.flows.csv"
  exec {folder}<"$out"
  flock "$folder"
  cp "$made/$scenario.flows.csv.gz" "$out/"
  cp "$made/truth.json" "$out/$scenario.truth.json"
  python3 "$here/scenarios.py" "$out" >"$made/README.md"
  cp "$made/README.md" "$out/"
}
