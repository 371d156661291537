using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>Single numbers of a packet: its length, time to live and mark, and how it was addressed.</summary>
static class HeaderMatches
{
    public static IEnumerable<MatchExtension> All => [Comment(), Length(), Mark(), PacketTypes(), Ttl(), HopLimit()];

    static MatchExtension Comment() => new(
        "comment", new Option<string>("--comment", Values.Text(255)) { IsRequired = true })
    { Meaning = _ => Condition.Everything };

    static MatchExtension Length()
    {
        var length = new Option<NumberRange>("--length", Values.Range(ushort.MaxValue))
        {
            IsNegatable = true,
            IsRequired = true,
        };
        return new("length", length)
        {
            Meaning = given => given.Condition(length, range => Condition.In(Field.Length, range.First, range.Last)),
        };
    }

    static MatchExtension Mark()
    {
        var mark = new Option<MaskedNumber>("--mark", Values.Mark) { IsNegatable = true, IsRequired = true };
        return new("mark", mark)
        {
            Meaning = given => given.Condition(
                mark, value => Condition.Masked(Field.Mark, value.Bits, value.Mask)),
        };
    }

    static MatchExtension PacketTypes()
    {
        var type = new Option<int>("--pkt-type", PacketTypeNames)
        {
            IsNegatable = true,
            IsRequired = true,
        };
        return new("pkttype", type)
        {
            // What is for another host never comes so far.
            Meaning = given => given.Condition(type, value =>
                value <= (int)PacketType.Multicast ? Condition.Is(Field.PacketType, (uint)value) : Condition.Nothing),
        };
    }

    static readonly WordSyntax<int> Known = Values.OneOf("unicast", "broadcast", "multicast", "otherhost");

    static readonly WordSyntax<int> PacketTypeNames = new(
        (string text, IpFamily family, out int value, out Problem problem) =>
        {
            var name = text.ToLowerInvariant() switch
            {
                "host" => "unicast",
                "bcast" => "broadcast",
                "mcast" => "multicast",
                var other => other,
            };
            return Known.TryReadWord(name, family, out value, out problem);
        },
        value => Known.Print(value)[0]);

    static MatchExtension Ttl() => Hops("ttl", "--ttl", IpFamily.V4);

    static MatchExtension HopLimit() => Hops("hl", "--hl", IpFamily.V6);

    static MatchExtension Hops(string name, string prefix, IpFamily family)
    {
        var equal = Hop(prefix, "-eq");
        var less = Hop(prefix, "-lt");
        var greater = Hop(prefix, "-gt");
        return new(name, equal, less, greater)
        {
            Family = family,
            NeedsOption = true,
            Meaning = given =>
                given.Condition(equal, hops => Condition.Is(Field.Ttl, hops))
                & given.Condition(less, hops => hops == 0 ? Condition.Nothing : Condition.In(Field.Ttl, 0, hops - 1))
                & given.Condition(
                    greater, hops => hops == 255 ? Condition.Nothing : Condition.In(Field.Ttl, hops + 1, 255)),
        };
    }

    static Option<ulong> Hop(string prefix, string how) => new(prefix + how, Values.Number(0, 255))
    {
        Aliases = how is "-eq" ? [prefix] : [],
        IsNegatable = how is "-eq",
        Excludes = [.. new[] { "-eq", "-lt", "-gt" }.Where(other => other != how).Select(other => prefix + other)],
    };
}
