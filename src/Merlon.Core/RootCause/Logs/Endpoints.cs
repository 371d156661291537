using Merlon.Net;

namespace Merlon.RootCause.Logs;

/// <summary>An address, perhaps with a port, as logs write it.</summary>
static class Endpoints
{
    /// <summary>
    /// <c>192.0.2.1:80</c>, <c>192.0.2.1/80</c>, <c>192.0.2.1(80)</c>, <c>[2001:db8::1]:80</c>, <c>2001:db8::1/80</c>,
    /// or an address alone; Suricata's IPv6 is <c>2001:0db8:0000:...:0001:80</c>.
    /// </summary>
    /// <returns>Whether there is an address.</returns>
    public static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> address, out ReadOnlySpan<char> port)
    {
        text = text.Trim([' ', ',', ';', '"']);
        address = text;
        port = default;
        if (text is ['[', ..] && text.IndexOf(']') is > 0 and var close)
        {
            address = text[1..close];
            port = text[(close + 1)..].TrimStart(":/");
            return IsAddress(address);
        }

        var end = text.IndexOfAny('/', '(');
        if (end > 0)
        {
            address = text[..end];
            port = text[(end + 1)..];
            var stop = port.IndexOfAny(')', '/', ' ');
            if (stop >= 0) port = port[..stop];
            return IsAddress(address);
        }

        // Of IPv6 with all its eight parts a ninth is the port.
        var colon = text.LastIndexOf(':');
        var isWithPort = colon > 0 && (text.Count(':') is 1 or 8 || text[..colon].Contains('.'));
        if (!isWithPort) return IsAddress(address);

        address = text[..colon];
        port = text[(colon + 1)..];
        return IsAddress(address);
    }

    public static void Set(ReadOnlySpan<char> text, LogField address, LogField port, LogLine fields)
    {
        if (!TrySplit(text, out var ip, out var number)) return;
        fields.Set(address, ip);
        fields.Set(port, number);
    }

    static bool IsAddress(ReadOnlySpan<char> text) => Ip.TryParse(text, out _);
}
