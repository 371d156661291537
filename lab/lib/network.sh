# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of lab/run: namespaces, routers and hosts.

# Runs a command inside a namespace of this run.
in_ns() {
  local name=$1
  shift
  ip netns exec "$run_id-$name" "$@"
}

# The same in the background, as a job that bash does not report on.
in_ns_background() {
  local name=$1
  shift
  ip netns exec "$run_id-$name" timeout -k 2 "$longest_seconds" "$@" \
    </dev/null >>"$tmp/log/$name.log" 2>&1 &
  last_background=$!
  disown "$last_background"
}

add_namespace() {
  local name=$1
  namespaces+=("$name") # first, so that no interruption comes between
  ip netns add "$run_id-$name"
  in_ns "$name" sysctl -qw net.ipv4.conf.all.rp_filter=0 \
    net.ipv4.conf.default.rp_filter=0 net.ipv6.conf.all.accept_ra=0 \
    net.ipv6.conf.default.accept_ra=0 net.ipv6.conf.default.accept_dad=0
  ip -n "$run_id-$name" link set lo up
}

# Off: what lets packets larger than the MTU or without checksum appear.
no_offload() {
  in_ns "$1" ethtool -K "$2" tx off rx off tso off gso off gro off >/dev/null 2>&1 || true
}

add_address() {
  local name=$1 device=$2 address=$3
  if [[ $address == *:* ]]; then
    ip -n "$run_id-$name" addr add "$address" dev "$device" nodad
  else
    ip -n "$run_id-$name" addr add "$address" dev "$device"
  fi
}

# A router with a bridge named lan, to which its hosts are connected.
add_router() {
  local name=$1 address
  shift
  add_namespace "$name"
  in_ns "$name" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
  ip -n "$run_id-$name" link add name lan type bridge
  no_offload "$name" lan
  ip -n "$run_id-$name" link set lan up
  for address in "$@"; do add_address "$name" lan "$address"; done
}

# The router's own address in the network of the given one.
router_of() {
  case $1 in
    10.77.1.*) echo 10.77.1.1 ;;
    198.51.100.*) echo 198.51.100.1 ;;
    203.0.113.*) echo 203.0.113.1 ;;
    192.0.2.*) echo 192.0.2.1 ;;
    192.168.7.*) echo 192.168.7.1 ;;
    2001:db8:77:1:*) echo 2001:db8:77:1::1 ;;
    2001:db8:ffff:*) echo 2001:db8:ffff::1 ;;
  esac
}

# add_host NAME ROUTER ROLE ADDRESS...: its default route goes to the router.
add_host() {
  local name=$1 router=$2 role=$3
  shift 3
  add_namespace "$name"
  mkdir -p "$tmp/$name"
  connect "$name" "$router" "$@"
  note_host "$name" "$role" "$@"
}

# connect NAME ROUTER ADDRESS...
connect() {
  local name=$1 router=$2 address has4="" has6=""
  shift 2
  ip -n "$run_id-$router" link add name "p-$name" type veth \
    peer name eth0 netns "$run_id-$name"
  ip -n "$run_id-$router" link set "p-$name" master lan up
  ip -n "$run_id-$name" link set eth0 up
  no_offload "$router" "p-$name"
  no_offload "$name" eth0
  for address in "$@"; do
    add_address "$name" eth0 "$address"
    if [[ $address == *:* && -z $has6 ]]; then
      ip -n "$run_id-$name" -6 route add default via "$(router_of "$address")"
      has6=1
    elif [[ $address != *:* && -z $has4 ]]; then
      ip -n "$run_id-$name" route add default via "$(router_of "$address")"
      has4=1
    fi
  done
}

# add_nat NAME OUTSIDE INSIDE: a router at the isp, with hosts behind it whose
# connections leave from its one outside address.
add_nat() {
  local name=$1 outside=$2 inside=$3
  add_router "$name" "$inside"
  connect "$name" isp "$outside"
  in_ns "$name" nft "table ip nat {
    chain leaving { type nat hook postrouting priority srcnat; oifname eth0 masquerade; }
  }"
  note_host "$name" shared "$outside"
}

# add_crowd NAME ADDRESS...: attackers at the isp, all in one namespace. What the
# user 70001 does there comes from the first address, 70002 from the second, ...
add_crowd() {
  local name=$1 user=70000 address
  shift
  add_host "$name" isp attacker "$@"
  for address in "${@%/*}"; do
    user=$((user + 1))
    ip -n "$run_id-$name" rule add uidrange "$user-$user" lookup "$user"
    ip -n "$run_id-$name" route add default via "$(router_of "$address")" src "$address" table "$user"
  done
}

# The link between the gateway and the outside. What has no place outside, such
# as a reply to a spoofed source, ends in the blackhole at the far end of it.
connect_routers() {
  ip -n "$run_id-gw" link add name outside type veth peer name office netns "$run_id-isp"
  no_offload gw outside
  no_offload isp office
  ip -n "$run_id-gw" link set outside up
  ip -n "$run_id-isp" link set office up
  add_address gw outside 198.18.0.2/30
  add_address isp office 198.18.0.1/30
  add_address gw outside 2001:db8:fffe::2/64
  add_address isp office 2001:db8:fffe::1/64
  ip -n "$run_id-gw" route add default via 198.18.0.1
  ip -n "$run_id-gw" -6 route add default via 2001:db8:fffe::1
  ip -n "$run_id-isp" route add 10.77.1.0/24 via 198.18.0.2
  ip -n "$run_id-isp" -6 route add 2001:db8:77:1::/64 via 2001:db8:fffe::2
  ip -n "$run_id-isp" route add blackhole default
  ip -n "$run_id-isp" -6 route add blackhole default
  note_host gw router 10.77.1.1 2001:db8:77:1::1 198.18.0.2 2001:db8:fffe::2
  note_host isp router 198.51.100.1 203.0.113.1 192.0.2.1 2001:db8:ffff::1 198.18.0.1 2001:db8:fffe::1
}

# What every run has.
make_network() {
  add_router gw 10.77.1.1/24 2001:db8:77:1::1/64
  add_router isp 198.51.100.1/24 203.0.113.1/24 192.0.2.1/24 2001:db8:ffff::1/48
  connect_routers

  add_host web gw server 10.77.1.10/24 2001:db8:77:1::10/64
  add_host app gw server 10.77.1.20/24
  add_host ssh gw server 10.77.1.22/24 2001:db8:77:1::22/64
  add_host dns gw server 10.77.1.53/24 2001:db8:77:1::53/64
  add_host office1 gw office 10.77.1.101/24
  add_host office2 gw office 10.77.1.102/24 2001:db8:77:1::102/64

  add_host outweb isp outside-server 192.0.2.80/24 192.0.2.53/24 2001:db8:ffff::80/48
  add_host home isp client 198.51.100.{21,22,23,24,25,26,27}/24
  add_host mobile isp client 192.0.2.{131,132,133}/24 2001:db8:ffff:a::{31,32}/48
}
