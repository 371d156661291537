# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="Many sources try a few passwords each at the ssh server, and come back with others."

sizes() {
  usual_sizes
  if ((brief)); then sources=10 rounds=2 lasts=5; else sources=100 rounds=8 lasts=190; fi
}

hosts() {
  usual_hosts
  choose_crowd "$sources"
  add_crowd bots "${crowd[@]/%//24}"
}

prepare() { make_wrong_passwords $((2 * rounds)) | split -l 2 -d - "$tmp/bots/passwords-"; }

# Three at a time, in another order each round; each is a user with an address.
attacks() {
  local loop="for list in passwords-*; do seq 70001 $((70000 + sources)) | shuf | xargs -P 3 -I{}"
  loop+=" setpriv --reuid={} --clear-groups hydra -I -t 1 -l worker -P \$list ssh://10.77.1.22; done"
  usual_newcomers "$lasts"
  attack distributed-brute-force bots 400 "$(IFS=,; echo "${crowd[*]}")" 10.77.1.22 tcp 22 bash -c "$loop"
}
