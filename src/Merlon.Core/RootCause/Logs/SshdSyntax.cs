namespace Merlon.RootCause.Logs;

/// <summary>What OpenSSH's server writes of those who log in, or try to (sshd(8), auth.c, auth2.c).</summary>
sealed class SshdSyntax : ILogSyntax
{
    const ushort Port = 22;

    static readonly string[] Refused =
    [
        "Failed ", "Invalid user ", "Connection closed by invalid user ", "Connection closed by authenticating user ",
        "Disconnected from invalid user ", "Disconnected from authenticating user ",
        "Connection reset by invalid user ", "Connection reset by authenticating user ",
        "error: maximum authentication attempts exceeded for ",
        "refused connect from ", "User ", "error: PAM: ",
    ];

    public string Name => "sshd";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        if (!head.Program.StartsWith("sshd")) return LineKind.Foreign;

        text = text.TrimStart();
        var isAccepted = text.StartsWith("Accepted ");
        var isRefused = !isAccepted && IsRefusal(text);
        if (!isAccepted && !isRefused) return LineKind.Silent;
        if (!LoginWords.TryReadSource(text, fields)) return LineKind.Silent;

        LoginWords.ReadUser(text, fields);
        fields.Set(LogField.Action, isAccepted ? "accepted" : "failed");
        fields.Set(LogField.Reason, ReasonOf(text));
        fields.Set(LogField.Protocol, "tcp");
        fields.Set(LogField.DestinationPort, $"{Port}");
        fields.Kind = EventKind.Login;
        return LineKind.Event;
    }

    static bool IsRefusal(ReadOnlySpan<char> text)
    {
        foreach (var beginning in Refused)
        {
            if (text.StartsWith(beginning)) return !text.StartsWith("User child");
        }

        return text.Contains("authentication failure", StringComparison.Ordinal);
    }

    // "Failed password", "Accepted publickey": its first two words.
    static ReadOnlySpan<char> ReasonOf(ReadOnlySpan<char> text)
    {
        var words = new Words(text);
        words.Next();
        words.Next();
        return text[..(text.Length - words.Rest.Length)];
    }
}
