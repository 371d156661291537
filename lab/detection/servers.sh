# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of the scenario "detection": its servers, besides those that every run has.

# in_own_files NAME SCRIPT ARGUMENT...: the script is bash, run with mounts of its own,
# in which the account "worker" exists; the first argument is the host's folder.
in_own_files() {
  local name=$1 script=$2 folder="$tmp/$1"
  shift 2
  { cat /etc/passwd; echo "worker:x:65500:65500::$folder/home:/bin/bash"; } >"$folder/passwd"
  echo 'nameserver 10.77.1.53' >"$folder/resolv.conf"
  { cat /etc/group; echo 'worker:x:65500:'; } >"$folder/group"
  # shellcheck disable=SC2016  # the inner shell expands them
  in_ns_background "$name" bash -c '
    set -e
    mount --bind "$0/resolv.conf" /etc/resolv.conf
    mount --bind "$0/passwd" /etc/passwd
    mount --bind "$0/group" /etc/group
    mount -t tmpfs -o mode=755 tmpfs /run
    '"$script" "$folder" "$@"
}

# fill FOLDER PREFIX NUMBER LEAST MOST: files of text of random sizes, in bytes.
fill() {
  local folder=$1 prefix=$2 number=$3 least=$4 most=$5 count bytes
  mkdir -p "$folder"
  for ((count = 1; count <= number; count++)); do
    bytes=$((least + (RANDOM * 32768 + RANDOM) % (most - least + 1)))
    yes "A line of text on a page of the lab." | head -c "$bytes" >"$folder/$prefix$count" || true
  done
}

# Pages of many objects, the parts of films in three qualities, downloads.
make_site() {
  local folder=$1
  fill "$folder/site" page 8 2000 $((6000 + 240 * volume))
  fill "$folder/site" object 60 300 $((3000 + 270 * volume))
  fill "$folder/film" low 12 $((900 * volume)) $((1300 * volume))
  fill "$folder/film" middle 12 $((1800 * volume)) $((2600 * volume))
  fill "$folder/film" high 12 $((2800 * volume)) $((3800 * volume))
  fill "$folder/download" file 6 $((2000 * volume)) $((15000 * volume))
}

start_cloud() {
  make_pages "$tmp/cloud/pages"
  make_site "$tmp/cloud/pages"
  cp "$tmp/web/"{key,cert}.pem "$tmp/cloud/"
  cat >"$tmp/cloud/sites.conf" <<SITES
server {
  listen 80; listen [::]:80 ipv6only=on;
  listen 443 ssl; listen [::]:443 ssl ipv6only=on;
  ssl_certificate $tmp/cloud/cert.pem; ssl_certificate_key $tmp/cloud/key.pem;
  root $tmp/cloud/pages; client_max_body_size 50m;
  location /api/ { root $tmp/cloud/given; dav_methods PUT; create_full_put_path on; }
}
SITES
  mkdir -p "$tmp/cloud/given"
  chmod 777 "$tmp/cloud/given"
  start_nginx cloud "$tmp/cloud/sites.conf"
}

# Where stolen data goes, and where an infected host calls; 10.200.0.1 is inside the tunnel.
start_bad_servers() {
  local name
  for name in dropbox master tunnelend; do
    make_pages "$tmp/$name/pages"
    mkdir -p "$tmp/$name/given"
    chmod 777 "$tmp/$name/given"
    cat >"$tmp/$name/sites.conf" <<SITES
server {
  listen 80; root $tmp/$name/pages; client_max_body_size 200m;
  location /in/ { root $tmp/$name/given; dav_methods PUT; create_full_put_path on; }
}
SITES
    start_nginx "$name" "$tmp/$name/sites.conf"
  done
  in_ns_background tunnelend iodined -f -c -P "$good_password" 10.200.0.1/30 t.lab.example
}

start_mail_server() {
  local folder="$tmp/mail"
  mkdir -p "$folder/home" "$folder/dovecot"
  in_ns mail sysctl -qw net.ipv4.ip_unprivileged_port_start=0
  sed "s|@FOLDER@|$folder|g" "$here/detection/dovecot.conf" >"$folder/dovecot.conf"
  echo "  args = password=$good_password
}" >>"$folder/dovecot.conf"
  chown -R 65500:65500 "$folder/home"
  # shellcheck disable=SC2016  # the inner shell expands them
  in_own_files mail '
    setpriv --reuid=65500 --regid=65500 --clear-groups \
      aiosmtpd -n -l 0.0.0.0:25 -c aiosmtpd.handlers.Mailbox "$0/home/Maildir" &
    exec dovecot -F -c "$0/dovecot.conf"'
}

start_file_server() {
  local folder="$tmp/files" name
  mkdir -p "$folder/"{home,ftp/in,store,empty}
  fill "$folder/ftp" file 8 $((500 * volume)) $((9000 * volume))
  fill "$folder/store" file 30 $((50 * volume)) $((1200 * volume))
  chown -R 65500:65500 "$folder/ftp/in"
  sed "s|@FOLDER@|$folder|g" "$here/detection/vsftpd.conf" >"$folder/vsftpd.conf"
  # shellcheck disable=SC2016  # the inner shell expands them
  in_own_files files 'exec vsftpd "$0/vsftpd.conf"'
  for name in files cloud; do
    mkdir -p "$tmp/$name/kept"
    cat >"$tmp/$name/rsyncd.conf" <<CONF
use chroot = no
reverse lookup = no
uid = root
gid = root
pid file = $tmp/$name/rsyncd.pid
[kept]
path = $tmp/$name/kept
read only = no
CONF
    in_ns_background "$name" rsync --daemon --no-detach --config="$tmp/$name/rsyncd.conf"
  done
}

start_broker() {
  cat >"$tmp/broker/mosquitto.conf" <<'CONF'
listener 1883
allow_anonymous true
persistence false
CONF
  in_ns_background broker mosquitto -c "$tmp/broker/mosquitto.conf"
}

# The time is only asked for: -x never sets the clock. Without chrony there is no NTP in
# the captures; it is not asked for, as it would take the place of another such service.
start_time_servers() {
  local name least=4
  command -v chronyd >/dev/null || return 0
  [[ $mode == full ]] || least=2
  printf '%s\n' 'local stratum 8' 'allow all' 'cmdport 0' 'bindcmdaddress /' \
    "pidfile $tmp/cloud/chronyd.pid" >"$tmp/cloud/chrony.conf"
  in_ns_background cloud chronyd -x -d -u root -f "$tmp/cloud/chrony.conf"
  for name in office1 office3 watchman; do
    printf '%s\n' "server 192.0.2.90 minpoll $least maxpoll $((least + 1))" 'cmdport 0' \
      'bindcmdaddress /' "pidfile $tmp/$name/chronyd.pid" >"$tmp/$name/chrony.conf"
    in_ns_background "$name" chronyd -x -d -u root -f "$tmp/$name/chrony.conf"
  done
}

start_more_servers() {
  RANDOM=$((seed % 32768))
  make_site "$tmp/web/pages"
  start_cloud
  start_bad_servers
  start_mail_server
  start_file_server
  start_broker
  start_time_servers
  wait_for cloud 192.0.2.90 80
  wait_for dropbox 203.0.113.210 80
  wait_for master 203.0.113.220 80
  wait_for mail 10.77.1.25 25
  wait_for mail 10.77.1.25 143
  wait_for files 10.77.1.30 21
  wait_for files 10.77.1.30 873
  wait_for cloud 192.0.2.90 873
  wait_for broker 10.77.1.60 1883
}
