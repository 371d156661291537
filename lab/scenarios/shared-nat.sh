# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="Behind one address (a router with NAT) honest visitors of the web server and an ssh brute force."

more_tools=(nft:nftables)

sizes() {
  usual_sizes
  if ((brief)); then tries=16 lasts=5; else tries=240 lasts=90; fi
}

hosts() {
  usual_hosts
  add_nat nat 203.0.113.50/24 192.168.7.1/24
  add_host colleague1 nat client 192.168.7.11/24
  add_host colleague2 nat client 192.168.7.12/24
  add_host cracker nat attacker 192.168.7.66/24
}

more_honest_traffic() {
  start_client colleague1 visitor 192.168.7.11 0
  start_client colleague2 visitor 192.168.7.12 0
}

prepare() { make_wrong_passwords "$tries" | split -l 4 - "$tmp/cracker/passwords-"; }

attacks() {
  usual_newcomers "$lasts"
  # shellcheck disable=SC2016  # the inner shell expands it
  attack shared-nat cracker 240 203.0.113.50 10.77.1.22 tcp 22 \
    bash -c 'for list in passwords-*; do hydra -I -t 2 -l worker -P $list ssh://10.77.1.22; sleep 1; done'
}
