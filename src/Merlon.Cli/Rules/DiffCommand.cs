using System.CommandLine;
using System.Text.Json;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary><c>merlon rules diff</c>: which packets meet another verdict.</summary>
static class DiffCommand
{
    static readonly Argument<string> Old = RuleFile.Argument("old");
    static readonly Argument<string> New = RuleFile.Argument("new");
    static readonly Option<string> Chain = Options.Named("--chain", "all", ["all", "FORWARD", "INPUT", "OUTPUT"],
        "Only the packets that meet this built-in chain first");

    static readonly Option<string> Family = RuleFile.Family();
    static readonly Option<int> Limit = Options.Whole("--limit", 20, "Show so many boxes of each chain at most");

    public static Command Create()
    {
        var command = new Command("diff", "Tell exactly which packets change verdict, with a witness of each kind");
        command.Add(Old);
        command.Add(New);
        command.Add(Chain);
        command.Add(Family);
        command.Add(Limit);
        command.Add(Options.Json);
        command.SetAction(parsed =>
        {
            var family = parsed.GetRequiredValue(Family);
            var old = RuleFile.OpenInPart(parsed.GetRequiredValue(Old), family);
            var @new = old is null ? null : RuleFile.OpenInPart(parsed.GetRequiredValue(New), family);
            if (old is null || @new is null || Pairs(old, @new) is not { } pairs) return Exit.Unreadable;

            var chain = parsed.GetRequiredValue(Chain);
            var hooks = Enum.GetValues<Hook>().Where(hook => chain == "all" || hook == Options.HookOf(chain)).ToList();
            try
            {
                var diffs = pairs.SelectMany(pair => Compare(pair.Old, pair.New, hooks, pairs.Count > 1)).ToList();
                var limit = parsed.GetValue(Limit);
                var others = pairs.SelectMany(pair => OtherTables.Different(pair.Old, pair.New)).Distinct().ToList();
                if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => WriteJson(json, diffs, others, limit));
                else WriteText(diffs, others, limit);
                var isEqual = others.Count == 0 && diffs.TrueForAll(diff => diff.Diff.IsEmpty);
                return isEqual ? Exit.Done : Exit.AnswerIsNo;
            }
            catch (TooLargeException e)
            {
                Screen.Error(e.Message);
                return Exit.Environment;
            }
        });
        return command;
    }

    // Family by family: where one text is for both, the other is read for both. Null after a word to the user.
    static List<(RuleFile Old, RuleFile New)>? Pairs(IReadOnlyList<RuleFile> old, IReadOnlyList<RuleFile> @new)
    {
        var families = old.Concat(@new).Select(file => file.Rules.Family).Distinct().ToList();
        if (families.Count > 1 && old.Count == 1 && @new.Count == 1)
        {
            Screen.Error($"{@new[0].Name}: the rules are for the other family than those of {old[0].Name}");
            return null;
        }

        var pairs = families.ConvertAll(family => (old[0].In(family), @new[0].In(family)));
        return pairs.TrueForAll(pair => CanCompare(pair.Item1, pair.Item2)) ? pairs : null;
    }

    static bool CanCompare(RuleFile old, RuleFile @new)
    {
        if (old.Filter() is null || @new.Filter() is null) return false;
        if (old.FaultyLines.SequenceEqual(@new.FaultyLines)) return true;

        Screen.Error($"{@new.Name}: other lines make no sense than in {old.Name}; nothing can be said");
        return false;
    }

    static IEnumerable<Compared> Compare(RuleFile old, RuleFile @new, List<Hook> hooks, bool sayFamily)
    {
        var diffs = PolicyDiff.Of(old.Rules.Family, old.Filter()!, @new.Filter()!, hooks);
        return hooks.Zip(diffs, (hook, diff) => new Compared(hook, diff, sayFamily ? old.FamilyName : null));
    }

    static void WriteText(List<Compared> diffs, List<string> others, int limit)
    {
        foreach (var (hook, diff, family) in diffs)
        {
            var where = family is null ? hook.ChainName : $"{family}, {hook.ChainName}";
            if (diff.IsEmpty)
            {
                var proof = others.Count == 0 ? "(all were compared)" : "by the filter table (but see below)";
                Console.Out.WriteLine($"{where}: no packet changes {proof}");
                continue;
            }

            var count = diff.CountBoxes();
            Console.Out.WriteLine($"{where}: packets change, of {count:N0} kind{(count == 1 ? "" : "s")}");
            foreach (var change in diff.Changes().Take(limit)) WriteText(change, diff.Space);
            if (count > limit) Console.Out.WriteLine($"  ... and {count - limit:N0} kinds more (--limit)");
        }

        if (others.Count == 0) return;
        Console.Out.WriteLine($"{string.Join(", ", others)}: differ, and were not compared: what they drop, mark or "
            + "translate may change, too");
    }

    static void WriteText(Change change, PacketSpace space)
    {
        var said = BoxText.Describe(change.Packets, space).Select(field => $"{field.Field} {field.Values}");
        var packets = string.Join("; ", said.DefaultIfEmpty("every packet"));
        Screen.Line($"  {change.Before.InWords} -> {change.After.InWords}: {packets}");
        Screen.Line($"      such as {PacketFields.Print(Witness.Of(change.Packets, space))}");
    }

    static void WriteJson(Utf8JsonWriter json, List<Compared> diffs, List<string> others, int limit)
    {
        json.WriteBoolean("equal", others.Count == 0 && diffs.TrueForAll(diff => diff.Diff.IsEmpty));
        JsonOutput.Strings(json, "differentTables", others);
        json.WriteStartArray("chains");
        foreach (var (hook, diff, family) in diffs)
        {
            json.WriteStartObject();
            if (family is not null) json.WriteString("family", family);
            json.WriteString("chain", hook.ChainName);
            json.WriteNumber("boxes", diff.CountBoxes());
            json.WriteStartArray("changes");
            foreach (var change in diff.Changes().Take(limit)) WriteJson(json, change, diff.Space);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteJson(Utf8JsonWriter json, Change change, PacketSpace space)
    {
        json.WriteStartObject();
        json.WriteString("before", change.Before.InWords);
        json.WriteString("after", change.After.InWords);
        json.WriteStartObject("packets");
        foreach (var (field, values) in BoxText.Describe(change.Packets, space)) json.WriteString(field, values);
        json.WriteEndObject();
        json.WriteString("witness", PacketFields.Print(Witness.Of(change.Packets, space)));
        json.WriteEndObject();
    }

    /// <param name="Family">In words; null when there is only one.</param>
    sealed record Compared(Hook Hook, PolicyDiff Diff, string? Family);
}
