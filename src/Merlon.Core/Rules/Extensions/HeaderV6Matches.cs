using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What looks at the extension headers of IPv6.</summary>
static class HeaderV6Matches
{
    public static IEnumerable<MatchExtension> All =>
    [
        Authentication(), Fragment(), Routing(), Options("dst"), Options("hbh"), Mobility(), SegmentRouting(),
        Headers(), Eui64(),
    ];

    static MatchExtension Authentication() => new(
        "ah",
        TransportMatches.SecurityIndex("--ahspi"),
        Number("--ahlen"),
        Flag("--ahres"))
    { Family = IpFamily.V6 };

    static MatchExtension Fragment() => new(
        "frag",
        TransportMatches.SecurityIndex("--fragid"),
        Number("--fraglen"),
        Flag("--fragres"),
        Flag("--fragfirst"),
        new Option<bool>("--fragmore", Values.Flag) { Excludes = ["--fraglast"] },
        Flag("--fraglast"))
    { Family = IpFamily.V6 };

    static MatchExtension Routing()
    {
        var type = Number("--rt-type");
        var onlyOfType0 = (string name) => new Option<bool>(name, Values.Flag) { Follows = ["--rt-type"] };
        return new(
            "rt",
            type,
            TransportMatches.SecurityIndex("--rt-segsleft"),
            Number("--rt-len"),
            onlyOfType0("--rt-0-res"),
            new Option<ImmutableArray<AddressMask>>("--rt-0-addrs", AddressList) { Follows = ["--rt-type"] },
            new Option<bool>("--rt-0-not-strict", Values.Flag) { Follows = ["--rt-0-addrs"] })
        {
            Family = IpFamily.V6,
            Check = (given, _) => given.All.Any(one => one.Option.Follows.Contains("--rt-type"))
                && given.Find(type) is not { Value: 0, IsNegated: false }
                    ? new("only routing headers of type 0 have this", "--rt-type 0")
                    : null,
        };
    }

    static readonly WordSyntax<ImmutableArray<AddressMask>> AddressList = new(
        (string text, IpFamily family, out ImmutableArray<AddressMask> value, out Problem problem) =>
        {
            var addresses = ImmutableArray.CreateBuilder<AddressMask>();
            (value, problem) = ([], default);
            foreach (var part in text.Split(','))
            {
                if (!Addresses.One.TryReadWord(part, family, out var address, out problem)) return false;
                addresses.Add(address);
            }

            value = addresses.ToImmutable();
            if (value.Length > 16) problem = new($"{value.Length} addresses", "16 at most");
            return value.Length <= 16;
        },
        value => string.Join(',', value.SelectMany(address => Addresses.One.Print(address))));

    static MatchExtension Options(string name) => new(
        name, Number($"--{name}-len"), new Option<string>($"--{name}-opts", OptionList))
    { Family = IpFamily.V6 };

    // TYPE[:LENGTH],...
    static readonly WordSyntax<string> OptionList = new(
        (string text, IpFamily _, out string value, out Problem problem) =>
        {
            var parts = text.Split(',').Select(part => part.Split(':')).ToList();
            var isRight = parts.Count <= 16 && parts.TrueForAll(
                part => part.Length <= 2 && part.All(number => Numbers.TryRead(number, 0, 255, out var _)));
            value = isRight ? string.Join(',', parts.Select(part => string.Join(':', part.Select(Decimal)))) : "";
            problem = isRight ? default : new($"'{text}' is no list of options", "at most 16 of TYPE or TYPE:LENGTH");
            return isRight;
        },
        value => value);

    static string Decimal(string number) =>
        (Numbers.Read(number, out _) ?? 0).ToString(CultureInfo.InvariantCulture);

    static readonly ImmutableArray<string> MobilityTypes =
    [
        "binding-refresh-request=0", "brr=0", "home-test-init=1", "hoti=1", "careof-test-init=2", "coti=2",
        "home-test=3", "hot=3", "careof-test=4", "cot=4", "binding-update=5", "bu=5", "binding-acknowledgement=6",
        "ba=6", "binding-error=7", "be=7",
    ];

    static MatchExtension Mobility() => new(
        "mh",
        new Option<NumberRange>("--mh-type", new WordSyntax<NumberRange>(
            (string text, IpFamily _, out NumberRange value, out Problem problem) =>
                Ranges.TryRead(text, byte.MaxValue, TryReadMobilityType, out value, out problem),
            value => value.ToString()))
        {
            IsNegatable = true,
            IsSilent = range => range == new NumberRange(0, byte.MaxValue),
        })
    {
        Family = IpFamily.V6,
        Protocols = [IpProtocol.MobilityHeader],
    };

    // Names may be cut short as long as they stay unique.
    static bool TryReadMobilityType(string text, ulong most, out ulong type)
    {
        if (Numbers.TryRead(text, 0, most, out type)) return true;
        var named = MobilityTypes.Select(entry => entry.Split('=')).ToList();
        var found = named.Find(entry => entry[0].Equals(text, StringComparison.OrdinalIgnoreCase));
        if (found is null && text.Length > 0)
        {
            var begun = named.FindAll(entry => entry[0].StartsWith(text, StringComparison.OrdinalIgnoreCase));
            found = begun.DistinctBy(entry => entry[1]).Count() == 1 ? begun[0] : null;
        }

        return found is not null && Numbers.TryRead(found[1], 0, most, out type);
    }

    static MatchExtension SegmentRouting()
    {
        string[] hows = ["-eq", "-gt", "-lt"];
        return new(
            "srh",
            [
                Byte("--srh-next-hdr"),
                .. from name in new[] { "--srh-hdr-len", "--srh-segs-left", "--srh-last-entry" }
                   from how in hows
                   select Byte(name + how),
                new Option<ulong>("--srh-tag", Values.Number(0, ushort.MaxValue)) { IsNegatable = true },
                .. new[] { "--srh-psid", "--srh-nsid", "--srh-lsid" }.Select(
                    name => new Option<string>(name, Addresses.WithHostBits(alwaysHasLength: true))
                    {
                        IsNegatable = true,
                    }),
            ])
        { Family = IpFamily.V6 };
    }

    static MatchExtension Headers() => new(
        "ipv6header",
        new Option<uint>("--header", HeaderList) { IsNegatable = true, IsRequired = true },
        Flag("--soft"))
    { Family = IpFamily.V6 };

    // In the order of printing; each with the other names that it is read by, those of /etc/protocols among them.
    static readonly ImmutableArray<string[]> HeaderNames =
    [
        ["hop-by-hop", "hop", "hopopt", "HOPOPT", "ip", "IP", "0"], ["ipv6-opts", "IPv6-Opts", "dst", "60"],
        ["ipv6-route", "IPv6-Route", "route", "43"], ["ipv6-frag", "IPv6-Frag", "frag", "44"],
        ["ah", "IPSEC-AH", "auth", "51"], ["esp", "IPSEC-ESP", "50"], ["ipv6-nonxt", "IPv6-NoNxt", "none", "59"],
        ["protocol", "prot", "255"],
    ];

    static readonly WordSyntax<uint> HeaderList = new(
        (string text, IpFamily _, out uint value, out Problem problem) =>
        {
            (value, problem) = (0, default);
            foreach (var name in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                var place = HeaderNames.ToList().FindIndex(names => names.Contains(name));
                if (place < 0)
                {
                    problem = Nearest.Problem(
                        $"there is no header '{name}'", name, HeaderNames.Select(names => names[0]));
                    return false;
                }

                value |= 1u << place;
            }

            if (value == 0) problem = new("no header is named", HeaderNames[0][0]);
            return value != 0;
        },
        value => Names.Print(value, [.. HeaderNames.Select(names => names[0])]));

    // It asks for the Ethernet header, which only packets from outside have.
    static MatchExtension Eui64() => new("eui64")
    {
        Family = IpFamily.V6,
        Chains = ["PREROUTING", "INPUT", "FORWARD"],
    };

    static Option<ulong> Number(string name) => new(name, Values.Number(0, uint.MaxValue)) { IsNegatable = true };

    static Option<ulong> Byte(string name) => new(name, Values.Number(0, byte.MaxValue)) { IsNegatable = true };

    static Option<bool> Flag(string name) => new(name, Values.Flag);
}
