# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="A flood of connection requests to the web server, each from another address that was made up."

sizes() { flood_sizes; }

hosts() { flood_hosts; }

attacks() { spoofed_flood spoofed-syn-flood 10.77.1.10 tcp 80 -S; }
