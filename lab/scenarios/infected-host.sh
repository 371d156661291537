# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="An inside host, at which somebody works, calls its master again and again, then looks outside for others."

sizes() {
  usual_sizes
  if ((brief)); then calls=4 range=128/28 rate=8 lasts=10; else calls=60 range=128/25 rate=3 lasts=150; fi
}

hosts() {
  usual_hosts
  add_host office3 gw shared 10.77.1.103/24
  add_host master isp attacker 203.0.113.66/24
}

prepare() {
  in_ns_background master python3 -m http.server 8080
  wait_for master 203.0.113.66 8080
}

more_honest_traffic() { start_client office3 office 10.77.1.103 0; }

attacks() {
  usual_newcomers "$lasts"
  attack beacon office3 180 10.77.1.103 203.0.113.66 tcp 8080 \
    bash -c "for ((call = 0; call < $calls; call++)); do curl -s -m 5 -o /dev/null 203.0.113.66:8080; sleep 1; done"
  attack outward-scan office3 180 10.77.1.103 "198.51.100.$range" tcp 445 \
    nmap -n -Pn -sS --max-retries 1 --max-rate "$rate" -p 445 "198.51.100.$range"
}
