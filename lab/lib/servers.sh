# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of lab/run: the real servers.

# make_pages FOLDER: pages of different sizes, of plain text.
make_pages() {
  local folder=$1 page
  mkdir -p "$folder"
  for page in index.html:12 about.html:40 news.html:160 list.html:600 photo.txt:2400; do
    yes "A line of text on a page of the lab." | head -n "${page##*:}" >"$folder/${page%%:*}" || true
  done
}

# start_nginx NAME FILE-OF-SERVER-BLOCKS
start_nginx() {
  local name=$1 sites=$2 folder="$tmp/$1"
  mkdir -p "$folder"
  sed -e "s|@FOLDER@|$folder|g" -e "s|@SITES@|$sites|g" "$here/nginx.conf" >"$folder/nginx.conf"
  in_ns_background "$name" nginx -p "$folder" -e stderr -c "$folder/nginx.conf"
}

make_certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=www.lab.example \
    -keyout "$tmp/web/key.pem" -out "$tmp/web/cert.pem" 2>/dev/null
}

start_web_servers() {
  local name
  for name in web app outweb; do make_pages "$tmp/$name/pages"; done
  make_certificate
  cat >"$tmp/web/sites.conf" <<SITES
server { listen 80; listen [::]:80 ipv6only=on; root $tmp/web/pages; }
server {
  listen 443 ssl; listen [::]:443 ssl ipv6only=on; root $tmp/web/pages;
  ssl_certificate $tmp/web/cert.pem; ssl_certificate_key $tmp/web/key.pem;
}
SITES
  printf 'admin:%s\n' "$(openssl passwd -apr1 "$good_password")" >"$tmp/app/users"
  cat >"$tmp/app/sites.conf" <<SITES
server {
  listen 8080; root $tmp/app/pages;
  location /admin/ {
    alias $tmp/app/pages/; auth_delay 500ms;
    auth_basic "staff"; auth_basic_user_file $tmp/app/users;
  }
}
SITES
  cat >"$tmp/outweb/sites.conf" <<SITES
server { listen 80; listen [::]:80 ipv6only=on; root $tmp/outweb/pages; }
SITES
  for name in web app outweb; do start_nginx "$name" "$tmp/$name/sites.conf"; done
}

start_dns_servers() {
  in_ns_background dns dnsmasq -k --conf-file="$here/dns-inside.conf"
  in_ns_background outweb dnsmasq -k --conf-file="$here/dns-outside.conf"
}

# The account "worker" and its files exist only in the view of the sshd process:
# ip netns exec gives it mounts of its own, and /etc/passwd is laid over there.
start_ssh_server() {
  local folder="$tmp/ssh"
  mkdir -p "$folder/home" "$folder/run"
  printf '%s\n' 'root:x:0:0::/:/usr/sbin/nologin' 'sshd:x:101:65534::/run/sshd:/usr/sbin/nologin' \
    "worker:x:65500:65500::$folder/home:/bin/bash" >"$folder/passwd"
  printf '%s\n' 'root:*:19000::::::' 'sshd:*:19000::::::' \
    "worker:$(openssl passwd -6 "$good_password"):19000::::::" >"$folder/shadow"
  printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' 'worker:x:65500:' >"$folder/group"
  chmod 600 "$folder/shadow"
  ssh-keygen -q -t ed25519 -N '' -C lab -f "$folder/host_key"
  ssh-keygen -q -t ed25519 -N '' -C lab -f "$folder/client_key"
  cp "$folder/client_key.pub" "$folder/authorized_keys"
  sed "s|@FOLDER@|$folder|g" "$here/sshd.conf" >"$folder/sshd.conf"
  chown -R 65500:65500 "$folder/home"
  # shellcheck disable=SC2016  # the inner shell expands them
  in_ns_background ssh bash -c '
    set -e
    mount --bind "$0/passwd" /etc/passwd
    mount --bind "$0/shadow" /etc/shadow
    mount --bind "$0/group" /etc/group
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -m 755 /run/sshd
    exec "$1" -D -e -f "$0/sshd.conf"' "$folder" "$(command -v sshd)"
}

# wait_for NAME ADDRESS PORT: until a connection is possible, at most 10 s.
wait_for() {
  local name=$1 address=$2 port=$3 try
  for ((try = 0; try < 50; try++)); do
    in_ns "$name" timeout 1 bash -c "exec 3<>/dev/tcp/$address/$port" 2>/dev/null && return
    rest 0.2
  done
  cat "$tmp/log/$name.log" >&2 || true
  die 1 "the server on $name port $port did not start"
}

start_servers() {
  # The honest admins have this password; the attackers' lists do not.
  good_password="right-$seed-$$"
  printf '%s\n' "$good_password" >"$tmp/password"
  start_web_servers
  start_dns_servers
  start_ssh_server
  # Asked from the server itself, so that nothing of it is in the capture.
  wait_for web 10.77.1.10 80
  wait_for web 10.77.1.10 443
  wait_for app 10.77.1.20 8080
  wait_for dns 10.77.1.53 53
  wait_for ssh 10.77.1.22 22
  wait_for outweb 192.0.2.80 80
  wait_for outweb 192.0.2.53 53
}
