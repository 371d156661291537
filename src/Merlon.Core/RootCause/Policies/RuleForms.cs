using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Policies;

/// <summary>Writes rules as the file has them in which they are to stand.</summary>
public static class RuleForms
{
    /// <summary>The rule on a line, narrower.</summary>
    /// <param name="part">Of how many in its place, from 0; a name gets a letter from the second on.</param>
    public static string Narrowed(Policy policy, int line, RuleDraft narrower, int part = 0)
    {
        var text = policy.Text[line];
        return TableAt(policy, line) is { } table
            ? table.Narrowed(text, narrower, part)
            : SavedForm.Narrowed(text, policy, line, narrower);
    }

    /// <summary>A new rule, to stand beside the one on a line.</summary>
    public static string New(Policy policy, int beside, RuleDraft draft) =>
        TableAt(policy, beside) is { } table
            ? table.New(policy.Text[beside], draft)
            : SavedForm.New(ChainAt(policy, beside), draft);

    /// <summary>The line on which a default stands, with the other ruling.</summary>
    public static string Refusing(Policy policy, int line) =>
        TableAt(policy, line) is { } table
            ? table.Refusing(policy.Text[line])
            : policy.Text[line].StartsWith(':')
                ? policy.Text[line].Replace(" ACCEPT", " DROP", StringComparison.Ordinal)
                : policy.Text[line].Replace("-j ACCEPT", "-j DROP", StringComparison.Ordinal);

    static TableForm? TableAt(Policy policy, int line) => TableForm.Of(policy.Text.Files[policy.Text.FileOf(line)]);

    static string ChainAt(Policy policy, int line) => (
        from rules in policy.Families
        from table in rules.Tables
        from chain in table.Chains
        where chain.Line == line || chain.Rules.Any(rule => rule.Line == line)
        select chain.Name).FirstOrDefault(Hook.Forward.ChainName);
}

/// <summary>Rules as iptables-save writes them.</summary>
static class SavedForm
{
    public static string Narrowed(string text, Policy policy, int line, RuleDraft narrower)
    {
        var (chain, rule) = (from rules in policy.Families
                             from table in rules.Tables
                             from one in table.Chains
                             from own in one.Rules
                             where own.Line == line
                             select (one.Name, own)).FirstOrDefault();
        if (rule is null) return text;

        var kept = rule with
        {
            Source = narrower.Source is { } source ? new(AddressMask.Of(source)) : rule.Source,
            Destination = narrower.Destination is { } destination ? new(AddressMask.Of(destination)) : rule.Destination,
            Protocol = narrower.Protocol is { } protocol ? new(protocol) : rule.Protocol,
            Matches = [.. rule.Matches.Where(match => narrower.Port is null || !IsOfPorts(match))],
        };
        return WithMatches(RuleWriter.Print(kept, chain), kept.Protocol?.Value, narrower, line);
    }

    public static string New(string chain, RuleDraft draft)
    {
        var rule = new Rule
        {
            Source = draft.Source is { } source ? new(AddressMask.Of(source)) : null,
            Destination = draft.Destination is { } destination ? new(AddressMask.Of(destination)) : null,
            Protocol = draft.Protocol is { } protocol ? new(protocol) : null,
            Target = new Target.Decide(draft.Ruling is Ruling.Allowed ? Verdict.Accept : Verdict.Drop),
        };
        return WithMatches(RuleWriter.Print(rule, chain), draft.Protocol, draft, 0);
    }

    static bool IsOfPorts(Match match) => match.Use.Name is "tcp" or "udp" or "multiport"
        && match.Use.Options.Any(option => option.Name is "--dport" or "--dports");

    static string WithMatches(string text, IpProtocol? protocol, RuleDraft draft, int line)
    {
        var matches = draft.Port is { } port && protocol is { HasPorts: true } named
            ? $" -m {named.Name} --dport {port}" : "";
        if (draft.Limit is { } limit)
        {
            matches += $" -m hashlimit --hashlimit-upto {limit} --hashlimit-burst {limit.Count}"
                + $" --hashlimit-mode srcip --hashlimit-name limit{line}";
        }

        var at = text.IndexOf(" -m ", StringComparison.Ordinal);
        if (at < 0) at = text.IndexOf(" -j ", StringComparison.Ordinal);
        return text.Insert(at, matches);
    }
}

/// <summary>Rules as rows of a table, in Markdown or between commas.</summary>
sealed class TableForm
{
    readonly PolicyColumns _columns;
    readonly char _separator;

    TableForm(PolicyColumns columns, char separator) => (_columns, _separator) = (columns, separator);

    public static TableForm? Of(PolicyFile file)
    {
        foreach (var line in file.Lines)
        {
            if (TableRow.Of(line) is not { } cells || PolicyColumns.Of(cells) is not { } columns) continue;
            var separator = line.TrimStart().StartsWith('|') ? '|'
                : line.Contains('\t', StringComparison.Ordinal) ? '\t'
                : line.Contains(';', StringComparison.Ordinal) ? ';' : ',';
            return new(columns, separator);
        }

        return null;
    }

    public string Narrowed(string row, RuleDraft narrower, int part)
    {
        var cells = TableRow.Of(row)!;
        if (part > 0)
            Set(cells, PolicyColumn.Name, $"{_columns.Cell(cells, PolicyColumn.Name)}{(char)('a' + part - 1)}");
        Fill(cells, narrower);
        return Print(cells);
    }

    public string New(string beside, RuleDraft draft)
    {
        var cells = TableRow.Of(beside)!;
        Set(cells, PolicyColumn.Name, $"{_columns.Cell(cells, PolicyColumn.Name)}x{draft.Number}");
        var any = draft.Family switch { IpFamily.V4 => "0.0.0.0/0", IpFamily.V6 => "::/0", _ => "Any" };
        foreach (var column in (ReadOnlySpan<PolicyColumn>)[PolicyColumn.Source, PolicyColumn.Destination]) Set(cells,
            column, any);
        foreach (var column in (ReadOnlySpan<PolicyColumn>)[PolicyColumn.Protocol, PolicyColumn.Ports,
            PolicyColumn.SourcePorts])
            Set(cells, column, "Any");
        Set(cells, PolicyColumn.Comment, "");
        Set(cells, PolicyColumn.Action, draft.Ruling is Ruling.Allowed ? "Allow" : "Deny");
        Fill(cells, draft);
        return Print(cells);
    }

    public string Refusing(string row)
    {
        var cells = TableRow.Of(row)!;
        Set(cells, PolicyColumn.Action, "Deny");
        return Print(cells);
    }

    void Fill(List<string> cells, RuleDraft draft)
    {
        if (draft.Source is { } source) Set(cells, PolicyColumn.Source, Text(source));
        if (draft.Destination is { } destination) Set(cells, PolicyColumn.Destination, Text(destination));
        if (draft.Protocol is { } protocol) Set(cells, PolicyColumn.Protocol, protocol.Name.ToUpperInvariant());
        if (draft.Port is { } port) Set(cells, PolicyColumn.Ports, $"{port}");
        if (draft.Limit is { } limit)
        {
            var said = _columns.Cell(cells, PolicyColumn.Comment) is { } comment ? $"; {comment}" : "";
            SetOrAdd(cells, PolicyColumn.Comment, $"limit {limit} per source{said}");
        }
    }

    static string Text(IpPrefix prefix) =>
        prefix.Length == prefix.Network.Family.Bits ? $"{prefix.Network}" : $"{prefix}";

    void Set(List<string> cells, PolicyColumn column, string text)
    {
        if (_columns.PlaceOf(column) is >= 0 and var place && place < cells.Count) cells[place] = text;
    }

    // A limit has nowhere to stand but in a comment.
    void SetOrAdd(List<string> cells, PolicyColumn column, string text)
    {
        if (_columns.Has(column)) Set(cells, column, text);
        else cells.Add(text);
    }

    string Print(List<string> cells) => _separator is '|'
        ? $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |"
        : string.Join(_separator, cells.Select(Quoted));

    string Quoted(string cell) => cell.AsSpan().IndexOfAny(_separator, '"') < 0 ? cell
        : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
