using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>A rule set as it was read, and every fault of its text.</summary>
public sealed record ReadRuleSet(RuleSet Rules, ImmutableArray<Fault> Faults)
{
    public bool IsValid => Faults.IsEmpty;
}

/// <summary>Reads what iptables-save and ip6tables-save write, and what iptables-restore takes.</summary>
public sealed class RuleSetReader
{
    readonly IpFamily _family;
    readonly List<Fault> _faults = [];
    readonly List<TableDraft> _tables = [];
    TableDraft? _table;
    int _line;

    RuleSetReader(IpFamily family) => _family = family;

    /// <summary>As <see cref="Read(string, IpFamily)"/>, of the family in which the text has fewer faults.</summary>
    public static ReadRuleSet Read(string text)
    {
        var v4 = Read(text, IpFamily.V4);
        if (v4.IsValid && !text.Contains("ip6tables-save", StringComparison.Ordinal)) return v4;

        var v6 = Read(text, IpFamily.V6);
        return v6.Faults.Length <= v4.Faults.Length ? v6 : v4;
    }

    public static ReadRuleSet Read(string text, IpFamily family)
    {
        var reader = new RuleSetReader(family);
        foreach (var line in text.AsSpan().EnumerateLines()) reader.ReadLine(line.ToString());
        return reader.Finished();
    }

    void ReadLine(string line)
    {
        _line++;
        var start = line.AsSpan().TrimStart().Length is var left && left == 0 ? -1 : line.Length - left;
        if (start < 0 || line[start] == '#') return;

        if (line[start] == '*') BeginTable(line, start);
        else if (line.AsSpan().Trim().SequenceEqual("COMMIT")) Commit(start);
        else if (_table is null) Fault(start, "this stands outside of a table", "*filter before it");
        else if (line[start] == ':') DeclareChain(line, start);
        else ReadRule(line, start);
    }

    void BeginTable(string line, int start)
    {
        var name = line[(start + 1)..].Trim();
        if (_table is not null) Fault(start, $"table {_table.Name} is still open", "COMMIT before it");
        if (!ChainNames.IsTable(name))
        {
            var problem = Nearest.Problem($"there is no table '{name}'", name, ChainNames.Tables);
            Fault(start + 1, problem.Message, problem.Expected);
            name = "filter";
        }

        _table = _tables.Find(table => table.Name == name);
        if (_table is not null) return;
        _table = new(name);
        _tables.Add(_table);
    }

    void Commit(int start)
    {
        if (_table is null) Fault(start, "no table is open", "*filter before it");
        _table = null;
    }

    // :NAME POLICY [packets:bytes]
    void DeclareChain(string line, int start)
    {
        var words = Words.Of(line, start + 1);
        if (words.Count == 0)
        {
            Fault(start, "a chain without a name", ":INPUT ACCEPT [0:0]");
            return;
        }

        var name = words[0];
        var isBuiltIn = ChainNames.IsBuiltIn(_table!.Name, name.Text);
        var policy = words.Count > 1 ? words[1].Text : null;
        var isRight = isBuiltIn ? policy is "ACCEPT" or "DROP" : policy is "-";
        if (!isRight)
        {
            Fault(
                (words.Count > 1 ? words[1] : name).Column - 1,
                policy is null ? "no policy" : $"there is no policy {policy}",
                isBuiltIn ? "ACCEPT or DROP" : "- , since only built-in chains have one");
        }

        if (name.Text.Length > ChainNames.MaxLength)
            Fault(name.Column - 1, "the chain's name is too long", $"at most {ChainNames.MaxLength} bytes");

        Counters counters = default;
        if (words.Count > 2 && !TryReadCounters(words[2].Text, out counters))
            Fault(words[2].Column - 1, "these are no counters", "[packets:bytes]");

        _table.Declare(name.Text, isBuiltIn ? policy is "DROP" ? Verdict.Drop : Verdict.Accept : null, counters);
    }

    void ReadRule(string line, int start)
    {
        Counters? counters = null;
        if (line[start] == '[')
        {
            var end = line.IndexOf(']', start);
            if (end < 0 || !TryReadCounters(line[start..(end + 1)], out var read))
            {
                Fault(start, "these are no counters", "[packets:bytes]");
                return;
            }

            counters = read;
            start = end + 1;
        }

        var words = Words.Of(line, start, out var isOpen);
        if (isOpen)
        {
            Fault(words[^1].Column - 1, "a quote that does not end", "\" behind it");
            return;
        }

        if (words.Count > 0 && words[0].Text is "iptables" or "ip6tables")
        {
            var at = words[0].Column - 1;
            Fault(at, "a command of the shell", line[(at + words[0].Text.Length)..].Trim());
            return;
        }

        if (words.Count < 2 || words[0].Text is not ("-A" or "--append" or "-I" or "--insert"))
        {
            Fault(words.Count > 0 ? words[0].Column - 1 : start, "this is no rule", "-A CHAIN and the rule");
            return;
        }

        Append(words, counters);
    }

    void Append(List<Word> words, Counters? counters)
    {
        var name = words[1];
        if (_table!.Find(name.Text) is not { } chain)
        {
            if (!ChainNames.IsBuiltIn(_table.Name, name.Text))
            {
                var problem = Nearest.Problem($"there is no chain {name.Text}", name.Text, _table.ChainNames);
                Fault(name.Column - 1, problem.Message, problem.Expected);
                return;
            }

            chain = _table.Declare(name.Text, Verdict.Accept, default);
        }

        var isInsert = words[0].Text is "-I" or "--insert";
        var place = chain.Rules.Count;
        var first = 2;
        if (isInsert)
        {
            place = 0;
            if (words.Count > 2 && Numbers.TryRead(words[2].Text, 1, int.MaxValue, out var number))
            {
                (place, first) = ((int)number - 1, 3);
                if (place > chain.Rules.Count)
                {
                    Fault(words[2].Column - 1, "the chain is not so long", $"1 to {chain.Rules.Count + 1}");
                    return;
                }
            }
        }

        var reader = new RuleReader(_family, _table.Name, name.Text);
        if (!reader.TryRead(words, first, _line, out var rules, out var fault))
        {
            _faults.Add(fault);
            return;
        }

        var counted = rules.Select(rule => (rule with { Counters = counters ?? rule.Counters }, words));
        chain.Rules.InsertRange(place, counted);
    }

    static bool TryReadCounters(string text, out Counters counters)
    {
        counters = default;
        if (text is not ['[', .., ']']) return false;

        var parts = text[1..^1].Split(':');
        var isRight = parts.Length == 2
            & Numbers.TryRead(parts[0], 0, ulong.MaxValue, out var packets)
            & Numbers.TryRead(parts[^1], 0, ulong.MaxValue, out var bytes);
        counters = new(packets, bytes);
        return isRight;
    }

    void Fault(int offset, string message, string expected) => _faults.Add(new(_line, offset + 1, message, expected));

    ReadRuleSet Finished()
    {
        if (_table is not null)
        {
            _line++;
            Fault(0, $"table {_table.Name} is still open at the end", "COMMIT");
        }

        var rules = new RuleSet(_family, [.. _tables.Select(table => table.ToTable())]);
        foreach (var table in _tables) _faults.AddRange(JumpChecks.Faults(table));
        return new(rules, [.. _faults.OrderBy(fault => fault.Line)]);
    }
}
