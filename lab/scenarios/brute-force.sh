# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="One source tries passwords at the ssh server, a few a second."

sizes() {
  usual_sizes
  if ((brief)); then tries=16 lasts=5; else tries=240 lasts=90; fi
}

hosts() {
  usual_hosts
  add_host cracker isp attacker 203.0.113.66/24
}

# Four passwords at a time: hydra waits half a minute where sshd hangs up after
# too many failures on one connection.
prepare() { make_wrong_passwords "$tries" | split -l 4 - "$tmp/cracker/passwords-"; }

attacks() {
  usual_newcomers "$lasts"
  # shellcheck disable=SC2016  # the inner shell expands it
  attack brute-force cracker 240 203.0.113.66 10.77.1.22 tcp 22 \
    bash -c 'for list in passwords-*; do hydra -I -t 2 -l worker -P $list ssh://10.77.1.22; sleep 1; done'
}
