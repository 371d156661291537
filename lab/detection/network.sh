# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of the scenario "detection": its hosts, besides those that every run has.

intruder_mac=02:00:0a:4d:01:42
lurker_mac=02:00:0a:4d:01:43

# Inside, honest; four of them turn on others later: office2,
# office3, device1 and device2.
add_inside_hosts() {
  add_host mail gw server 10.77.1.25/24
  add_host files gw server 10.77.1.30/24 2001:db8:77:1::30/64
  add_host broker gw server 10.77.1.60/24
  add_host office3 gw office 10.77.1.103/24 2001:db8:77:1::103/64
  add_host watchman gw office 10.77.1.110/24 2001:db8:77:1::110/64
  add_host device1 gw device 10.77.1.121/24
  add_host device2 gw device 10.77.1.122/24
  add_host camera gw device 10.77.1.123/24
  add_host intruder gw attacker 10.77.1.66/24
  add_host lurker gw attacker 10.77.1.67/24
}

add_outside_hosts() {
  add_host cloud isp outside-server 192.0.2.90/24 2001:db8:ffff::90/48
  add_host guests isp client 198.51.100.{41,42,43,44}/24 2001:db8:ffff:a::{41,42}/48
  add_host sensors isp client 192.0.2.{141,142}/24
  add_host shared isp shared 203.0.113.50/24
}

# Each has one attack, so that no packet can belong to two.
add_outside_attackers() {
  add_host scanner isp attacker 203.0.113.66/24
  add_host udpscan isp attacker 203.0.113.67/24
  add_host prober isp attacker 203.0.113.68/24
  add_host sweeper isp attacker 203.0.113.69/24
  add_host patient isp attacker 203.0.113.70/24
  add_host scanner6 isp attacker 2001:db8:ffff:bad::66/48
  add_host webbrute isp attacker 198.51.100.200/24
  add_host ftpbrute isp attacker 198.51.100.201/24
  add_host spoofer isp attacker 203.0.113.99/24
  add_host flooder isp attacker 192.0.2.220/24
  add_host udpflood isp attacker 192.0.2.221/24
  add_host pingflood isp attacker 192.0.2.222/24
  add_host getflood isp attacker 192.0.2.223/24
  add_host slow isp attacker 198.51.100.210/24
  add_host tunnelend isp attacker 203.0.113.200/24
  add_host dropbox isp attacker 203.0.113.210/24
  add_host master isp attacker 203.0.113.220/24
}

set_mac() { ip -n "$run_id-$1" link set eth0 address "$2"; }

# What is sent from one inside host to another is in the capture, too: the bridge
# of the gateway gets a copy of each frame.
prepare_network() {
  ip -n "$run_id-gw" link set lan address 02:00:0a:4d:01:01
  set_mac intruder "$intruder_mac"
  set_mac lurker "$lurker_mac"
  in_ns lurker sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
  in_ns intruder sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.eth0.disable_ipv6=1 \
    net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0
}
