# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="One port of all addresses of the inside network, asked for by ever other sources, as the hosts of a botnet do."

sizes() {
  usual_sizes
  if ((brief)); then packets=150 lasts=6; else packets=1400 lasts=70; fi
}

hosts() { flood_hosts; }

attacks() {
  usual_newcomers "$lasts"
  attack scan-by-many spoofer 150 random 10.77.1.0/24 tcp 2323 \
    hping3 -q -n -I eth0 -S -p 2323 --rand-source --rand-dest -c "$packets" -i u50000 10.77.1.x
}
