namespace Merlon.RootCause.Logs;

/// <summary>Who tried to log in, and from where, in what servers write of it.</summary>
static class LoginWords
{
    // "... from 192.0.2.1 port 53502 ssh2", "... user root 192.0.2.1 port 59402 [preauth]", "rhost=192.0.2.1". The
    // name of the user comes before the address and is an attacker's, so the last of them is the true one.
    public static bool TryReadSource(ReadOnlySpan<char> text, LogLine fields)
    {
        if (text.LastIndexOf("rhost=") is >= 0 and var host)
        {
            var words = new Words(text[(host + 6)..]);
            return TrySet(words.Next(), "", fields);
        }

        var port = text.LastIndexOf(" port ");
        if (port > 0)
        {
            var before = text[..port];
            var after = new Words(text[(port + 6)..]);
            return TrySet(before[(before.LastIndexOf(' ') + 1)..], after.Next(), fields);
        }

        var from = text.LastIndexOf(" from");
        if (from < 0) return false;

        var rest = text[(from + 5)..].TrimStart(": ");
        if (rest.IndexOf('(') is > 0 and var open && rest[open..].IndexOf(')') is > 0 and var close)
            return TrySet(rest[(open + 1)..(open + close)], "", fields);
        var last = new Words(rest);
        return TrySet(last.Next(), "", fields);
    }

    static readonly string[] Refusals = ["fail", "invalid", "incorrect", "denied", "refused", "bad ", "wrong",
        "locked"];

    static readonly string[] Successes = ["succe", "accepted", "logged in", "granted", " ok"];

    /// <summary>
    /// Whether somebody was let in, by the words of a server or a firewall; null where they do not say.
    /// </summary>
    public static Ruling? OutcomeOf(string text)
    {
        if (HasOne(Refusals)) return Ruling.Denied;
        return HasOne(Successes) ? Ruling.Allowed : null;

        bool HasOne(string[] words) =>
            Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    static bool TrySet(ReadOnlySpan<char> address, ReadOnlySpan<char> port, LogLine fields)
    {
        fields.Set(LogField.Source, address);
        fields.Set(LogField.SourcePort, port.TrimEnd(':'));
        return fields[LogField.Source] is not null;
    }

    static readonly string[] Leads = [" invalid user ", "Invalid user ", " authenticating user ", " for "];

    public static void ReadUser(ReadOnlySpan<char> text, LogLine fields)
    {
        if (text.IndexOf(" user=") is >= 0 and var named)
        {
            var name = text[(named + 6)..];
            fields.Set(LogField.User, name.IndexOf(" msg=") is >= 0 and var ends ? name[..ends] : name);
            return;
        }

        var end = text.LastIndexOf(" from");
        if (end < 0)
        {
            var port = text.LastIndexOf(" port ");
            end = port < 0 ? text.Length : text[..port].LastIndexOf(' ');
        }

        if (end < 0) return;

        var before = text[..end];
        if (before.EndsWith("'") && before[..^1].LastIndexOf('\'') is >= 0 and var quote)
        {
            fields.Set(LogField.User, before[(quote + 1)..^1]);
            return;
        }

        foreach (var lead in Leads)
        {
            var start = before.IndexOf(lead);
            if (start < 0) continue;
            fields.Set(LogField.User, before[(start + lead.Length)..]);
            return;
        }
    }
}
