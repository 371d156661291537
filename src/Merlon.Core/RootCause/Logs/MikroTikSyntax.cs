namespace Merlon.RootCause.Logs;

/// <summary>
/// RouterOS: topics, then <c>drop-tcp input: in:ether1 out:(unknown 0), connection-state:new src-mac ..., proto TCP
/// (SYN), 192.0.2.1:59388->198.51.100.2:23, len 40</c>, or <c>login failure for user admin from 192.0.2.1 via ssh</c>.
/// </summary>
sealed class MikroTikSyntax : ILogSyntax
{
    const string Protocol = "proto ", Arrow = "->", Login = "login failure for user ", In = "in:", Out = "out:";

    public string Name => "mikrotik";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        var login = text.IndexOf(Login, StringComparison.Ordinal);
        if (login >= 0) return ReadLogin(text[(login + Login.Length)..], fields);

        var (protocol, arrow) = (text.IndexOf(Protocol, StringComparison.Ordinal), text.IndexOf(Arrow));
        var input = text.IndexOf(In, StringComparison.Ordinal);
        if (protocol < 0 || arrow < protocol || input < 0 || input > protocol) return LineKind.Foreign;

        ReadPrefix(text[..input], fields);
        ReadInterface(text[(input + In.Length)..protocol], LogField.InInterface, fields);
        if (text.IndexOf(Out, StringComparison.Ordinal) is > 0 and var output && output < protocol)
            ReadInterface(text[(output + Out.Length)..protocol], LogField.OutInterface, fields);

        var kind = text[(protocol + Protocol.Length)..arrow];
        fields.Set(LogField.Protocol, kind[..Math.Max(0, kind.IndexOfAny(' ', ','))]);
        if (kind.IndexOf('(') is > 0 and var flags && kind[flags..].IndexOf(')') is > 0 and var end)
            ReadFlags(kind[(flags + 1)..(flags + end)], fields);
        Endpoints.Set(kind[(kind.LastIndexOf(' ') + 1)..], LogField.Source, LogField.SourcePort, fields);
        var rest = text[(arrow + Arrow.Length)..];
        var comma = rest.IndexOf(',');
        Endpoints.Set(comma < 0 ? rest : rest[..comma], LogField.Destination, LogField.DestinationPort, fields);
        fields.Kind = EventKind.Decision;
        return LineKind.Event;
    }

    static LineKind ReadLogin(ReadOnlySpan<char> text, LogLine fields)
    {
        var from = text.LastIndexOf(" from ");
        if (from < 0) return LineKind.Foreign;

        fields.Set(LogField.User, text[..from]);
        var words = new Words(text[(from + 6)..]);
        fields.Set(LogField.Source, words.Next());
        fields.Set(LogField.Action, "failed");
        fields.Set(LogField.Reason, "login failure");
        fields.Kind = EventKind.Login;
        return LineKind.Event;
    }

    // "firewall,info drop-tcp input: ": the topics, the prefix of the rule, the chain.
    static void ReadPrefix(ReadOnlySpan<char> text, LogLine fields)
    {
        var words = new Words(text);
        words.Next();
        var prefix = words.Rest.Trim().TrimEnd(':');
        fields.Set(LogField.Reason, prefix);
        foreach (var part in prefix.SplitAny("-_ :,"))
        {
            if (Rulings.Of(prefix[part]) is not null) fields.Set(LogField.Action, prefix[part]);
        }
    }

    static void ReadInterface(ReadOnlySpan<char> text, LogField field, LogLine fields)
    {
        var end = text.IndexOfAny(' ', ',');
        var name = end < 0 ? text : text[..end];
        if (!name.StartsWith("(")) fields.Set(field, name);
    }

    static void ReadFlags(ReadOnlySpan<char> flags, LogLine fields)
    {
        if (flags is "SYN") fields.Set(LogField.TcpFlags, "S");
        else if (flags.Contains("SYN", StringComparison.Ordinal)) fields.Set(LogField.TcpFlags, "SA");
    }
}
