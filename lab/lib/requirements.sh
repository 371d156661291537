# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other parts
#
# Part of lab/run: what the machine must have.

check_root() { ((EUID == 0)) || die 4 "needs root, to make network namespaces"; }

# What a scenario needs besides, as command:package.
more_tools=()

check_tools() {
  local missing="" pair
  for pair in ip:iproute2 ethtool:ethtool sysctl:procps tcpdump:tcpdump \
    nginx:nginx-light dnsmasq:dnsmasq-base sshd:openssh-server \
    ssh:openssh-client ssh-keygen:openssh-client openssl:openssl curl:curl \
    dig:dnsutils ping:iputils-ping nmap:nmap hping3:hping3 hydra:hydra \
    python3:python3 mount:mount gzip:gzip "${more_tools[@]}"; do
    command -v "${pair%%:*}" >/dev/null || missing+=" ${pair##*:}"
  done
  [[ -z $missing ]] || die 4 "missing tools; install the Debian packages:$missing"
}

# The capture becomes flows with it. It is built in its checkout, in which nothing may be root's but what is anyway.
merlon() {
  local as_caller=()
  [[ -z ${SUDO_USER:-} ]] || as_caller=(sudo -u "$SUDO_USER" -H env PATH="$PATH")
  "${as_caller[@]}" "$here/../merlon" "$@"
}

check_merlon() {
  merlon --version >/dev/null || die 4 "needs Merlon, which makes flows of the capture, and it cannot be built or run;" \
    "where dotnet is on your PATH alone: sudo env PATH=\"\$PATH\" lab/run"
}

check_namespaces() {
  namespaces+=(probe)
  ip netns add "$run_id-probe" 2>/dev/null || die 4 "cannot make network namespaces here"
  ip netns del "$run_id-probe"
  [[ -e /proc/net/if_inet6 ]] || die 4 "IPv6 is switched off in this kernel"
}
