using System.Buffers;
using System.Globalization;
using System.Text;
using Merlon.Net;

namespace Merlon.RootCause.Logs;

/// <summary>Makes an event of a line's fields.</summary>
static class EventDraft
{
    static readonly SearchValues<char> WordEnds = SearchValues.Create(" -_(:/,");

    /// <param name="at">When it was, as far as that is known.</param>
    public static LogEvent Of(LogLine line, LogPlace place, DateTime? at)
    {
        var ruling = RulingOf(line);
        return new()
        {
            Place = place,
            Kind = KindOf(line, ruling),
            At = at,
            Source = AddressOf(line[LogField.Source], out var sourcePort),
            SourcePort = PortOf(line[LogField.SourcePort] ?? sourcePort),
            Destination = AddressOf(line[LogField.Destination], out var destinationPort),
            DestinationPort = PortOf(line[LogField.DestinationPort] ?? destinationPort),
            Protocol = ProtocolOf(line[LogField.Protocol]),
            IsOpening = IsOpening(line[LogField.TcpFlags]),
            IcmpType = byte.TryParse(line[LogField.IcmpType], CultureInfo.InvariantCulture, out var type) ? type : null,
            Ruling = ruling,
            InInterface = line[LogField.InInterface],
            OutInterface = line[LogField.OutInterface],
            Reason = line[LogField.Signature] ?? line[LogField.Reason],
            User = line[LogField.User],
            Rule = line[LogField.Rule],
            BytesSent = CountOf(line[LogField.BytesSent]) ?? CountOf(line[LogField.Bytes]),
            BytesReceived = CountOf(line[LogField.BytesReceived]),
            Method = line[LogField.Method],
            Url = line[LogField.Url],
            Agent = line[LogField.Agent],
            Status = int.TryParse(line[LogField.Status], CultureInfo.InvariantCulture, out var status) ? status : null,
        };
    }

    static Ruling? RulingOf(LogLine line)
    {
        if (line[LogField.Reason] is { } reason && IsAboutLogin(line) && LoginWords.OutcomeOf(reason) is { } outcome)
            return outcome;
        if (line[LogField.Success] is { } success)
            return success is "T" or "true" or "True" or "1" or "yes" ? Ruling.Allowed : Ruling.Denied;
        if (line[LogField.Action] is { } action) return Rulings.Of(action) ?? Rulings.Of(FirstWord(action));

        // Of a connection that was answered it is known that it came through.
        return line[LogField.State] switch
        {
            "SF" or "S1" or "S2" or "S3" or "RSTO" or "RSTR" or "established" or "closed" => Ruling.Allowed,
            "S0" or "REJ" or "RSTOS0" or "SH" or "new" => Ruling.Unanswered,
            null when line.Kind is null && CountOf(line[LogField.BytesReceived]) > 0 => Ruling.Allowed,
            _ => null,
        };
    }

    static EventKind KindOf(LogLine line, Ruling? ruling) =>
        line.Kind ?? line[LogField.Kind] switch
        {
            "alert" or "anomaly" => EventKind.Alert,
            "flow" or "netflow" or "conn" => EventKind.Connection,
            "http" or "fileinfo" => EventKind.Request,
            "drop" => EventKind.Decision,
            _ => KindByFields(line, ruling),
        };

    static EventKind KindByFields(LogLine line, Ruling? ruling)
    {
        if (line[LogField.Success] is not null || (ruling is not null && IsAboutLogin(line))) return EventKind.Login;
        if (line[LogField.State] is not null) return EventKind.Connection;
        if (line[LogField.Url] is not null && line[LogField.Method] is not null) return EventKind.Request;
        if (line[LogField.Action] is not null && ruling is not null) return EventKind.Decision;
        if (IsAboutAttack(line)) return EventKind.Alert;
        return line[LogField.Source] is null || line[LogField.Destination] is null
            ? EventKind.Other : EventKind.Connection;
    }

    // An action that is neither to let pass nor to refuse is to tell of it.
    static bool IsAboutAttack(LogLine line) => line[LogField.Signature] is not null
        || line[LogField.Reason] is { } reason && (line[LogField.Action] is not null || AttackWords.Has(reason));

    // Whole words, of what a firewall or a server writes there, and not of a name or a URL.
    static bool IsAboutLogin(LogLine line) =>
        new[] { line[LogField.Action], line[LogField.Reason] }.Any(text => text is not null
            && (HasWord(text, "login") || HasWord(text, "logon") || HasWord(text, "password")
                || HasWord(text, "authentication") || HasWord(text, "auth")));

    static bool HasWord(string text, string word)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += word.Length)
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]))
                && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end]))) return true;
        }

        return false;
    }

    static Ip? AddressOf(string? text, out string? port)
    {
        port = null;
        if (text is null || !Endpoints.TrySplit(text, out var address, out var number)) return null;

        port = number.IsEmpty ? null : number.ToString();
        return Ip.TryParse(address, out var ip) ? ip : null;
    }

    static ushort? PortOf(string? text) =>
        text is not null && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port : null;

    static IpProtocol? ProtocolOf(string? text) =>
        text is not null && IpProtocolNames.TryParse(Encoding.UTF8.GetBytes(text), out var protocol) ? protocol : null;

    static bool? IsOpening(string? flags) => flags switch
    {
        null => null,
        "S" or "SYN" or "0x02" => true,
        _ => false,
    };

    static long? CountOf(string? text) =>
        long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count) ? count : null;

    static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(WordEnds);
        return end < 0 ? text : text[..end];
    }
}
