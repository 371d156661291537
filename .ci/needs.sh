# Sourced by ./merlon and ./test: what must be on the machine, and how to get it.

need_sdk() {
    local version=""
    if version=$(dotnet --version 2>&1) && [ "${version%%.*}" -ge 10 ] 2>/dev/null; then return; fi
    if command -v dotnet >/dev/null; then printf 'dotnet --version says:\n%s\n\n' "$version" >&2; fi
    cat >&2 <<'WORDS'
Merlon needs the .NET SDK, version 10.0.100 or later (10.0.x), as `dotnet` on the PATH.
  How to get it: https://dotnet.microsoft.com/download/dotnet/10.0
  Debian, Ubuntu, Fedora: the package dotnet-sdk-10.0
WORDS
    exit 4
}

# What the tests use of Debian, by command and package.

needed_packages() {
    local command package
    while read -r command package; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null || echo "$package"
    done <<'LIST'
iptables-restore iptables
nft nftables
ip iproute2
tcpdump tcpdump
tshark tshark
nginx nginx-light
dnsmasq dnsmasq-base
sshd openssh-server
ssh openssh-client
curl curl
nmap nmap
hping3 hping3
hydra hydra
slowhttptest slowhttptest
arpspoof dsniff
iodine iodine
mosquitto mosquitto
mosquitto_pub mosquitto-clients
vsftpd vsftpd
swaks swaks
aiosmtpd python3-aiosmtpd
dovecot dovecot-imapd
rsync rsync
ab apache2-utils
ifconfig net-tools
dig dnsutils
ping iputils-ping
ethtool ethtool
pgrep procps
python3 python3
gzip gzip
openssl openssl
unshare util-linux
setpriv util-linux
cbc coinor-cbc
LIST
}

need_packages() {
    local missing as_root=""
    missing=$(needed_packages | sort -u | tr '\n' ' ')
    [ -n "${missing// /}" ] || return 0

    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null && ! { [ -t 0 ] && command -v sudo >/dev/null; }; then
            echo "The tests need these Debian packages: $missing" >&2
            echo "Install them (apt-get install $missing), or run ./test as root or with sudo." >&2
            exit 4
        fi
        as_root=sudo
    fi

    echo "installing $missing" >&2
    $as_root apt-get update -qq
    # Servers that a package would start at once stay down: the tests start their own.
    $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing
}
