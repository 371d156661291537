# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="One source asks for many ports of the web server, over IPv6."

sizes() {
  usual_sizes
  if ((brief)); then ports=1-300 rate=60 lasts=6; else ports=1-2000 rate=40 lasts=60; fi
}

hosts() {
  usual_hosts
  add_host scanner isp attacker 2001:db8:ffff:bad::66/48
}

attacks() {
  usual_newcomers "$lasts"
  attack ipv6-scan scanner 180 2001:db8:ffff:bad::66 2001:db8:77:1::10 tcp "$ports" \
    nmap -6 -n -Pn -sS --max-retries 1 --max-rate "$rate" -p "$ports" 2001:db8:77:1::10
}
