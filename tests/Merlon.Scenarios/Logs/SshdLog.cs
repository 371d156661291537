namespace Merlon.Scenarios.Logs;

/// <summary>The logins of a host, as sshd tells them.</summary>
sealed class SshdLog(string host) : LogFormat("auth.log", Logins)
{
    public override string Line(Occurrence what)
    {
        var did = what.Kind == OccurrenceKind.LoginFailed ? "Failed password" : "Accepted password";
        return $"{SyslogHead.At(what.At)} {host} sshd[{2000 + (what.SourcePort % 30000)}]: {did} for {what.User}"
            + $" from {what.Source} port {what.SourcePort} ssh2";
    }
}
