using Merlon.Net;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;
using Change = Merlon.RootCause.Causes.Change;

namespace Merlon.RootCause.Reports;

/// <summary>
/// Shows what a change of the rules is and does: as a diff, on each line, and on all packets there are.
/// </summary>
sealed class FixMaker(Diagnosis diagnosis)
{
    const int MostBoxes = 12;

    readonly AnomalyCheck _anomalies = new(diagnosis.Policy!);

    public Fix Of(Cause cause)
    {
        var (policy, change) = (diagnosis.Policy!, cause.Fix);
        var changed = PolicyReader.Read(policy.Text.With(change.Edits), out _)!;
        return new(change, [.. Diff(policy.Text, change)], [.. Diff(policy.Text, change).Select(Reversed)],
            [.. Effects(policy, changed)], [.. Packets(policy, changed), .. Untold(policy, change)],
            _anomalies.Added(changed));
    }

    static string[] Untold(Policy policy, Change change) => change.HangsOnDefault(policy)
        ? ["what the rules no longer speak of goes by the default policy, which is not told"] : [];

    static IEnumerable<string> Diff(PolicyText text, Change change) =>
        from edit in change.Edits.OrderBy(edit => edit.Line)
        let old = text[edit.Line]
        let place = text.PlaceOf(edit.Line)
        from line in (IEnumerable<string>)
            [$"@@ {place.File}, line {place.Line} @@", .. edit.Instead.Contains(old) ? (string[])[] : [$"-{old}"],
                .. edit.Instead.Select(line => line == old ? $" {line}" : $"+{line}")]
        select line;

    static string Reversed(string line) => line switch
    {
        ['+', .. var rest] => $"-{rest}",
        ['-', .. var rest] => $"+{rest}",
        _ => line,
    };

    // In order of time, since limits count.
    IEnumerable<LineEffect> Effects(Policy before, Policy after)
    {
        var (old, @new) = (new PolicyReplay(before), new PolicyReplay(after));
        foreach (var session in diagnosis.Sessions)
        {
            var ruling = session.Ruling;
            var (was, becomes) = (old.Decide(session.Facts, session.At), @new.Decide(session.Facts, session.At));
            var isChanged = was != becomes && becomes is not null;
            foreach (var line in session.Lines)
            {
                var done = line.Kind is EventKind.Decision or EventKind.Connection ? line.Ruling : ruling;
                yield return new(line.Place, done, isChanged && done is not Ruling.Denied ? becomes : done);
            }
        }
    }

    static string Words(Box packets, PacketSpace space) =>
        string.Join(", ", BoxText.Describe(packets, space).Select(part => $"{part.Field} {part.Values}"));

    static IEnumerable<string> Packets(Policy before, Policy after)
    {
        foreach (var family in (IpFamily[])[IpFamily.V4, IpFamily.V6])
        {
            if (before.Of(family)?.TableNamed("filter") is not { } old
                || after.Of(family)?.TableNamed("filter") is not { } @new)
                continue;

            foreach (var line in Packets(family, old, @new)) yield return line;
        }
    }

    static IEnumerable<string> Packets(IpFamily family, Table old, Table @new)
    {
        foreach (var hook in (Hook[])[Hook.Forward, Hook.Input])
        {
            if (old.ChainNamed(hook.ChainName) is null) continue;

            var diff = PolicyDiff.Of(family, old, @new, hook);
            foreach (var change in diff.Changes().Take(MostBoxes))
            {
                yield return $"{hook.ChainName}: {Words(change.Packets, diff.Space)}: {change.Before.InWords}"
                    + $" becomes {change.After.InWords}";
            }

            if (diff.CountBoxes() is > MostBoxes and var count)
                yield return $"{hook.ChainName}: {count - MostBoxes} more sets";
        }
    }
}
