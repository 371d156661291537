using System.Buffers;

namespace Merlon.RootCause.Logs;

/// <summary>
/// What the kernel writes for iptables' LOG and nftables' log, and with it ufw, firewalld and UniFi: a prefix of the
/// administrator's, then <c>IN=eth0 OUT= SRC=... DST=... PROTO=TCP SPT=... DPT=... SYN</c> (iptables-extensions(8)).
/// </summary>
sealed class NetfilterSyntax : ILogSyntax
{
    static readonly SearchValues<char> Uptime = SearchValues.Create(" .0123456789");

    public string Name => "netfilter";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        var start = StartOf(text);
        if (start < 0 || !text[start..].Contains("SRC=", StringComparison.Ordinal)
            || !text[start..].Contains("DST=", StringComparison.Ordinal)) return LineKind.Foreign;

        ReadPrefix(text[..start], fields);
        var pairs = new NamedValues(text[start..]);
        var (isSyn, isAck) = (false, false);
        while (pairs.TryNext())
        {
            var field = pairs.Name switch
            {
                "SRC" => LogField.Source,
                "DST" => LogField.Destination,
                "SPT" => LogField.SourcePort,
                "DPT" => LogField.DestinationPort,
                "PROTO" => LogField.Protocol,
                "IN" => LogField.InInterface,
                "OUT" => LogField.OutInterface,
                "TYPE" => LogField.IcmpType,
                _ => LogField.Ignored,
            };
            fields.Set(field, pairs.Value);
            Note(pairs.Between);
        }

        Note(pairs.Between);
        if (isSyn) fields.Set(LogField.TcpFlags, isAck ? "SA" : "S");
        fields.Kind = EventKind.Decision;
        return LineKind.Event;

        void Note(ReadOnlySpan<char> between)
        {
            var words = new Words(between);
            for (var word = words.Next(); !word.IsEmpty; word = words.Next())
            {
                isSyn |= word is "SYN";
                isAck |= word is "ACK";
            }
        }
    }

    static int StartOf(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf("IN=", StringComparison.Ordinal);
        return at > 0 && text[at - 1] is not (' ' or ':' or ']') ? -1 : at;
    }

    // "[  203.84] IPTABLES-DROP: ", "[UFW BLOCK] ", "[WAN_LOCAL-D-2147] DESCR="[WAN_LOCAL]Block All Traffic" ".
    static void ReadPrefix(ReadOnlySpan<char> prefix, LogLine fields)
    {
        prefix = prefix.Trim();
        if (prefix is ['[', ..] && prefix.IndexOf(']') is > 0 and var end
            && prefix[1..end].IndexOfAnyExcept(Uptime) < 0) prefix = prefix[(end + 1)..];
        fields.Set(LogField.Reason, prefix.Trim().TrimEnd(": "));
        if (RulingOfPrefix(prefix) is { } ruling) fields.Set(LogField.Action, ruling);
    }

    static string? RulingOfPrefix(ReadOnlySpan<char> prefix)
    {
        if (prefix.Contains("-D-", StringComparison.Ordinal) || prefix.Contains("-R-", StringComparison.Ordinal))
            return "drop";   // UniFi
        if (prefix.Contains("-A-", StringComparison.Ordinal)) return "accept";

        while (!prefix.IsEmpty)
        {
            var start = prefix.IndexOfAnyInRange('A', 'z');
            if (start < 0) return null;
            prefix = prefix[start..];
            var length = 0;
            while (length < prefix.Length && char.IsAsciiLetter(prefix[length])) length++;
            if (Rulings.Of(prefix[..length]) is not null) return prefix[..length].ToString();
            prefix = prefix[Math.Max(1, length)..];
        }

        return null;
    }
}
