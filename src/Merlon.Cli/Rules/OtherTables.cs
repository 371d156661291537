using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary>
/// The tables beside filter: verdicts are those of the filter table, and what the others drop, mark or translate before
/// it is not asked. The user is told where that could matter.
/// </summary>
static class OtherTables
{
    /// <summary>Those that do something.</summary>
    public static IReadOnlyList<string> Of(RuleFile file) => [.. ActiveIn(file).Select(table => table.Name)];

    /// <summary>Those that two rule sets do not have alike.</summary>
    public static IReadOnlyList<string> Different(RuleFile old, RuleFile @new)
    {
        var (before, after) = (ActiveIn(old).ToList(), ActiveIn(@new).ToList());
        return
        [
            .. from name in before.Concat(after).Select(table => table.Name).Distinct()
               where TextOf(before, name, old) != TextOf(after, name, @new)
               select name,
        ];
    }

    /// <summary>Tells that verdicts are the filter table's alone.</summary>
    public static void Tell(IReadOnlyList<RuleFile> files)
    {
        var names = files.SelectMany(Of).Distinct().ToList();
        if (names.Count > 0)
        {
            Screen.Note($"{files[0].Name}: only the filter table is asked; what {string.Join(", ", names)} may drop, "
                + "mark or translate is not seen");
        }
    }

    static IEnumerable<Table> ActiveIn(RuleFile file) => file.Rules.Tables.Where(table => table.Name != "filter"
        && table.Chains.Any(chain => chain.Rules.Length > 0 || chain.Policy is Verdict.Drop));

    static string TextOf(List<Table> tables, string name, RuleFile file)
    {
        var table = tables.Find(table => table.Name == name);
        return table is null ? "" : RuleSetWriter.Print(new(file.Rules.Family, [WithoutCounters(table)]));
    }

    static Table WithoutCounters(Table table) =>
        table with { Chains = [.. table.Chains.Select(chain => chain with { Counters = default })] };
}
