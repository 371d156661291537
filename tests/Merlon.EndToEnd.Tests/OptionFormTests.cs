using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon;

/// <summary>
/// Forms of options that few people know, against both of iptables' backends: what loads, and as what.
/// </summary>
public sealed class OptionFormTests
{
    static readonly string[] Both =
    [
        "-A FORWARD --protocol=tcp", "-A FORWARD -ptcp", "-A FORWARD -p=tcp", "-A FORWARD -jACCEPT",
        "-A FORWARD -s192.0.2.1", "-A FORWARD -s192.0.2.1/0", "-A FORWARD -s a/b/0", "-A FORWARD -j ACCEPT --",
        "-A FORWARD -- -j ACCEPT", "-A FORWARD --dst=192.0.2.1/0,192.0.2.1",
        "-A FORWARD --jump=ACCEPT", "-A FORWARD -gCHAIN", "-A FORWARD --goto=CHAIN", "-A FORWARD -mcomment --comment a",
        "-A FORWARD -p tcp --match=tcp --dport=80", "-A FORWARD -c1,2", "-A FORWARD -c 1 2 -c 1 2",
        "-A FORWARD -ieth0", "-A FORWARD -oeth0", "-A FORWARD --in-i=e", "-A FORWARD --in-interface=eth0",
        "-A FORWARD -p tcp --syn=x", "-A FORWARD -j LOG --log-uid=x", "-A FORWARD -j LOG --log-prefix=x",
        "-A FORWARD --ipv4=x", "-A FORWARD -p tcp --dport=", "-A FORWARD -m comment --comment=",
        "-AFORWARD -j ACCEPT", "--append=FORWARD", "--app FORWARD", "-A=FORWARD", "-j ACCEPT -A FORWARD",
        "-p tcp -A FORWARD --dport 80", "-A FORWARD -A FORWARD", "-A FORWARD -A OUTPUT", "! -A FORWARD", "-j ACCEPT",
        "-A", "-A FORWARD -A", "-m comment --comment -A -A FORWARD", "-A -FORWARD", "-o eth0 -A INPUT",
        "-IFORWARD", "-IFORWARD 1", "--insert=FORWARD 1", "-I FORWARD 0", "-I FORWARD 2", "-I FORWARD x",
        "-I FORWARD 0x1", "-I FORWARD ! -i lo", "-4 -A FORWARD", "-6 -A FORWARD", "--ipv6 -A FORWARD", "-4 -A NONE",
        "-6 -A NONE", "-4A FORWARD -j ACCEPT", "-A FORWARD ! -4 -i lo", "-v -A FORWARD", "-M x -A FORWARD",
        "-A FORWARD -p mptcp -m tcp", "-A FORWARD -p mptcp --dport 80", "-A FORWARD -p mptcp -m multiport --dports 80",
        "-A FORWARD -p mptcp -j REJECT --reject-with tcp-reset",
    ];

    static readonly string[] V6 =
    [
        "-A FORWARD -m mh --mh-type binding-refresh-request", "-A FORWARD -p mh --mh-type binding-refresh-request",
        "-A FORWARD -p 135 -m mh --mh-type brr", "-A FORWARD ! -p mh -m mh --mh-type brr",
        "-A FORWARD -m ipv6header --header proto", "-A FORWARD -m ipv6header --header protocol",
        "-A FORWARD -m ipv6header --header prot,esp --soft", "-A FORWARD -m ipv6header --header 255,60",
        "-A FORWARD -m ipv6header --header HOPOPT,IPv6-Route,IPSEC-AH,IPSEC-ESP",
        "-A FORWARD -m ipv6header --header ESP",
        "-A FORWARD -m ipv6header --header ,", "-A FORWARD -m ipv6header --header ,,none",
        "-A FORWARD -s fe80::5efe:c0a8:101", "-A FORWARD -s ::1.2.3.4", "-A FORWARD -s ::ffff:102:304",
        "-A FORWARD -s 2001:db8:0:1:1:1:1:1 -d 1:0:0:2::3",
    ];

    [Theory]
    [InlineData("-nft")]
    [InlineData("-legacy")]
    public void Each_is_read_as_it_loads(string backend)
    {
        using var kernel = new KernelRules(backend);
        var disagreements =
            from line in Both.Select(line => (IpFamily.V4, line)).Concat(Both.Concat(V6).Select(l => (IpFamily.V6, l)))
            let told = Disagreement(kernel, line.Item1, line.Item2)
            where told is not null
            select told;
        Assert.Equal([], disagreements);
    }

    [Fact]
    public void MPTCP_is_what_nf_tables_makes_of_it()
    {
        using var kernel = new KernelRules("-nft");
        Assert.Null(Disagreement(kernel, IpFamily.V4, "-A FORWARD -p mptcp"));
        Assert.Null(Disagreement(kernel, IpFamily.V6, "-A FORWARD ! -p MPTCP -j DROP"));
    }

    // What iptables-save prints of them loads as something else, or not at all.
    [Theory]
    [InlineData(@"a b")]
    [InlineData(@"a\""b")]
    [InlineData(@"a' \\b")]
    [InlineData(@"! -j x")]
    public void An_interface_of_any_name_is_printed_so_that_it_loads_again(string name)
    {
        using var kernel = new KernelRules("-nft");
        var given = KernelRules.Table([$"-A FORWARD -i \"{name}\" -o \"{name}\" -j DROP"]);
        var printed = RuleSetWriter.Print(RuleSetReader.Read(given, IpFamily.V4).Rules);
        Assert.Equal(kernel.Load(IpFamily.V4, given), kernel.Load(IpFamily.V4, printed)!);
        Assert.Equal(printed, RuleSetWriter.Print(RuleSetReader.Read(printed, IpFamily.V4).Rules));
    }

    static string? Disagreement(KernelRules kernel, IpFamily family, string line)
    {
        var text = KernelRules.Table([line]);
        var read = RuleSetReader.Read(text, family);
        var printed = read.IsValid ? string.Join('\n', KernelRules.RulesOf(RuleSetWriter.Print(read.Rules))) : null;
        var loaded = kernel.Load(family, text) is { } rules ? string.Join('\n', rules) : null;
        return printed == loaded ? null : $"{family}: {line}: {printed ?? $"{read.Faults[0]}"}; loads as {loaded}";
    }
}
