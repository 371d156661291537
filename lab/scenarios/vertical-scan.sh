# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="One source asks for many ports of the web server."

sizes() {
  usual_sizes
  if ((brief)); then ports=1-300 rate=60 lasts=6; else ports=1-2500 rate=50 lasts=60; fi
}

hosts() {
  usual_hosts
  add_host scanner isp attacker 203.0.113.66/24
}

attacks() {
  usual_newcomers "$lasts"
  attack vertical-scan scanner 180 203.0.113.66 10.77.1.10 tcp "$ports" \
    nmap -n -Pn -sS --max-retries 1 --max-rate "$rate" -p "$ports" 10.77.1.10
}
