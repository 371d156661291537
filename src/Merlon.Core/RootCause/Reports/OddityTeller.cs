using Merlon.RootCause.Causes;
using Merlon.RootCause.Chains;

namespace Merlon.RootCause.Reports;

/// <summary>What is said of what is unusual, and no sign of an attack by itself.</summary>
static class OddityTeller
{
    const int MostTold = 10;

    public static IEnumerable<Claim> Of(Diagnosis diagnosis, SiteNetworks site)
    {
        var steps = diagnosis.Steps.Select(step => (step.Dealing.Source, step.Dealing.Destination, step.Dealing.Port))
            .ToHashSet();
        var others = Dealing.Of(diagnosis.Sessions)
            .Where(dealing => !steps.Contains((dealing.Source, dealing.Destination, dealing.Port))).ToList();
        return new OddityFinder(site.Has).In(others).Take(MostTold).Select(Told);
    }

    static Claim Told(Oddity oddity)
    {
        var (says, line) = (new Sentence(), oddity.Lines[0]);
        var source = line.Source is null ? "somebody" : says.Told(line, EventField.Source);
        switch (oddity.Kind)
        {
            case OddityKind.EvenPace:
                var calls = says.Count(oddity.Lines);
                return says.Says($"{source} called {says.Service(line)} {calls} times at an even pace, and nobody else"
                    + " did: a program, whose?");
            case OddityKind.FanOut:
                var hosts = says.Count(oddity.Lines);
                var port = line.DestinationPort is null ? ""
                    : $" at port {says.Told(line, EventField.DestinationPort)}";
                return says.Says($"{source} reached {hosts} hosts of the site{port}, many of them within minutes");
            case OddityKind.Upload:
                return says.Says($"{source} sent {says.Told(line, EventField.BytesSent)} bytes to {says.Service(line)},"
                    + " far more than anybody sent elsewhere");
            case OddityKind.Crowd:
                var asked = says.Count(oddity.Lines);
                return says.Says($"{asked} connections with {says.Service(line)} came within a minute from many"
                    + " sources, far more than usual: no limit by source stops that");
            case OddityKind.FailedLogins:
                var failed = says.Count(oddity.Lines);
                return says.Says($"{failed} logins from many sources failed: guessing that is spread, or the usual of"
                    + " an open service; see who got in");
            default:
                var requests = says.Count(oddity.Lines);
                return says.Says($"{source} sent {(requests == 1 ? "1 request" : $"{requests} requests")} that only an"
                    + " attack has, and got an answer: look at that server");
        }
    }
}
