using System.Globalization;
using System.Text.RegularExpressions;

namespace Merlon;

/// <summary>
/// What a rule of nftables does, in the instructions that the kernel is given (<c>nft --debug=netlink</c>), such that
/// two rules that say the same in other words come out equal.
/// </summary>
/// <remarks>
/// A test of one or two bytes is written down as the values that pass it, so that it does not matter whether it is a
/// comparison, a range or a set. All others are kept word for word. Their order does not matter.
/// </remarks>
static partial class Bytecode
{
    static readonly int[] ConnectionStates = [1, 2, 4, 8, 64];   // NF_CT_STATE_BIT

    /// <summary>The rules of a chain, in their order.</summary>
    public static List<string> RulesOf(string debug, string chain)
    {
        var rules = new List<string>();
        var sets = new Queue<string>();
        foreach (var block in debug.Split("\n\n"))
        {
            var lines = block.Split('\n');
            foreach (var set in lines.Where(line => line.StartsWith("\telement", StringComparison.Ordinal)))
                sets.Enqueue(set);
            var instructions = lines.Where(line => line.StartsWith("  [", StringComparison.Ordinal))
                .Select(line => line.Trim(' ', '[', ']'))
                .Select(line => line.StartsWith("lookup", StringComparison.Ordinal) ? line + sets.Dequeue() : line)
                .ToList();
            if (lines.Any(line => line.EndsWith($" t {chain}", StringComparison.Ordinal)))
                rules.Add(Plain(instructions));
        }

        return rules;
    }

    static string Plain(List<string> instructions)
    {
        var end = instructions.FindIndex(line => line.StartsWith("counter", StringComparison.Ordinal));
        var tests = new Dictionary<string, List<string>>();
        var load = "";
        foreach (var line in instructions[..end])
        {
            if (line.Contains(" load ", StringComparison.Ordinal) || line.StartsWith("fib", StringComparison.Ordinal))
            {
                load = Renamed(line);
                tests.TryAdd(load, []);
            }
            else if (!tests[load].Contains(line)) tests[load].Add(line);
        }

        var plain = tests.Select(test => $"{test.Key}: {Plain(test.Key, test.Value)}").Where(test => test[^1] != '*');
        return string.Join('\n', plain.Order(StringComparer.Ordinal).Concat(instructions[(end + 1)..]));
    }

    // The protocol stands in IPv4's header.
    static string Renamed(string load) =>
        load is "payload load 1b @ network header + 9 => reg 1" ? "meta load l4proto => reg 1" : load;

    static string Plain(string load, List<string> test)
    {
        var values = load switch
        {
            "ct load state => reg 1" => ConnectionStates,
            "ct load status => reg 1" or "meta load l4proto => reg 1" => Enumerable.Range(0, 1 << 8),
            _ when load.StartsWith("payload load 1b", StringComparison.Ordinal) => Enumerable.Range(0, 1 << 8),
            _ when load.StartsWith("payload load 2b", StringComparison.Ordinal) => Enumerable.Range(0, 1 << 16),
            _ => null,
        };
        if (values is null) return string.Join("; ", test.Select(Sorted));
        var isPort = load.Contains(" 2b ", StringComparison.Ordinal);
        var instructions = test.ConvertAll(line => Read(line, isPort));
        var passing = values.Where(value => Passes(value, instructions)).ToList();
        return passing.Count == values.Count() ? "*" : string.Join(',', Runs(passing));
    }

    static string Sorted(string instruction)
    {
        var parts = instruction.Split('\t');
        return string.Join('\t', parts[1..].Order(StringComparer.Ordinal).Prepend(parts[0]));
    }

    static bool Passes(int value, List<Instruction> test)
    {
        foreach (var instruction in test)
        {
            var numbers = instruction.Numbers;
            if (instruction.Name is "bitwise") value = value & numbers[0] ^ numbers[1];
            else if (!instruction.Holds(value)) return false;
        }

        return true;
    }

    static Instruction Read(string line, bool isPort)
    {
        var words = line.Split('\t')[0].Split(' ');
        return new(
            words[0],
            words[0] is "lookup" ? words.Contains("0x1") ? "neq" : "eq" : words[1],
            [.. Number().Matches(line).Select(match => ReadNumber(match.Value, isPort))],
            [.. Element().Matches(line)
                .Select(match => (ReadNumber(match.Groups[1].Value, isPort), match.Groups[2].Value is "1"))
                .Order()]);
    }

    // Ports are printed as a little machine reads them.
    static int ReadNumber(string text, bool isPort)
    {
        var number = (int)uint.Parse(text.Replace("0x", "", StringComparison.Ordinal), NumberStyles.HexNumber, null);
        return isPort ? (number & 255) << 8 | number >> 8 & 255 : number;
    }

    static IEnumerable<string> Runs(List<int> values)
    {
        for (var i = 0; i < values.Count;)
        {
            var first = values[i];
            while (++i < values.Count && values[i] == values[i - 1] + 1) { }
            yield return first == values[i - 1] ? $"{first}" : $"{first}-{values[i - 1]}";
        }
    }

    [GeneratedRegex("0x[0-9a-f]{8}")]
    private static partial Regex Number();

    [GeneratedRegex(@"element ([0-9a-f]{8})  : (\d)")]
    private static partial Regex Element();

    /// <param name="Elements">Of the set that is looked at; where intervals end, they are not part of it.</param>
    sealed record Instruction(string Name, string Relation, int[] Numbers, List<(int At, bool IsEnd)> Elements)
    {
        readonly bool _hasIntervals = Elements.Exists(element => element.IsEnd);

        public bool Holds(int value) => (Name, Relation) switch
        {
            ("cmp", "eq") => value == Numbers[0],
            ("cmp", "neq") => value != Numbers[0],
            ("cmp", "lt") => value < Numbers[0],
            ("cmp", "lte") => value <= Numbers[0],
            ("cmp", "gt") => value > Numbers[0],
            ("cmp", "gte") => value >= Numbers[0],
            ("range", "eq") => value >= Numbers[0] && value <= Numbers[1],
            ("range", "neq") => value < Numbers[0] || value > Numbers[1],
            ("lookup", "eq") => IsIn(value),
            ("lookup", "neq") => !IsIn(value),
            _ => throw new FormatException($"{Name} {Relation}"),
        };

        bool IsIn(int value)
        {
            var below = Elements.FindLastIndex(element => element.At <= value);
            return below >= 0 && !Elements[below].IsEnd && (_hasIntervals || Elements[below].At == value);
        }
    }
}
