using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Policies.Nftables;

/// <summary>Turns a match of nftables into the ways in which it holds. What is not modelled may hold or not.</summary>
sealed class NftablesMatches(NftablesSets sets, string family, string table)
{
    const int MostPorts = 7, MostNegated = 40;   // ranges in one multiport, matches in one line

    static readonly Dictionary<string, int> IcmpTypes = Numbered("""
        echo-reply 0 destination-unreachable 3 source-quench 4 redirect 5 echo-request 8 router-advertisement 9
        router-solicitation 10 time-exceeded 11 parameter-problem 12 timestamp-request 13 timestamp-reply 14
        info-request 15 info-reply 16 address-mask-request 17 address-mask-reply 18
        """);

    static readonly Dictionary<string, int> IcmpV6Types = Numbered("""
        destination-unreachable 1 packet-too-big 2 time-exceeded 3 parameter-problem 4 echo-request 128 echo-reply 129
        mld-listener-query 130 mld-listener-report 131 mld-listener-done 132 nd-router-solicit 133 nd-router-advert 134
        nd-neighbor-solicit 135 nd-neighbor-advert 136 nd-redirect 137 router-renumbering 138 mld2-listener-report 143
        """);

    static readonly Dictionary<string, int> IcmpCodes = Numbered("""
        net-unreachable 0 host-unreachable 1 prot-unreachable 2 port-unreachable 3 frag-needed 4 net-prohibited 9
        host-prohibited 10 admin-prohibited 13
        """);

    static Dictionary<string, int> Numbered(string pairs) => pairs
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Chunk(2)
        .ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));

    /// <summary>The ways in which a match holds: none for what never does.</summary>
    public ImmutableArray<SavedWay> WaysOf(JsonElement statement)
    {
        var match = statement.Field("match") ?? default;
        var (left, right) = (match.Field("left") ?? default, match.Field("right") ?? default);
        return WaysOf(left, match.TextField("op") ?? "", right)
            ?? [SavedWay.Unknown(NftablesWords.OfStatement(statement))];
    }

    /// <summary>The ways in which something is what an element of a set says; null for what is not modelled.</summary>
    public ImmutableArray<SavedWay>? WaysOf(JsonElement left, JsonElement element) => WaysOf(left, "==", element);

    ImmutableArray<SavedWay>? WaysOf(JsonElement left, string op, JsonElement right)
    {
        var (kind, asked) = left.Only();
        if (kind is "&" && asked.Items is [var whole, var mask]) return Masked(whole, mask, op, right);
        if (kind is "ct") return OfConnection(asked.TextField("key"), op, right);
        if (ValuesOf(right, op) is not { } values) return null;

        var not = op is "!=" ? "! " : "";
        return (kind, Name(kind, asked)) switch
        {
            (_, "ip saddr" or "ip daddr" or "ip6 saddr" or "ip6 daddr") => Addresses(Name(kind, asked), values, not),
            (_, "meta iifname" or "meta iif") => Interfaces(SavedPart.In, values, not),
            (_, "meta oifname" or "meta oif") => Interfaces(SavedPart.Out, values, not),
            (_, "meta l4proto" or "ip protocol" or "ip6 nexthdr") => Protocols(Name(kind, asked), values, not),
            (_, "meta nfproto" or "meta protocol") => Families(values, not),
            (_, "icmp type") => Icmp(SavedPart.IcmpType, IpFamily.V4, values, not, IcmpTypes),
            (_, "icmpv6 type") => Icmp(SavedPart.IcmpType, IpFamily.V6, values, not, IcmpV6Types),
            (_, "icmp code") when not is "" => Icmp(SavedPart.IcmpCode, IpFamily.V4, values, not, IcmpCodes),
            ("payload", var name) when name.EndsWith("port", StringComparison.Ordinal) => Ports(name, values, op, not),
            ("concat", _) when op is "==" or "in" => Together(asked.Items, values),
            _ => null,
        };
    }

    static string Name(string kind, JsonElement asked) => kind switch
    {
        "payload" => $"{asked.TextField("protocol")} {asked.TextField("field")}",
        "meta" => $"meta {asked.TextField("key")}",
        _ => kind,
    };

    List<JsonElement>? ValuesOf(JsonElement right, string op)
    {
        if (op is not ("==" or "in" or "!=" or "<" or ">" or "<=" or ">=")) return null;
        if (right.Text is not ['@', ..] && right.Field("set") is null) return [NftablesSets.ValueOf(right)];
        return op is "==" or "in" or "!="
            ? sets.ElementsOf(right, family, table) is { } elements
                ? [.. elements.Select(NftablesSets.ValueOf)] : null
            : null;
    }

    static ImmutableArray<SavedWay>? Addresses(string name, List<JsonElement> values, string not)
    {
        var of = name.StartsWith("ip6", StringComparison.Ordinal) ? IpFamily.V6 : IpFamily.V4;
        var isSource = name.EndsWith("saddr", StringComparison.Ordinal);
        var part = isSource ? SavedPart.Source : SavedPart.Destination;
        var option = isSource ? "--src-range" : "--dst-range";
        var texts = values.Select(value => AddressesOf(value, of)).ToList();
        if (texts.Contains(null)) return null;
        if (not is "") return [.. texts.Select(text => text!.Contains('-', StringComparison.Ordinal)
            ? new SavedWay { Family = of, Options = $" -m iprange {option} {text}" } : SavedWay.Of(part, text, of))];
        if (texts is [{ } alone] && !alone.Contains('-', StringComparison.Ordinal))
            return [SavedWay.Of(part, not + alone, of)];
        return texts.Count > MostNegated ? null : [new SavedWay
        {
            Family = of,
            Options = string.Concat(texts.Select(text => $" -m iprange ! {option} {RangeOf(text!, of)}")),
        }];
    }

    static string? AddressesOf(JsonElement value, IpFamily of)
    {
        var text = value.Text;
        if (value.Field("prefix") is { } prefix) text = $"{prefix.TextField("addr")}/{prefix.Field("len")?.Plain}";
        if (value.Field("range")?.Items is [var first, var last])
            return IsAddress(first.Text, of) && IsAddress(last.Text, of) ? $"{first.Text}-{last.Text}" : null;
        return IsAddress(text, of) ? text : null;
    }

    static bool IsAddress(string? text, IpFamily of) =>
        IpPrefix.TryParse(text, out var read) && read.Network.Family == of;

    static string RangeOf(string text, IpFamily of)
    {
        if (text.Contains('-', StringComparison.Ordinal)) return text;
        var block = AddressMask.Of(IpPrefix.Parse(text));
        var last = block.Bits | (AddressMask.MaskOf(of, of.Bits) & ~block.Mask);
        return $"{AddressMask.Text(block.Bits, of)}-{AddressMask.Text(last, of)}";
    }

    static ImmutableArray<SavedWay>? Interfaces(SavedPart part, List<JsonElement> values, string not)
    {
        var names = values.Select(value => value.Text).ToList();
        if (names.Exists(name => name is null or "" or "*" or [.., '+']
            || name.Contains('\\', StringComparison.Ordinal)))
            return null;
        return One(names, not)?.Select(name => SavedWay.Of(part, not + Words.Whole(
            name is [.. var stem, '*'] ? stem + "+" : name))).ToImmutableArray();
    }

    // iptables takes one only where it says what must not be.
    static IEnumerable<string>? One(List<string?> values, string not) =>
        not is "" || values.Count == 1 ? values.Select(value => value!) : null;

    static ImmutableArray<SavedWay>? Protocols(string name, List<JsonElement> values, string not)
    {
        IpFamily? of = name switch { "ip protocol" => IpFamily.V4, "ip6 nexthdr" => IpFamily.V6, _ => null };
        var protocols = values.Select(value => value.Plain is "icmpv6" ? "ipv6-icmp" : value.Plain).ToList();
        return protocols.Contains(null) ? null
            : One(protocols, not)?.Select(one => SavedWay.Of(SavedPart.Protocol, not + one, of)).ToImmutableArray();
    }

    static ImmutableArray<SavedWay>? Families(List<JsonElement> values, string not)
    {
        var said = values.Select(value => value.Text).ToList();
        var v4 = said.Exists(one => one is "ipv4" or "ip") == not is "";
        var v6 = said.Exists(one => one is "ipv6" or "ip6") == not is "";
        IEnumerable<IpFamily> held = [.. v4 ? [IpFamily.V4] : (IpFamily[])[], .. v6 ? [IpFamily.V6] : (IpFamily[])[]];
        return said.TrueForAll(one => one is "ipv4" or "ip" or "ipv6" or "ip6")
            ? [.. held.Select(one => new SavedWay { Family = one })] : null;
    }

    static ImmutableArray<SavedWay>? Icmp(
        SavedPart part, IpFamily of, List<JsonElement> values, string not, Dictionary<string, int> names)
    {
        var numbers = values.Select(value => value.Number
            ?? (value.Text is { } name && names.TryGetValue(name, out var known) ? known : (int?)null)).ToList();
        if (numbers.Contains(null) || (not is not "" && numbers.Count != 1)) return null;
        var protocol = of is IpFamily.V4 ? "icmp" : "ipv6-icmp";
        return [.. numbers.Select(number => SavedWay.Of(part, $"{not}{number}", of) with
        {
            Parts = SavedWay.Of(part, $"{not}{number}").Parts.Add(SavedPart.Protocol, protocol),
        })];
    }

    static ImmutableArray<SavedWay>? Ports(string name, List<JsonElement> values, string op, string not)
    {
        var (protocol, end) = name.Split(' ') is [var first, var second] ? (first, second) : ("", "");
        if (protocol is not ("tcp" or "udp" or "sctp" or "dccp" or "th")) return null;
        var ports = values.Select(value => PortsOf(value, op)).ToList();
        if (ports.Contains(null)) return null;

        var parts = SavedWay.Always.Parts;
        if (protocol is not "th") parts = parts.Add(SavedPart.Protocol, protocol);
        var mark = not is "" ? "" : " !";
        if (ports is [var alone] && protocol is not "th")
            return [new SavedWay { Parts = parts, Options = $" -m {protocol}{mark} --{end} {alone}" }];

        var many = ports.Chunk(MostPorts).Select(some => $" -m multiport{mark} --{end}s {string.Join(',', some)}");
        return not is "" ? [.. many.Select(some => new SavedWay { Parts = parts, Options = some })]
            : ports.Count > MostNegated ? null : [new SavedWay { Parts = parts, Options = string.Concat(many) }];
    }

    static string? PortsOf(JsonElement value, string op)
    {
        if (value.Field("range")?.Items is [{ Number: { } first }, { Number: { } last }]) return $"{first}:{last}";
        return (op, value.Number) switch
        {
            (_, null) => null,
            ("<", > 0 and var port) => $"0:{port - 1}",
            ("<=", { } port) => $"0:{port}",
            (">", < 65535 and var port) => $"{port + 1}:65535",
            (">=", { } port) => $"{port}:65535",
            ("==" or "in" or "!=", { } port) => $"{port}",
            _ => null,
        };
    }

    ImmutableArray<SavedWay>? OfConnection(string? key, string op, JsonElement right)
    {
        var isList = right.ValueKind is JsonValueKind.Array;
        if (isList && op is not "in") return null;
        var values = isList ? right.Items : ValuesOf(right, op is "!" ? "!=" : op);
        string?[] names = [.. (values ?? []).Select(value => value.Text)];
        var isKnown = names.Length > 0 && names.All(name => key is "state"
            ? name is "new" or "established" or "related" or "invalid" or "untracked"
            : key is "status" && op is "in" or "!" && name is "dnat" or "snat");
        var not = op is "!=" or "!" ? "! " : "";
        return !isKnown ? null : [new SavedWay
        {
            Options = $" -m conntrack {not}--ctstate {string.Join(',', names).ToUpperInvariant()}",
        }];
    }

    static ImmutableArray<SavedWay>? Masked(JsonElement whole, JsonElement mask, string op, JsonElement right)
    {
        if (op is not ("==" or "!=")) return null;
        var (kind, asked) = whole.Only();
        var (name, not) = (Name(kind, asked), op is "!=" ? "! " : "");
        if (name is "ip frag-off" && mask.Number == 0x1FFF && right.Number == 0)
            return [SavedWay.Of(SavedPart.Fragment, op is "==" ? "! -f" : "-f", IpFamily.V4)];
        if (kind is "ct" && asked.TextField("key") is "status" && mask.Text is "dnat" or "snat"
            && (right.Text == mask.Text || right.Number == 0))
        {
            not = right.Number != 0 == op is "==" ? "" : "! ";
            return [new SavedWay { Options = $" -m conntrack {not}--ctstate {mask.Text!.ToUpperInvariant()}" }];
        }

        return name is "tcp flags" && Flags(mask) is { Length: > 0 } among && Flags(right) is { } set
            ? [SavedWay.Of(SavedPart.Protocol, "tcp") with
            {
                Options = $" -m tcp {not}--tcp-flags {among} {(set is "" ? "NONE" : set)}",
            }]
            : null;
    }

    static string? Flags(JsonElement value)
    {
        if (value.Number == 0) return "";
        var names = value.Text is { } one ? [one]
            : (value.Field("|") ?? value).Items.Select(item => item.Text).ToList();
        return names.Count > 0 && names.TrueForAll(name => name is "fin" or "syn" or "rst" or "psh" or "ack" or "urg")
            ? string.Join(',', names.Select(name => name!.ToUpperInvariant())) : null;
    }

    ImmutableArray<SavedWay>? Together(IReadOnlyList<JsonElement> asked, List<JsonElement> values)
    {
        var ways = ImmutableArray.CreateBuilder<SavedWay>();
        foreach (var value in values)
        {
            if (value.Field("concat")?.Items is not { } each || each.Count != asked.Count) return null;
            IEnumerable<SavedWay> together = [SavedWay.Always];
            foreach (var (left, right) in asked.Zip(each))
            {
                if (WaysOf(left, "==", right) is not { } next || Product(together, next) is not { } both) return null;
                together = both;
            }

            ways.AddRange(together);
        }

        return ways.ToImmutable();
    }

    /// <summary>The ways in which both hold; null where no rule of iptables says so, or there are too many.</summary>
    public static ImmutableArray<SavedWay>? Product(IEnumerable<SavedWay> some, ImmutableArray<SavedWay> others)
    {
        const int Most = 4096;
        var both = ImmutableArray.CreateBuilder<SavedWay>();
        foreach (var one in some)
        {
            foreach (var other in others)
            {
                if (one.And(other, out var isSaid) is { } way) both.Add(way);
                if (!isSaid || both.Count > Most) return null;
            }
        }

        return both.ToImmutable();
    }
}
