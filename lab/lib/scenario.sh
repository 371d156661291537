# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of lab/run: what a scenario says, where it does not say otherwise.

usual_sizes() {
  if ((brief)); then
    quiet_seconds=5 pause_seconds=0.4 tail_seconds=2
  else
    quiet_seconds=300 pause_seconds=2 tail_seconds=30
  fi
}

# The honest hosts that every scenario has besides, and attackers of its own.
usual_hosts() {
  add_host guests isp client 198.51.100.{41,42,43,44}/24
}

# choose_crowd NUMBER: as many addresses for attackers, in three networks in which
# honest clients are, too.
choose_crowd() {
  local number
  crowd=()
  for ((number = 0; number < $1; number++)); do
    case $((number % 3)) in
      0) crowd+=("203.0.113.$((101 + number))") ;;
      1) crowd+=("198.51.100.$((101 + number))") ;;
      2) crowd+=("192.0.2.$((151 + number))") ;;
    esac
  done
}

# A flood from addresses that are made up: a hundred packets a second from one host.
flood_sizes() {
  usual_sizes
  if ((brief)); then packets=400 lasts=5; else packets=6000 lasts=70; fi
}

flood_hosts() {
  usual_hosts
  add_host spoofer isp attacker 203.0.113.99/24
}

# spoofed_flood NAME DESTINATION PROTOCOL PORT OPTION...: the options are hping3's.
spoofed_flood() {
  local name=$1 destination=$2 protocol=$3 port=$4
  shift 4
  usual_newcomers "$lasts"
  attack "$name" spoofer 150 random "$destination" "$protocol" "$port" \
    hping3 -q -n -I eth0 "$@" -p "$port" --rand-source -c "$packets" -i u10000 "$destination"
}

note_more_tools() { :; }

prepare() { :; }

more_honest_traffic() { :; }

# usual_newcomers SECONDS: four honest clients who have never been there, spread
# over the seconds that the attack is to last.
usual_newcomers() {
  start_client guests visitor 198.51.100.41 $(($1 / 5))
  start_client guests admin 198.51.100.42 $(($1 * 2 / 5))
  start_client guests visitor 198.51.100.43 $(($1 * 3 / 5))
  start_client guests visitor 198.51.100.44 $(($1 * 4 / 5))
}
