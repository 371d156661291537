# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts

about="Many sources ask the web server for a page over and over, each time on a new connection."

sizes() {
  usual_sizes
  if ((brief)); then sources=8 requests=12 lasts=5; else sources=40 requests=120 lasts=60; fi
}

hosts() {
  usual_hosts
  choose_crowd "$sources"
  add_host flooders isp attacker "${crowd[@]/%//24}"
}

prepare() { printf '%s\n' "${crowd[@]}" >"$tmp/flooders/addresses"; }

attacks() {
  usual_newcomers "$lasts"
  attack http-flood flooders 150 "$(IFS=,; echo "${crowd[*]}")" 10.77.1.10 tcp 80 \
    xargs -a addresses -P "$sources" -I{} curl -s --interface {} --rate 2/s -H 'Connection: close' \
    -o /dev/null "http://10.77.1.10/news.html?[1-$requests]"
}
