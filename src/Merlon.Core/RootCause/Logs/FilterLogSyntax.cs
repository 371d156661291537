namespace Merlon.RootCause.Logs;

/// <summary>
/// pf's filterlog, as pfSense and OPNsense write it: fields between commas, whose number hangs on the protocol
/// (docs.netgate.com, raw filter log format).
/// </summary>
sealed class FilterLogSyntax : ILogSyntax
{
    const int Rule = 0, Tracker = 3, Interface = 4, Action = 6, Direction = 7, Version = 8;

    public string Name => "filterlog";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        if (!head.Program.Equals("filterlog", StringComparison.Ordinal)) return LineKind.Foreign;

        Span<Range> cells = stackalloc Range[32];
        var count = text.Split(cells, ',');
        if (count <= Version) return LineKind.Foreign;

        var isV4 = text[cells[Version]] is "4";
        // IPv4: tos, ecn, ttl, id, offset, flags, protocol id, protocol, length; IPv6: class, flow, hops, protocol,
        // protocol id, length.
        var (protocol, source) = isV4 ? (16, 18) : (12, 15);
        if (count <= source + 1) return LineKind.Foreign;

        var isIn = text[cells[Direction]] is "in";
        fields.Set(isIn ? LogField.InInterface : LogField.OutInterface, text[cells[Interface]]);
        fields.Set(LogField.Action, text[cells[Action]]);
        fields.Set(LogField.Rule, text[cells[text[cells[Tracker]] is "" ? Rule : Tracker]]);
        fields.Set(LogField.Protocol, text[cells[protocol]]);
        fields.Set(LogField.Source, text[cells[source]]);
        fields.Set(LogField.Destination, text[cells[source + 1]]);
        var hasPorts = text[cells[protocol]] is "tcp" or "udp" or "TCP" or "UDP";
        if (hasPorts && count > source + 3)
        {
            fields.Set(LogField.SourcePort, text[cells[source + 2]]);
            fields.Set(LogField.DestinationPort, text[cells[source + 3]]);
            if (count > source + 5) fields.Set(LogField.TcpFlags, text[cells[source + 5]]);
        }

        fields.Kind = EventKind.Decision;
        return LineKind.Event;
    }
}
