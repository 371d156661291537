# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Not an attack alone, but what a detector is trained, calibrated and tested with.

# shellcheck source=lab/detection/network.sh
. "$here/detection/network.sh"
# shellcheck source=lab/detection/servers.sh
. "$here/detection/servers.sh"
# shellcheck source=lab/detection/honest.sh
. "$here/detection/honest.sh"
# shellcheck source=lab/detection/attacks.sh
. "$here/detection/attacks.sh"
# shellcheck source=lab/detection/results.sh
. "$here/detection/results.sh"

about="Honest traffic of many kinds, to train and to calibrate a detector; then many attacks among it, to test it."
capture_where="gateway, interface towards the inside, with what goes from one inside host to another"
capture_at=(-i lan -B 32768)

more_tools=(slowhttptest:slowhttptest arpspoof:dsniff iodine:iodine iodined:iodine ifconfig:net-tools
  mosquitto:mosquitto mosquitto_pub:mosquitto-clients vsftpd:vsftpd swaks:swaks aiosmtpd:python3-aiosmtpd
  dovecot:dovecot-imapd rsync:rsync ab:apache2-utils scp:openssh-client)

# by_mode NAME BRIEF SHORT FULL
by_mode() {
  case $mode in
    brief) printf -v "$1" %s "$2" ;;
    short) printf -v "$1" %s "$3" ;;
    *) printf -v "$1" %s "$4" ;;
  esac
}

# lasts: what an attack whose length can be chosen takes; at_most: what the others may.
sizes() {
  by_mode longest_seconds 150 1200 6000
  by_mode quiet_seconds 3 15 30
  by_mode train_seconds 6 270 1890
  by_mode calibrate_seconds 4 135 780
  by_mode gap_seconds 1 8 20
  by_mode before_seconds 2 40 75
  by_mode pause_seconds 0.3 8 21
  by_mode tail_seconds 2 20 60
  by_mode lasts 1 6 30
  by_mode at_most 3 12 60
  by_mode LAB_PACE 25 90 100
  by_mode LAB_VOLUME 10 22 100
  by_mode snap_length 96 96 112
  volume=$LAB_VOLUME
  export LAB_PACE LAB_VOLUME
  attack_sizes
}

hosts() {
  add_inside_hosts
  add_outside_hosts
  add_outside_attackers
  prepare_network
}

note_more_tools() {
  note tools slowhttptest "$(dpkg_version slowhttptest)"
  note tools arpspoof "dsniff $(dpkg_version dsniff)"
  note tools iodine "$(first_line iodine -v)"
  note tools ab "$(first_line ab -V | cut -d, -f2 | cut -d' ' -f1-3)"
  note tools mosquitto "$(dpkg_version mosquitto)"
  note tools rsync "$(first_line rsync --version | tr -s ' ')"
  note tools swaks "$(dpkg_version swaks)"
  note tools aiosmtpd "$(dpkg_version python3-aiosmtpd)"
  note tools dovecot "$(first_line dovecot --version)"
  note tools vsftpd "$(dpkg_version vsftpd)"
  if command -v chronyd >/dev/null; then
    note tools chronyd "$(first_line chronyd --version | cut -d' ' -f1-3)"
  fi
}

# Of a tool that does not tell its version itself.
dpkg_version() { dpkg-query -W -f '${Version}' "$1" 2>/dev/null || echo unknown; }

prepare() {
  start_more_servers
  prepare_attacks
}

# part PURPOSE SECONDS: what is captured in that time is one of the three captures.
part() {
  say "$1: honest traffic only, for $2 s"
  begin_part "$1"
  rest "$2"
  end_part
}

begin_part() { part_name=$1 part_start=$EPOCHREALTIME; }

end_part() { note parts "$part_name" "$part_start" "$EPOCHREALTIME"; }

# The test goes on after the last attack, until the run ends.
attacks() {
  part train "$train_seconds"
  rest "$gap_seconds"
  part calibrate "$calibrate_seconds"
  rest "$gap_seconds"
  say "test: honest traffic only, for $before_seconds s"
  begin_part test
  rest "$before_seconds"
  all_attacks
}
