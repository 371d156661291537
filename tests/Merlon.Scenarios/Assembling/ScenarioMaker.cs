using System.Collections.Immutable;
using System.Net;
using Merlon.Scenarios.Logs;
using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;

namespace Merlon.Scenarios.Assembling;

/// <summary>Tells the variants as one story and writes it down: logs, rules, and the right answer.</summary>
static class ScenarioMaker
{
    public static Scenario Make(string id, ulong seed, params ReadOnlySpan<Variant> variants)
    {
        var chance = new Chance(seed);
        var story = new Story(chance, six: chance.In(25), combined: variants.Length > 1);
        foreach (var variant in variants) variant.Tell(story);

        var told = story.Rules.Any(rule => rule.Family == 6) || story.Events.Any(what => what.Destination.IsSix());
        var withSix = told || (!story.IsBare && chance.In(15));
        var policy = PolicyMaker.Make(story, withSix);
        var form = story.Verbatim is not null ? RuleForm.MarkdownTable
            : chance.In(60) ? RuleForm.IptablesSave : chance.Pick(RuleForm.MarkdownTable, RuleForm.CsvTable);
        var rules = WrittenPolicy.Write(policy, form, withSix);
        var (logs, impairments) = LogMaker.Make(story);
        var lines = logs.SelectMany(log => log.Lines).ToList();
        if (story.Verbatim is not null) lines = [.. lines.Select(line => (line.What, Verbatim(line.Place)))];

        var answer = story.Blames.Count > 0 ? story.Blames.Select(blame => blame.Cause) : [variants[0].Answer];
        return new()
        {
            Id = id,
            Seed = seed,
            Variants = [.. variants],
            Logs = story.Verbatim is { } texts ? [texts.Log] : [.. logs.Select(log => log.File)],
            Rules = story.Verbatim is { } given ? [given.Rules] : rules.Files,
            Impairments = impairments,
            PolicySize = policy.Rules.Length,
            Replay = [.. lines.Where(line => LogFormat.Connections.Contains(line.What.Kind)).Select(Logged)],
            Expected = new()
            {
                Answer = [.. answer],
                Reason = story.Reason,
                Causes = [.. story.Blames.Select((blame, at) => Cause(blame, at))],
                Attackers = [.. Attackers(story).Select(address => $"{address}")],
                Victims = [.. Victims(story).Select(address => $"{address}")],
                Legitimate = Places(what => what.Role == LineRole.Legitimate),
                Attack = Places(what => what.Role == LineRole.Attack),
            },
        };

        IEnumerable<RulePlace> Faults(Blame blame) =>
            blame.Rules.Length == 0 ? rules.PlacesOf(null) : blame.Rules.SelectMany(rule => rules.PlacesOf(rule));

        ImmutableArray<LinePlace> Places(Func<Occurrence, bool> of) =>
            [.. lines.Where(line => of(line.What)).Select(line => line.Place)];

        ExpectedCause Cause(Blame blame, int at) => new(
            blame.Cause,
            [.. Faults(blame).Select(place => story.Verbatim is null ? place : place with { Line = place.Line - 1 })],
            Places(what => what.Blame == at && what.Kind == OccurrenceKind.Admitted),
            Places(what => what.Blame == at && what.IsKey),
            WrittenPolicy.Write(blame.Changed(policy), form, withSix).Files);
    }

    // The texts that are fixed have no line between a table's head and its rows.
    static LinePlace Verbatim(LinePlace place) => place with { Line = place.Line - 1 };

    static LoggedPacket Logged((Occurrence What, LinePlace Place) line) => new(
        line.Place,
        new(line.What.At, line.What.Source, line.What.SourcePort, line.What.Destination, line.What.DestinationPort,
            line.What.Protocol),
        line.What.Kind == OccurrenceKind.Admitted,
        line.What.IsExplained);

    // Whoever is of the internet; where nobody is, who began it.
    static List<IPAddress> Attackers(Story story)
    {
        var attack = story.Events.Where(what => what.Role == LineRole.Attack).OrderBy(what => what.At).ToList();
        var outside = attack.SelectMany(Ends).Where(story.IsOutside).Distinct().ToList();
        return outside.Count > 0 || attack.Count == 0 ? outside : [attack[0].Source];
    }

    static IEnumerable<IPAddress> Victims(Story story) =>
        story.Events.Where(what => what.Role == LineRole.Attack).SelectMany(Ends).Distinct().Except(Attackers(story));

    static IEnumerable<IPAddress> Ends(Occurrence what) =>
        what.Translated is { } to ? [what.Source, what.Destination, to.Address] : [what.Source, what.Destination];
}
