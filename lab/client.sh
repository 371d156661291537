#!/usr/bin/env bash
#
# One honest client, started by lab/run inside a namespace.
# usage: client.sh KIND ADDRESS SEED FOLDER DELAY
# KIND: visitor, visitor6, admin or office, or a function of detection/kinds.sh.
# Begins after DELAY seconds; ends when FOLDER/stop exists.

set -euo pipefail

kind=$1 address=$2 folder=$4
RANDOM=$(($3 % 32768))

web=10.77.1.10
if [[ $kind == visitor6 ]]; then web='[2001:db8:77:1::10]'; fi
app=10.77.1.20
name_server=10.77.1.53
if [[ $kind == visitor6 ]]; then name_server=2001:db8:77:1::53; fi
ssh_server=10.77.1.22
outside_web=192.0.2.80
outside_resolver=192.0.2.53
ssh_options=(-F none -o "BindAddress=$address" -i "$folder/ssh/client_key" -o BatchMode=yes
  -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o LogLevel=ERROR -o UserKnownHostsFile=/dev/null)

# chosen WORD...: one of the words.
chosen() {
  local words=("$@")
  choice=${words[RANDOM % $#]}
}

# Between 0.5 and 4.5 seconds.
think() { sleep "$((RANDOM % 4)).$((RANDOM % 5 + 5))"; }

page() { chosen index.html index.html about.html about.html news.html list.html photo.txt; }

get() { curl -sk -m 10 --interface "$address" -o /dev/null "$@" || true; }

# Each on a connection of its own.
one_page() {
  page
  get "$1/$choice"
}

missing_page() { get "$1/not-there-$((RANDOM % 100)).html"; }

# Some pages over one connection that is kept, one page a second.
browse() {
  local pages=() count
  for ((count = RANDOM % 4 + 2; count > 0; count--)); do
    page
    pages+=(-o /dev/null "$1/$choice")
  done
  get --rate 1/s "${pages[@]}"
}

# ask SERVER DIG-ARGUMENT...
ask() {
  local server=$1
  shift
  dig -b "$address" +time=2 +tries=2 "$@" "@$server" >/dev/null || true
}

ask_inside() {
  chosen www.lab.example www.lab.example app.lab.example ssh.lab.example \
    "lab.example MX" "lab.example TXT" "www.lab.example AAAA" none.lab.example
  # shellcheck disable=SC2086  # a name and perhaps a type
  ask "$name_server" "$@" $choice
}

ask_outside() {
  chosen www news mail none
  ask "$outside_resolver" "$@" "$choice.outside.example"
}

ping_it() { ping -q -n -c $((RANDOM % 3 + 2)) -i 0.5 -W 2 -I "$address" "$1" >/dev/null || true; }

# A session of some seconds with commands that say something.
work_over_ssh() {
  chosen 'ls -l /usr/bin | head -200; sleep 3; uptime' \
    'cat /etc/services; sleep 2; df -h; sleep 2; id' \
    'for i in 1 2 3 4 5 6; do date; ps | head -5; sleep 1; done' \
    'head -c 20000 /usr/bin/env | od -c | head -300; sleep 4'
  timeout 20 ssh "${ssh_options[@]}" "worker@$ssh_server" "$choice" >/dev/null || true
}

staff_page() {
  page
  get -u "admin:$(<"$folder/password")" "$app:8080/admin/$choice"
}

visit() {
  local dice=$((RANDOM % 100))
  if ((dice < 32)); then one_page "http://$web"
  elif ((dice < 42)); then one_page "https://$web"
  elif ((dice < 54)); then browse "http://$web"
  elif ((dice < 58)); then missing_page "http://$web"
  elif ((dice < 70)) && [[ $kind != visitor6 ]]; then one_page "http://$app:8080"
  elif ((dice < 90)); then ask_inside
  elif ((dice < 94)); then ask_inside +tcp
  else ping_it "${web//[\[\]]/}"; fi
}

administer() {
  local dice=$((RANDOM % 100))
  if ((dice < 25)); then work_over_ssh
  elif ((dice < 45)); then staff_page
  else visit; fi
}

work_in_office() {
  local dice=$((RANDOM % 100))
  if ((dice < 40)); then one_page "http://$outside_web"
  elif ((dice < 55)); then browse "http://$outside_web"
  elif ((dice < 90)); then ask_outside
  elif ((dice < 94)); then ask_outside +tcp
  else ping_it "$outside_web"; fi
}

case $kind in
  visitor | visitor6 | admin | office) ;;
  *)
    # shellcheck source=lab/detection/kinds.sh
    . "$(dirname "${BASH_SOURCE[0]}")/detection/kinds.sh"
    ;;
esac

sleep "$5"
while [[ ! -e $folder/stop ]]; do
  case $kind in
    visitor | visitor6) visit; think ;;
    admin) administer; think ;;
    office) work_in_office; think ;;
    *) "$kind" ;;
  esac
done
