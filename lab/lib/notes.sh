# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of lab/run: what truth.json is made of.

# What truth.json is made of: one line a fact, tab between the fields.
note() {
  local file=$1 line
  shift
  printf -v line '%s\t' "$@"
  printf '%s\n' "${line%$'\t'}" >>"$tmp/notes/$file.tsv"
}

note_host() {
  local name=$1 role=$2
  shift 2
  note hosts "$name" "$role" "$(printf '%s\n' "${@%/*}" | paste -sd, -)"
}

first_line() { "$@" 2>&1 | grep -m 1 -v -e '^$' -e '^Running as' || true; }

note_run() {
  note run mode "$mode"
  note run scenario "${scenario:-office}"
  note run about "$about"
  note run seed "$seed"
  note run where "$capture_where"
  note run snap_length "$snap_length"
  note run date "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  note tools nmap "$(first_line nmap --version)"
  note tools hping3 "$(first_line hping3 --version)"
  note tools hydra "$(first_line hydra -h | cut -d' ' -f1,2)"
  note tools nginx "$(first_line nginx -v)"
  note tools dnsmasq "$(first_line dnsmasq --version | cut -d' ' -f1-3)"
  note tools openssh "$(first_line ssh -V)"
  note tools curl "$(first_line curl --version | cut -d' ' -f1,2)"
  note tools dig "$(first_line dig -v)"
  note tools tcpdump "$(first_line tcpdump --version)"
  note tools merlon "$(merlon --version | cut -d+ -f1)"
  note_more_tools
  note tools kernel "$(uname -sr)"
}
