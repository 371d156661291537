# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="A flood of datagrams to the name server, each from another address that was made up."

sizes() { flood_sizes; }

hosts() { flood_hosts; }

attacks() { spoofed_flood dns-flood 10.77.1.53 udp 53 --udp -d 40; }
