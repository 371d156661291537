using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What an address and a port are translated to; either may be missing.</summary>
/// <param name="Base">The port that the first of the ports stands for.</param>
readonly record struct Translated(AddressRange? Addresses, NumberRange? Ports, ulong? Base);

/// <summary>
/// <c>[FIRST[-LAST]][:PORT[-PORT[/BASE]]]</c>; IPv6 has its addresses in brackets where ports follow.
/// </summary>
sealed class TranslatedSyntax(bool mayShift) : ValueSyntax<Translated>
{
    public override bool TryRead(ReadOnlySpan<Word> words, IpFamily family, out Translated value, out Problem problem)
    {
        value = default;
        problem = default;
        var (addresses, ports) = Split(words[0].Text, family);
        AddressRange? range = null;
        if (addresses.Length > 0)
        {
            if (!TryReadAddresses(addresses, family, out var read, out problem)) return false;
            range = read;
        }

        value = new(range, null, null);
        if (ports is null) return range is not null || Fail("nothing to translate to", out problem);

        var slash = mayShift ? ports.IndexOf('/', StringComparison.Ordinal) : -1;
        ulong shift = 0;
        if (!TryReadPorts(slash < 0 ? ports : ports[..slash], out var numbers, out problem)) return false;
        if (slash >= 0 && (numbers.IsSingle || !IsPort(ports[(slash + 1)..], out shift) || shift == 0))
            return Fail($"'{ports[slash..]}' is no base port", out problem);

        value = new(range, numbers, slash < 0 ? null : shift);
        return true;
    }

    public override ImmutableArray<string> Print(Translated value)
    {
        var addresses = value.Addresses?.Shortest ?? "";
        if (value.Ports is not { } ports) return [addresses];

        if (addresses.Contains(':', StringComparison.Ordinal)) addresses = $"[{addresses}]";
        return [$"{addresses}:{Print(ports)}{(value.Base is { } shift ? $"/{shift}" : "")}"];
    }

    public static string Print(NumberRange ports) => ports.IsSingle ? $"{ports.First}" : $"{ports.First}-{ports.Last}";

    /// <summary>Reads <c>PORT</c> or <c>PORT-PORT</c>; a service stands for its port only alone.</summary>
    public static bool TryReadPorts(string text, out NumberRange value, out Problem problem)
    {
        problem = default;
        value = default;
        if (IsPort(text, out var single))
        {
            value = new(single, single);
            return true;
        }

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !Numbers.TryRead(text.AsSpan(0, dash), 0, ushort.MaxValue, out var first)
            || !Numbers.TryRead(text.AsSpan(dash + 1), 0, ushort.MaxValue, out var last) || first > last)
            return Fail($"'{text}' is no range of ports", out problem);

        value = new(first, last);
        return true;
    }

    static bool IsPort(string text, out ulong port) => ServiceNames.TryReadPort(text, ushort.MaxValue, out port);

    // What stands before the colon that the ports follow; null when none does.
    static (string Addresses, string? Ports) Split(string text, IpFamily family)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            return (text[1..end], text[(end + 1)..] is [':', .. var behind] ? behind : null);

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || (family is IpFamily.V6 && colon != 0) || text.StartsWith("::", StringComparison.Ordinal)
            ? (text, null)
            : (text[..colon], text[(colon + 1)..]);
    }

    // Unlike elsewhere, all four octets must be there, and a range may run backwards.
    static bool TryReadAddresses(string text, IpFamily family, out AddressRange value, out Problem problem)
    {
        value = default;
        problem = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (first, last) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
        var isWhole = family is IpFamily.V6 || (first.Count(c => c == '.') == 3 && last.Count(c => c == '.') == 3);
        if (!isWhole || !AddressSyntax.TryReadAddress(first, family, out var low)
            || !AddressSyntax.TryReadAddress(last, family, out var high))
            return Fail($"'{text}' is no address", out problem);

        value = new(family, low, high);
        return true;
    }

    static bool Fail(string message, out Problem problem)
    {
        problem = new(message, "an address, or first-last, and :port or :first-last behind it");
        return false;
    }
}
