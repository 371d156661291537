using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Reports;

/// <summary>
/// Looks up again what each claim of a report rests on: reads the logs and the rules anew, replays what is said to be
/// refused or let pass, and holds every number and address of a sentence against its evidence. It shares nothing with
/// what made the claims but the readers.
/// </summary>
public sealed class ClaimChecker
{
    readonly Dictionary<LogPlace, LogEvent> _lines = [];
    readonly HashSet<EventField> _told = [];
    readonly PolicyText? _rules;
    readonly List<PolicyReplay?> _replays = [];   // of the rules as given, and of each fix

    /// <param name="logs">Opened anew.</param>
    /// <param name="clocks">How their times are set right.</param>
    /// <param name="rules">Null where none were given.</param>
    /// <param name="cited">The lines that claims name.</param>
    public ClaimChecker(
        IEnumerable<LogReader> logs, IReadOnlyList<ClockCorrection> clocks, PolicyText? rules,
        IEnumerable<Change> changes, IReadOnlySet<LogPlace> cited)
    {
        foreach (var (number, log) in logs.Index()) Read(log, clocks[number], cited);
        _rules = rules;
        if (rules is null) return;

        _replays.Add(ReplayOf(rules));
        _replays.AddRange(changes.Select(change => ReplayOf(rules.With(change.Edits))));
    }

    void Read(LogReader log, ClockCorrection clock, IReadOnlySet<LogPlace> cited)
    {
        while (log.Next() is { } line)
        {
            foreach (var field in Enum.GetValues<EventField>())
            {
                if (!_told.Contains(field) && field.Of(line) is not null) _told.Add(field);
            }

            if (cited.Contains(line.Place)) _lines[line.Place] = clock.Applied(line);
        }
    }

    static PolicyReplay? ReplayOf(PolicyText rules) =>
        PolicyReader.Read(rules, out _) is { } policy ? new(policy) : null;

    /// <returns>What is wrong with a claim; null when it holds.</returns>
    public string? WhyNot(Claim claim)
    {
        foreach (var assertion in claim.Evidence)
        {
            if (!Holds(assertion)) return $"this does not hold: {assertion}";
        }

        var known = claim.Evidence.SelectMany(WordsOf).SelectMany(Figures.In).ToHashSet();
        var strange = Figures.In(claim.Text).FirstOrDefault(figure => !known.Contains(figure));
        return strange is null ? null : $"\"{strange}\" is not in its evidence";
    }

    bool Holds(Assertion assertion) => assertion switch
    {
        Assertion.Tells(var place, var field, var value) =>
            _lines.TryGetValue(place, out var line) && field.Of(line) == value,
        Assertion.Lacks(var field) => !_told.Contains(field),
        Assertion.Counts(var number, var places) =>
            places.Distinct().Count() == number && places.All(_lines.ContainsKey),
        Assertion.Follows(var earlier, var later) => _lines.TryGetValue(earlier, out var one)
            && _lines.TryGetValue(later, out var other) && (one.At is null || other.At is null || one.At <= other.At),
        Assertion.Reads(var line, var words) =>
            _rules is not null && _rules[line].Contains(words, StringComparison.Ordinal),
        Assertion.Decides(var place, var change, var ruling) => Replayed(place, change) == ruling,
        _ => false,
    };

    Ruling? Replayed(LogPlace place, int change) =>
        _lines.TryGetValue(place, out var line) && change + 1 < _replays.Count
            ? _replays[change + 1]?.Decide(PacketFacts.Of(line), line.At) : null;

    IEnumerable<string> WordsOf(Assertion assertion) => assertion switch
    {
        Assertion.Tells(_, _, var value) => [value],
        Assertion.Counts(var number, _) => [$"{number}"],
        Assertion.Reads(var line, var words) => [words, $"{_rules?.PlaceOf(line)}"],
        _ => [],
    };
}
