namespace Merlon.Packets;

/// <summary>What a link's header says it carries (IANA, ieee-802-numbers).</summary>
enum EtherType : ushort
{
    None = 0,
    Ipv4 = 0x0800,
    Arp = 0x0806,
    TransparentEthernet = 0x6558,
    ReverseArp = 0x8035,
    Vlan = 0x8100,
    Ipv6 = 0x86DD,
    Mpls = 0x8847,
    PppoeSession = 0x8864,
    Erspan2 = 0x88BE,
    ProviderVlan = 0x88A8,
    OldProviderVlan = 0x9100,
}
