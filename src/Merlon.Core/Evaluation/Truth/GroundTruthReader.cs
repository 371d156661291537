using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Evaluation.Truth;

/// <summary>Reads what was noted about a capture's attacks, as <c>lab/run</c> writes it (<c>truth.json</c>).</summary>
public static class GroundTruthReader
{
    /// <summary>What is longer is not read.</summary>
    public const int MostBytes = 16 << 20;

    const int MostAttacks = 10_000;

    const string MadeUp = "random", Icmp = "icmp";

    const double LatestTime = 250_000_000_000;   // seconds since 1970: the year 9892

    const StringSplitOptions NoGaps = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 8,
    };

    /// <param name="fault">What is wrong, and where, in words for its user.</param>
    /// <returns>Null when there is a <paramref name="fault"/>.</returns>
    public static GroundTruth? Read(ReadOnlySpan<byte> json, out string? fault)
    {
        try
        {
            var noted = JsonSerializer.Deserialize<Noted>(json, Form);
            fault = noted?.Attacks is null or { Length: 0 or > MostAttacks }
                ? $"no attacks; expected 1 to {MostAttacks:N0} of them under \"attacks\"" : null;
            return fault is null ? Of(noted!, out fault) : null;
        }
        catch (JsonException e)
        {
            fault = $"line {e.LineNumber + 1 ?? 1}, byte {e.BytePositionInLine + 1 ?? 1}: not what was expected of a "
                + "truth.json; see lab/README.md";
            return null;
        }
    }

    static GroundTruth? Of(Noted noted, out string? fault)
    {
        fault = null;
        var hosts = new HashSet<Ip>();
        foreach (var text in (noted.Hosts ?? []).SelectMany(host => host?.Addresses ?? []))
        {
            if (Ip.TryParse(text, out var address)) hosts.Add(address);
            else fault ??= $"hosts: {Shown(text)} is no address";
        }

        var attacks = ImmutableArray.CreateBuilder<KnownAttack>();
        foreach (var (index, attack) in noted.Attacks!.Index())
        {
            var why = attack is null ? "it is null" : null;
            if (attack is not null && Of(attack, index + 1, out why) is { } known) attacks.Add(known);
            else fault ??= $"attack {index + 1}: {why}";
        }

        return fault is null ? new(hosts, attacks.ToImmutable()) : null;
    }

    static KnownAttack? Of(NotedAttack noted, int number, out string? why)
    {
        var isMadeUp = noted.Sources is [MadeUp];
        var (sources, badSource) = All<IpPrefix>(isMadeUp ? [] : noted.Sources, TryReadPrefix);
        var (destinations, badDestination) = All<IpPrefix>(noted.Destinations, TryReadPrefix);
        var (ports, badPorts) = All<(int, int)>(noted.Ports?.Split(',', NoGaps), TryReadPorts);
        var (cards, badCard) = All<ulong>(noted.Macs, TryReadCard);
        var protocol = ProtocolOf(noted.Protocol);
        why = badSource is not null ? $"sources: {Shown(badSource)} is no address and no prefix"
            : badDestination is not null ? $"destinations: {Shown(badDestination)} is no address and no prefix"
            : badPorts is not null ? $"ports: {Shown(badPorts)} is no port and no range of them"
            : badCard is not null ? $"macs: {Shown(badCard)} is no hardware address"
            : protocol is IpProtocol.Unknown ? $"protocol: {Shown(noted.Protocol)} is none"
            : noted.Attack is null or "" ? "attack: it has no name"
            : cards.IsEmpty && destinations.IsEmpty ? "destinations: there are none"
            : cards.IsEmpty && sources.IsEmpty && !isMadeUp ? $"sources: there are none; expected \"{MadeUp}\" for any"
            : !IsTime(noted.Start) || !IsTime(noted.End) || noted.End < noted.Start
                ? "start and end: expected seconds since 1970, the end not before the start"
            : noted.Protocol is null or "" ? "protocol: there is none; expected \"any\" for every one"
            : noted.Ports is null ? "ports: there are none; expected \"\" for all of them"
            : null;
        return why is not null ? null : new(number, noted.Attack!, sources, destinations, protocol, ports,
            noted.Answers is Icmp, cards, TimeOf(noted.Start), TimeOf(noted.End));
    }

    delegate bool Reading<T>(string text, out T value);

    static (ImmutableArray<T> Read, string? Bad) All<T>(string?[]? texts, Reading<T> read)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        foreach (var text in texts ?? [])
        {
            if (text is null || !read(text, out var value)) return ([], text ?? "null");
            all.Add(value);
        }

        return (all.ToImmutable(), null);
    }

    static bool TryReadPrefix(string text, out IpPrefix prefix)
    {
        if (IpPrefix.TryParse(text, out prefix)) return true;
        if (!Ip.TryParse(text, out var address)) return false;

        prefix = IpPrefix.Host(address);
        return true;
    }

    static bool TryReadPorts(string text, out (int, int) range)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (from, to) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
        var isRead = ushort.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            & ushort.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last);
        range = (first, last);
        return isRead && first <= last;
    }

    static bool TryReadCard(string text, out ulong card)
    {
        card = 0;
        return text.Length == 17 && text.Where((_, i) => i % 3 == 2).All(between => between == ':')
            && ulong.TryParse(text.Replace(":", "", StringComparison.Ordinal), NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture, out card);
    }

    static IpProtocol? ProtocolOf(string? name) => name is null or "" or "any" ? null
        : IpProtocolNames.TryParse(Encoding.UTF8.GetBytes(name), out var protocol) ? protocol : IpProtocol.Unknown;

    static bool IsTime(double seconds) => seconds is >= 0 and <= LatestTime;

    static DateTime TimeOf(double seconds) => DateTime.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));

    static string Shown(string? text) => $"\"{VisibleText.Of(text ?? "")}\"";

    sealed record Noted(NotedHost?[]? Hosts, NotedAttack?[]? Attacks);

    sealed record NotedHost(string[]? Addresses);

    sealed record NotedAttack(
        string? Attack, string?[]? Sources, string?[]? Destinations, string? Protocol, string? Ports, string? Answers,
        string?[]? Macs, double Start, double End);
}
