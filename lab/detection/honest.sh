# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of the scenario "detection": who does what, honestly. Each client goes on to
# the end of the run, so that each kind is in all three captures.

# one NAME KIND ADDRESS: begins within a few seconds.
one() { start_client "$1" "$2" "$3" "$((RANDOM % 3)).$((RANDOM % 10))"; }

start_honest_traffic() {
  RANDOM=$((seed % 32768))
  client_count=0
  client_jobs=()
  of_visitors
  of_office
  of_devices
  of_keepers
}

of_visitors() {
  one home visitor 198.51.100.22
  one home visitor 198.51.100.23
  one home admin 198.51.100.21
  one mobile visitor 192.0.2.131
  one mobile visitor6 2001:db8:ffff:a::31
  one shared visitor 203.0.113.50
  one home surf 198.51.100.24
  one home surf 198.51.100.25
  one mobile surf 192.0.2.132
  one mobile surf 2001:db8:ffff:a::32
  one guests surf 2001:db8:ffff:a::41
  one guests watch 198.51.100.41
  one guests burst 198.51.100.42
  one guests transfer 198.51.100.43
  one guests look_up 198.51.100.44
  one guests look_up 2001:db8:ffff:a::42
  one home write_letter 198.51.100.26
  one home terminal 198.51.100.27
  one mobile copy_files 192.0.2.133
}

of_office() {
  one office1 office 10.77.1.101
  one office1 surf 10.77.1.101
  one office1 read_letters 10.77.1.101
  one office2 surf 2001:db8:77:1::102
  one office2 write_letter 10.77.1.102
  one office2 terminal 10.77.1.102
  one office2 look_up 10.77.1.102
  one office3 surf 10.77.1.103
  one office3 watch 10.77.1.103
  one office3 read_letters 10.77.1.103
  one office3 transfer 10.77.1.103
}

of_devices() {
  one device1 sense 10.77.1.121
  one device2 sense 10.77.1.122
  one device2 report 10.77.1.122
  one camera report 10.77.1.123
  one sensors sense 192.0.2.141
  one sensors listen 192.0.2.142
}

of_keepers() {
  one watchman look_after 10.77.1.110
  one watchman copy_files 10.77.1.110
  one office2 back_up 10.77.1.102
  one office1 back_up 10.77.1.101
  one guests back_up 198.51.100.43
  one files back_up 10.77.1.30
}

# The last capture ends in the midst of it.
stop_honest_traffic() {
  end_part
  touch "$tmp/stop"
}
