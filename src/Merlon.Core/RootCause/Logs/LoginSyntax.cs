namespace Merlon.RootCause.Logs;

/// <summary>
/// What other servers write of those who log in, or try to: <c>authentication failure; rhost=192.0.2.1 user=root</c>
/// (pam_unix(8)), <c>authentication error for user 'root' from: 192.0.2.1</c>.
/// </summary>
sealed class LoginSyntax : ILogSyntax
{
    static readonly string[] Refused =
    [
        "authentication failure", "authentication error", "authentication failed", "login failed", "login failure",
        "failed login", "invalid login",
    ];

    static readonly string[] Accepted =
        ["successful auth", "successful login", "login successful", "logged in successfully"];

    public string Name => "login";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        var isRefused = HasOneOf(text, Refused);
        if (!isRefused && !HasOneOf(text, Accepted)) return LineKind.Foreign;
        if (!LoginWords.TryReadSource(text, fields)) return LineKind.Silent;

        LoginWords.ReadUser(text, fields);
        fields.Set(LogField.Action, isRefused ? "failed" : "accepted");
        fields.Set(LogField.Reason, isRefused ? "login refused" : "login accepted");
        fields.Kind = EventKind.Login;
        return LineKind.Event;
    }

    static bool HasOneOf(ReadOnlySpan<char> text, string[] phrases)
    {
        foreach (var phrase in phrases)
        {
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
