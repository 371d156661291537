using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>What logs and rules do not tell, and which data would.</summary>
static class UnknownTeller
{
    public static IEnumerable<Claim> Of(Diagnosis diagnosis)
    {
        foreach (var (step, why) in diagnosis.Open) yield return Open(step, why);

        var told = diagnosis.Book.Logs.SelectMany(log => log.Told).ToHashSet();
        if (!told.Contains(LogField.DestinationPort) && diagnosis.Sessions.Count > 0)
        {
            yield return Lacking(EventField.DestinationPort,
                "the logs tell no ports: no rule by port can be justified by them; log the destination port");
        }

        if (!told.Contains(LogField.Source) && diagnosis.Sessions.Count > 0)
            yield return Lacking(EventField.Source, "the logs tell no sources; log the source address");
        if (!told.Contains(LogField.BytesSent) && !told.Contains(LogField.Bytes) && diagnosis.Steps.Count > 0)
        {
            yield return Lacking(EventField.BytesSent,
                "how much was moved is not told; log the bytes of each connection");
        }

        if (diagnosis.Policy is { IsDefaultTold: false })
        {
            yield return new Claim(
                "what the firewall does with what no rule is about is not told; hand over the default policy too", []);
        }
    }

    static Claim Lacking(EventField field, string text) => new(text, [new Assertion.Lacks(field)]);

    static Claim Open(Chains.AttackStep? step, Undecided why)
    {
        var says = new Sentence();
        var what = step is null ? "how it came in" : $"what let {says.Told(step.Keys[0].Key, EventField.Source)} in";
        return says.Says($"{what} is not told: {Words(why)}");
    }

    static string Words(Undecided why) => why switch
    {
        Undecided.LogGap => "the logs are silent for the decisive time; find the logs of that time elsewhere",
        Undecided.RulesDoNotExplain =>
            "the rules that were given refuse what the logs let pass; hand over the rules that were in force",
        Undecided.ColumnsMissing =>

            "a column that would tell which rule let it pass is missing;"
            + " log all of a connection",
        Undecided.OnlyRefusals => "nothing that was let pass was logged; log that too",
        Undecided.EntryNotLogged => "no line shows how it was taken over; look at the hosts themselves",
        Undecided.NoOneChange =>


            "no change of one rule stops it and keeps what is legitimate; several rules let it pass,"
            + " look at all of them",
        Undecided.OnlyByProtected =>
            "the changes that were tried and stop it refuse traffic that the context protects; look at both",
        Undecided.NoRules => "no rules were given for it; hand over the firewall's rules",
        Undecided.RulesHangOnMore => "the rules ask for what no log tells; log the mark, the set or the interface",
        _ => "it came through just what the rule is for, and no rule can tell it from legitimate use;"
            + " look at the service itself",
    };
}
