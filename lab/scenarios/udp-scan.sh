# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="One source asks for many UDP ports of the name server."

sizes() {
  usual_sizes
  if ((brief)); then ports=1-60 rate=10 lasts=6; else ports=1-400 rate=6 lasts=70; fi
}

hosts() {
  usual_hosts
  add_host scanner isp attacker 203.0.113.77/24
}

# Without --min-rate nmap waits for the answers, of which Linux gives one a second.
attacks() {
  usual_newcomers "$lasts"
  attack udp-scan scanner 180 203.0.113.77 10.77.1.53 udp "$ports" \
    nmap -n -Pn -sU --max-retries 0 --min-rate "$rate" --max-rate "$rate" -p "$ports" 10.77.1.53
}
