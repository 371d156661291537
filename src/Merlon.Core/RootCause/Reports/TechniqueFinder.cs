using Merlon.Knowledge;
using Merlon.Net;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>
/// The techniques that the steps of an attack show, each by a rule that docs/root-cause.md states; what the logs do not
/// tell apart is called by the wider technique, or not at all.
/// </summary>
sealed class TechniqueFinder
{
    /// <summary>Hosts that one source must be refused at to scan addresses, and ports to scan services.</summary>
    const int LeastHosts = 3, LeastPorts = 2;

    /// <summary>Tries with each name, in the mean, that make guessing of passwords; fewer are spraying.</summary>
    const int LeastTries = 3;

    const int LeastNames = 6;

    /// <summary>Bytes that leave by one session, and more of them than come.</summary>
    const long LeastTheft = 1_000_000;

    readonly Diagnosis _diagnosis;
    readonly SiteNetworks _site;

    TechniqueFinder(Diagnosis diagnosis, SiteNetworks site) => (_diagnosis, _site) = (diagnosis, site);

    /// <summary>Each technique once, by the first step that shows it.</summary>
    public static IEnumerable<ShownTechnique> In(Diagnosis diagnosis, SiteNetworks site)
    {
        var finder = new TechniqueFinder(diagnosis, site);
        return diagnosis.Steps.SelectMany(finder.Of).DistinctBy(shown => shown.Id);
    }

    IEnumerable<ShownTechnique> Of(AttackStep step) =>
        Probes(step).Concat(Logins(step)).Concat(Alerts(step)).Concat(Sessions(step)).Concat(Floods(step))
            .Concat(Thefts(step));

    static ShownTechnique Shown(string id, Claim claim) => new(TechniqueTable.Find(id)!, claim);

    bool ComesIn(AttackStep step) => !_site.Has(step.Dealing.Source) && _site.Has(step.Dealing.Destination);

    bool StaysInside(AttackStep step) => _site.Has(step.Dealing.Source) && _site.Has(step.Dealing.Destination);

    bool GoesOut(AttackStep step) => _site.Has(step.Dealing.Source) && !_site.Has(step.Dealing.Destination)
        && step.Dealing.Destination is not null;

    IEnumerable<ShownTechnique> Probes(AttackStep step)
    {
        var (source, first) = (step.Dealing.Source, step.Keys[0].At);
        if (source is null) yield break;

        var refused = _diagnosis.Sessions.Where(session => session.Ruling is Ruling.Denied or Ruling.Unanswered
            && session.Facts.Source == source && !(session.At > first)).Select(session => session.Key).ToList();
        var byHost = refused.Where(line => line.Destination is not null).DistinctBy(line => line.Destination).ToList();
        if (!_site.Has(source) && byHost.Count >= LeastHosts)
            yield return Shown("T1595.001", Refused(byHost, "hosts", EventField.Destination));

        var here = refused.Where(line => line.Destination == step.Dealing.Destination).ToList();
        var byPort = here.Where(line => line.DestinationPort is not null)
            .DistinctBy(line => (line.DestinationPort, line.Protocol)).ToList();
        var named = here.Find(line => TechniqueWords.Scan.In(line.Reason));
        if (byPort.Count >= LeastPorts)
            yield return Shown(ScanOf(source), Refused(byPort, "services", EventField.DestinationPort));
        else if (named is not null)
            yield return Shown(ScanOf(source), Named(named, "a scan"));
    }

    string ScanOf(Ip? source) => _site.Has(source) ? "T1046" : "T1595";

    // One line for each host, or for each port.
    static Claim Refused(List<LogEvent> lines, string what, EventField field)
    {
        var says = new Sentence();
        says.All(lines, field);
        says.All(lines, EventField.Ruling);
        return says.Says($"{says.Told(lines[0], EventField.Source)} was refused at {says.Count(lines)} {what}");
    }

    static Claim Named(LogEvent line, string what)
    {
        var says = new Sentence();
        says.Told(line, EventField.Reason);
        return says.Says($"the log names {what} in what {says.Told(line, EventField.Source)} sent");
    }

    static IEnumerable<ShownTechnique> Logins(AttackStep step)
    {
        if (step.Find(SignKind.Guessed) is not { } guesses) yield break;

        var lines = guesses.Lines;
        var named = lines.Where(line => line.User is not null).ToList();
        var byName = named.DistinctBy(line => line.User).ToList();
        var isTold = named.Count == lines.Count;
        var id = lines.Any(line => TechniqueWords.Stuffing.In(line.Reason)) ? "T1110.004"
            : isTold && named.Count >= LeastTries * byName.Count ? "T1110.001"
            : isTold && byName.Count >= LeastNames ? "T1110.003"
            : "T1110";
        yield return Shown(id, Guesses(step, lines, isTold ? byName : []));
        if (step.GuessedIn is { } login) yield return Shown("T1078", Worked(login, lines));
    }

    static Claim Guesses(AttackStep step, IReadOnlyList<LogEvent> lines, List<LogEvent> byName)
    {
        var says = new Sentence();
        says.All(lines, EventField.Source);
        says.All(lines, EventField.Ruling);
        says.All(lines, EventField.User);
        var names = byName.Count switch
        {
            0 => "",
            1 => ", all with one name",
            _ => $", with {says.Count(byName)} names",
        };
        return says.Says($"{says.Count(lines)} logins from {step.Dealing.Source} failed{names}");
    }

    static Claim Worked(LogEvent login, IReadOnlyList<LogEvent> failed)
    {
        var says = new Sentence();
        says.Told(login, EventField.Ruling);
        var source = says.Told(login, EventField.Source);
        return says.Says($"a login from {source} worked after {says.Count(failed)} failed");
    }

    IEnumerable<ShownTechnique> Alerts(AttackStep step)
    {
        foreach (var alert in step.Find(SignKind.Alerted)?.Lines ?? [])
        {
            var words = alert.Reason;
            if (ComesIn(step) && TechniqueWords.Scanner.In(words))
                yield return Shown("T1595.002", Named(alert, "a scan for flaws"));
            else if ((ComesIn(step) || StaysInside(step)) && TechniqueWords.Exploit.In(words))
                yield return Shown(ComesIn(step) ? "T1190" : "T1210", Named(alert, "an exploit"));
            if (!GoesOut(step)) continue;

            if (TechniqueWords.Tunnel.In(words)) yield return Shown("T1572", Named(alert, "a tunnel"));
            if (TechniqueWords.Mining.In(words)) yield return Shown("T1496", Named(alert, "a miner"));
            if (TechniqueWords.Command.In(words) && TechniquePorts.ChannelOf(step.Dealing) is { } channel)
                yield return Shown(channel, Named(alert, "a channel of command"));
        }
    }

    IEnumerable<ShownTechnique> Sessions(AttackStep step)
    {
        var (port, admitted) = (step.Dealing.Port, step.Keys.FirstOrDefault(key => key.Ruling is Ruling.Allowed));
        if (admitted is null) yield break;

        if (ComesIn(step) && TechniquePorts.IsRemoteWork(port))
            yield return Shown("T1133", Got(admitted, ", from outside the site"));
        if (StaysInside(step) && TechniquePorts.RemoteServiceOf(port) is { } way)
            yield return Shown(way, Got(admitted, ", from within the site"));
    }

    static Claim Got(Session session, string how)
    {
        var (says, line) = (new Sentence(), session.Key);
        says.Told(line, EventField.Ruling);
        return says.Says($"{says.Told(line, EventField.Source)} got a connection to {says.Service(line)}{how}");
    }

    static IEnumerable<ShownTechnique> Floods(AttackStep step)
    {
        if (step.Find(SignKind.Flooded) is not { } flood) yield break;

        var says = new Sentence();
        says.All(flood.Lines, EventField.Source);
        var named = step.Dealing.Sessions.SelectMany(session => session.Lines)
            .FirstOrDefault(line => TechniqueWords.Flood.In(line.Reason));
        if (named is not null) says.Told(named, EventField.Reason);
        if (step.Dealing.Protocol is not null) says.Told(flood.Lines[0], EventField.Protocol);
        yield return Shown(FloodOf(step, flood, named?.Reason), says.Says(
            $"{step.Dealing.Source} opened {says.Count(flood.Lines)} connections in short time"));
    }

    static string FloodOf(AttackStep step, Sign flood, string? named) =>
        TechniqueWords.Amplified.In(named) ? "T1498.002"
        : TechniqueWords.SynFlood.In(named) ? "T1499.001"
        : step.Dealing.Protocol is IpProtocol.Icmp or IpProtocol.IcmpV6 ? "T1498.001"
        : flood.Lines.All(IsServed) ? "T1499.002"
        : "T1499";

    static bool IsServed(LogEvent line) => line.Kind is EventKind.Request || line.BytesReceived > 0;

    // By the channel of command where an alert names it one; else by a protocol that is made to carry files.
    IEnumerable<ShownTechnique> Thefts(AttackStep step)
    {
        if (!GoesOut(step)) yield break;

        var large = step.Dealing.Admitted.SelectMany(session => session.Lines)
            .FirstOrDefault(line => line.BytesSent >= LeastTheft && line.BytesSent > line.BytesReceived);
        if (large is null) yield break;

        var isCommand = step.Find(SignKind.Alerted)?.Lines.Any(line => TechniqueWords.Command.In(line.Reason)) is true;
        var id = isCommand ? "T1041" : TechniquePorts.TheftOf(step.Dealing);
        if (id is null) yield break;

        var says = new Sentence();
        var (source, bytes) = (says.Told(large, EventField.Source), says.Told(large, EventField.BytesSent));
        says.Told(large, EventField.BytesReceived);
        yield return Shown(id, says.Says($"{source} sent {bytes} bytes to {says.Service(large)}, outside the site"));
    }
}
