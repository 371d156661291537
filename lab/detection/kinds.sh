# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with client.sh
#
# Part of client.sh: what the honest clients of the scenario "detection" do. Each
# function is one thing done, with the pause after it.

pace=${LAB_PACE:-100} volume=${LAB_VOLUME:-100}
cloud=192.0.2.90 mail=10.77.1.25 files=10.77.1.30 broker=10.77.1.60
if [[ $address == *:* ]]; then
  web='[2001:db8:77:1::10]' cloud='[2001:db8:ffff::90]' files='[2001:db8:77:1::30]'
fi

# between LEAST MOST: a number, in $number.
between() { number=$(($1 + RANDOM % ($2 - $1 + 1))); }

# wait_tenths NUMBER: tenths of a second, at the run's pace.
wait_tenths() {
  local tenths=$(($1 * pace / 100))
  sleep "$((tenths / 10)).$((tenths % 10))"
}

# pause LEAST MOST: tenths of a second; now and then three times as long.
pause() {
  between "$1" "$2"
  if ((RANDOM % 8 == 0)); then number=$((number * 3)); fi
  [[ -e $folder/stop ]] || wait_tenths "$number"
}

# A page with its objects, over one connection or some side by side.
site_page() {
  local wanted=() count way=()
  between 1 8
  wanted+=(-o /dev/null "$1/site/page$number")
  between 2 14
  for ((count = number; count > 0; count--)); do
    between 1 60
    wanted+=(-o /dev/null "$1/site/object$number")
  done
  if ((RANDOM % 3 == 0)); then way=(-Z --parallel-max 4); fi
  get "${way[@]}" "${wanted[@]}"
}

surf() {
  local server=$web scheme=http
  [[ $address != 10.77.* && $address != 2001:db8:77:* ]] || server=$cloud
  if ((RANDOM % 2)); then scheme=https; fi
  if ((RANDOM % 12 == 0)); then
    between 1 6
    get -m 60 --limit-rate 400k "http://$cloud/download/file$number"
  else
    site_page "$scheme://$server"
  fi
  pause 30 170
}

# Parts of a film, one every few seconds, over one connection or one each.
watch() {
  local server=$web quality part count parts=()
  [[ $address != 10.77.* && $address != 2001:db8:77:* ]] || server=$cloud
  chosen low middle middle high
  quality=$choice
  between 6 20
  count=$number
  if ((RANDOM % 2)); then
    for ((part = 1; part <= count; part++)); do
      parts+=(-o /dev/null "http://$server/film/$quality$((part % 12 + 1))")
    done
    get -m 120 --limit-rate 250k --rate $((1500 / pace))/m "${parts[@]}"
  else
    for ((part = 1; part <= count; part++)); do
      [[ ! -e $folder/stop ]] || return 0
      get --limit-rate 300k "https://$server/film/$quality$((part % 12 + 1))"
      pause 28 40
    done
  fi
  pause 60 300
}

# Commands typed letter by letter, with mistakes taken back.
typed() {
  local count letter line
  sleep 0.5
  between 3 9
  for ((count = number; count > 0; count--)); do
    chosen 'ls -l /usr/bin | head -40' 'ps aux' 'df -h' 'uptime' 'cat /etc/services' 'id' \
      'ls /etc' 'head -50 /etc/services' 'for i in 1 2 3 4 5; do date; sleep 1; done' 'echo done'
    line=$choice
    while [[ -n $line ]]; do
      letter=${line:0:1} line=${line:1}
      if ((RANDOM % 20 == 0)); then printf 'x\177'; fi
      printf '%s' "$letter"
      sleep "0.$((RANDOM % 22 + 8))"
    done
    printf '\r'
    if ((RANDOM % 3)); then pause 8 60; else pause 30 150; fi
    [[ ! -e $folder/stop ]] || break
  done
  printf 'exit\r'
  sleep 1
}

terminal() {
  typed | timeout 240 ssh -tt "${ssh_options[@]}" "worker@$ssh_server" >/dev/null 2>&1 || true
  pause 50 250
}

# Files to and from the ssh server; some sessions that only run a command.
copy_files() {
  local name="$folder/copied-$$" limit
  between 2000 6000
  limit=$number
  between 1 30
  if ((RANDOM % 3)); then
    timeout 60 scp -q -l "$limit" "${ssh_options[@]}" "$folder/files/store/file$number" \
      "worker@$ssh_server:in-$RANDOM" >/dev/null 2>&1 || true
  else
    timeout 60 scp -q -l "$limit" "${ssh_options[@]}" "worker@$ssh_server:/etc/services" "$name" \
      >/dev/null 2>&1 || true
  fi
  pause 80 400
}

# A letter with an attachment of some size.
write_letter() {
  local letter="$folder/letter-$address" lines
  between 3 60
  lines=$number
  if ((RANDOM % 4 == 0)); then lines=$((lines * 40)); fi
  if ((RANDOM % 3)); then
    { printf 'From: <a@there.example>\r\nTo: <b@lab.example>\r\nSubject: %s\r\n\r\n' "$RANDOM"
      yes $'A line of a letter from the lab to the lab.\r' | head -n "$lines"; } >"$letter" || true
    get -m 20 "smtp://$mail/there.example" --mail-from a@there.example --mail-rcpt b@lab.example \
      --upload-file "$letter" >/dev/null 2>&1
  else
    yes 'A line of a letter from the lab to the lab.' | head -n "$lines" >"$letter" || true
    timeout 20 swaks --server "$mail" --local-interface "$address" --from a@there.example \
      --to b@lab.example --body "@$letter" --helo there.example >/dev/null 2>&1 || true
  fi
  pause 60 260
}

# Looks into the mailbox, and reads some letters.
read_letters() {
  local count wanted=()
  between 0 4
  for ((count = number; count > 0; count--)); do
    between 1 6
    wanted+=(-o /dev/null "imap://$mail/INBOX;MAILINDEX=$number")
  done
  get -u "worker:$(<"$folder/password")" "imap://$mail/INBOX" -X 'STATUS INBOX (MESSAGES UNSEEN)' >/dev/null 2>&1
  if ((${#wanted[@]})); then get -u "worker:$(<"$folder/password")" "${wanted[@]}"; fi
  pause 80 300
}

# A sensor: a few bytes every few seconds over a connection that is kept for minutes.
measured() {
  local count
  between 20 80
  for ((count = number; count > 0; count--)); do
    [[ ! -e $folder/stop ]] || return 0
    printf '{"t":%d.%d,"h":%d,"n":%d}\n' $((RANDOM % 15 + 15)) $((RANDOM % 10)) $((RANDOM % 60 + 30)) "$RANDOM"
    pause 15 45
  done
}

sense() {
  measured | mosquitto_pub -h "$broker" -A "$address" -k 20 -q $((RANDOM % 2)) -t "sensors/$address" -l || true
  pause 10 50
}

listen() {
  timeout 300 mosquitto_sub -h "$broker" -A "$address" -k 20 -q 1 -t 'sensors/#' >/dev/null || true
  pause 10 100
}

# A device that tells of itself by HTTP.
report() {
  local told="$folder/told-$address"
  between 2 60
  yes '{"state":"well","free":4711}' | head -n "$number" >"$told" || true
  get -T "$told" "http://$cloud/api/$address"
  if ((RANDOM % 4 == 0)); then ask_outside; fi
  pause 40 90
}

# Backups: what changed goes to the file server, or from there to the outside.
back_up() {
  local count from="$folder/$kind-$address" to="rsync://$files/kept/$address"
  if [[ $address == 10.77.1.30 ]]; then from="$folder/files/store" to="rsync://$cloud/kept/files"; fi
  mkdir -p "$from"
  between 3 8
  for ((count = number; count > 0; count--)); do
    between 1 30
    head -c $(((RANDOM % 300 + 20) * 1000 * volume / 100)) <(yes "$RANDOM") >"$from/file$number"
  done
  rsync -a -W --address="$address" --bwlimit=$((RANDOM % 300 + 200)) "$from/" "$to/" >/dev/null 2>&1 || true
  pause 500 1400
}

transfer() {
  between 1 8
  if ((RANDOM % 3)); then
    get -m 60 --limit-rate 400k "ftp://$files/file$number"
  else
    get -m 60 --limit-rate 300k -T "$folder/files/ftp/file$number" "ftp://$files/in/$address-$RANDOM"
  fi
  pause 150 500
}

# Many at once: a page, a crowd of small requests, or names.
burst() {
  local dice=$((RANDOM % 3)) names="$folder/names-$address" count wanted=()
  if ((dice == 0)); then
    between 60 200
    ab -q -n "$number" -c 12 -B "$address" "http://$web/about.html" >/dev/null 2>&1 || true
  elif ((dice == 1)); then
    for ((count = 0; count < 40; count++)); do
      wanted+=(-o /dev/null "http://$web/site/object$((RANDOM % 60 + 1))")
    done
    get -Z --parallel-max 20 "${wanted[@]}"
  else
    for ((count = 0; count < 40; count++)); do echo "host$((RANDOM % 400)).lab.example"; done >"$names"
    for count in 1 2 3; do dig -b "$address" +time=1 +tries=1 "@$name_server" -f "$names" >/dev/null & done
    wait
  fi
  pause 150 600
}

# Is everything up? By ping, by IPv6 too, by a page, by a name.
look_after() {
  local host
  for host in 10.77.1.10 10.77.1.22 10.77.1.25 192.0.2.90 192.0.2.80; do
    ping -q -n -c 1 -W 1 "$host" >/dev/null || true
  done
  ping -q -n -c 1 -W 1 2001:db8:ffff::90 >/dev/null || true
  get -I "http://$cloud/"
  chosen A AAAA MX TXT SOA PTR
  dig -b "$address" +time=2 +tries=1 "@$name_server" lab.example "$choice" >/dev/null || true
  pause 60 140
}

# Small questions about names, in bundles as a browser asks them.
look_up() {
  local count server=$name_server
  between 1 5
  for ((count = number; count > 0; count--)); do
    if ((RANDOM % 3)); then ask_inside; else
      chosen A AAAA MX
      ask "$server" "host$((RANDOM % 400)).lab.example" "$choice"
    fi
  done
  pause 10 80
}
