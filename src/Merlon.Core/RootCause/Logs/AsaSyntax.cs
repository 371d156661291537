namespace Merlon.RootCause.Logs;

/// <summary>
/// Cisco ASA's messages, <c>%ASA-4-106023: Deny tcp src outside:192.0.2.1/1234 dst inside:10.0.0.5/22 by access-group
/// "in"</c>, of those kinds that tell who was let through or not, or who logged in (Cisco, ASA Series Syslog Messages).
/// </summary>
sealed class AsaSyntax : ILogSyntax
{
    public string Name => "cisco-asa";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        var start = StartOf(text);
        if (start < 0) return LineKind.Foreign;

        var colon = text[start..].IndexOf(": ");
        var number = colon < 0 ? default : text[start..(start + colon)];
        number = number[(number.LastIndexOf('-') + 1)..];
        if (number.Length != 6) return LineKind.Silent;

        var message = text[(start + colon + 2)..];
        var isOutbound = message.StartsWith("Built outbound");
        if (!TryReadKind(number, message, fields)) return LineKind.Silent;
        if (!ReadLogin(message, fields) && !ReadEnds(message, isOutbound, fields)) return LineKind.Silent;

        fields.Set(LogField.Reason, message.Length > 160 ? message[..160] : message);
        ReadRest(message, fields);
        return LineKind.Event;
    }

    static int StartOf(ReadOnlySpan<char> text)
    {
        foreach (var family in (ReadOnlySpan<string>)["%ASA-", "%FTD-", "%PIX-"])
        {
            if (text.IndexOf(family) is >= 0 and var start) return start;
        }

        return -1;
    }

    static bool TryReadKind(ReadOnlySpan<char> number, ReadOnlySpan<char> message, LogLine fields)
    {
        var (kind, action) = number switch
        {
            "106001" or "106006" or "106007" or "106010" or "106014" or "106015" or "106021" or "106023" or "313001"
                or "313005" or "710003" or "710005" or "106017" or "106018" => (EventKind.Decision, "deny"),
            "106100" or "106102" => (EventKind.Decision,
                message.Contains(" permitted ", StringComparison.Ordinal) ? "permit" : "deny"),
            "302013" or "302015" or "302017" or "302020" or "710002" => (EventKind.Decision, "built"),
            "302014" or "302016" or "302018" or "302021" => (EventKind.Connection, "close"),
            "605004" or "113005" or "113015" or "113006" or "611102" => (EventKind.Login, "failed"),
            "605005" or "113012" or "113004" or "611101" => (EventKind.Login, "success"),
            "733100" or "733101" or "400000" or "108003" => (EventKind.Alert, "alert"),
            _ => (EventKind.Other, ""),
        };
        if (action.Length == 0) return false;

        fields.Kind = kind;
        fields.Set(LogField.Action, action);
        return true;
    }

    // "server = 10.0.0.9 : user = anna : user IP = 192.0.2.1": the server is the one that was asked about the user.
    static bool ReadLogin(ReadOnlySpan<char> message, LogLine fields)
    {
        if (message.IndexOf("user IP = ") is not (>= 0 and var at)) return false;

        fields.Set(LogField.Source, new Words(message[(at + "user IP = ".Length)..]).Next());
        if (message.IndexOf("user = ") is >= 0 and var user)
            fields.Set(LogField.User, new Words(message[(user + "user = ".Length)..]).Next());
        return true;
    }

    // The words that hold an address, in their order: source and destination; of an outbound connection the other
    // way round, and where only the second is a port that a client takes. A mapped address in brackets repeats the
    // one before it.
    static bool ReadEnds(ReadOnlySpan<char> message, bool isOutbound, LogLine fields)
    {
        var ends = new List<(string Interface, string Address, string Port)>();
        var words = new Words(message);
        for (var word = words.Next(); !word.IsEmpty && ends.Count < 2; word = words.Next())
        {
            if (word is ['(', ..]) continue;

            var end = EndOf(word);
            if (!Endpoints.TrySplit(end, out var address, out var port)) continue;

            var name = end.Length < word.Length ? word[..^(end.Length + 1)] : default;
            ends.Add((name.ToString(), address.ToString(), port.ToString()));
        }

        if (ends.Count == 2 && IsSwapped(ends[0].Port, ends[1].Port, isOutbound)) ends.Reverse();
        for (var i = 0; i < ends.Count; i++)
        {
            var isSource = i == 0;
            fields.Set(isSource ? LogField.Source : LogField.Destination, ends[i].Address);
            fields.Set(isSource ? LogField.SourcePort : LogField.DestinationPort, ends[i].Port);
            fields.Set(isSource ? LogField.InInterface : LogField.OutInterface, ends[i].Interface);
        }

        return ends.Count > 0;
    }

    static bool IsSwapped(string first, string second, bool isOutbound)
    {
        var (one, other) = (IsOfClient(first), IsOfClient(second));
        return one == other ? isOutbound : other;
    }

    // From 32768 on, clients take theirs (ip(7), ip_local_port_range).
    static bool IsOfClient(string port) => ushort.TryParse(port, out var number) && number >= 32768;

    // Without the interface: outside:192.0.2.1/1234, outside/192.0.2.1(1234).
    static ReadOnlySpan<char> EndOf(ReadOnlySpan<char> word)
    {
        foreach (var mark in (ReadOnlySpan<char>)[':', '/'])
        {
            var rest = word[(word.IndexOf(mark) + 1)..];
            if (Endpoints.TrySplit(rest, out _, out _)) return Endpoints.TrySplit(word, out _, out _) ? word : rest;
        }

        return word;
    }

    static void ReadRest(ReadOnlySpan<char> message, LogLine fields)
    {
        var words = new Words(message);
        for (var word = words.Next(); !word.IsEmpty; word = words.Next())
        {
            switch (word)
            {
                case "tcp" or "TCP" or "udp" or "UDP" or "icmp" or "ICMP" or "sctp" or "gre" or "esp":
                    fields.Set(LogField.Protocol, word);
                    break;
                case "access-group" or "access-list":
                    fields.Set(LogField.Rule, new Words(words.Rest).Next().Trim('"'));
                    break;
                case "user" or "user=":
                    fields.Set(LogField.User, new Words(words.Rest).Next().Trim('"').TrimStart('='));
                    break;
                case "bytes":
                    fields.Set(LogField.Bytes, new Words(words.Rest).Next());
                    break;
                case "flags":
                    fields.Set(LogField.TcpFlags, new Words(words.Rest).Next() is "SYN" ? "S" : "SA");
                    break;
            }
        }
    }
}
