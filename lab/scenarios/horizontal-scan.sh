# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="One source asks every address of the inside network for one port."

sizes() {
  usual_sizes
  if ((brief)); then range=10.77.1.0/27 rate=8 lasts=6; else range=10.77.1.0/24 rate=6 lasts=70; fi
}

hosts() {
  usual_hosts
  add_host scanner isp attacker 203.0.113.66/24
}

attacks() {
  usual_newcomers "$lasts"
  attack horizontal-scan scanner 240 203.0.113.66 "$range" tcp 445 \
    nmap -n -Pn -sS --max-retries 1 --max-rate "$rate" -p 445 "$range"
}
