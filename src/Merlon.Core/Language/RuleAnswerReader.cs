using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Language;

/// <summary>Reads the rules out of what a language model wrote, and says of the others what is wrong.</summary>
/// <param name="hook">In whose chain rules are wanted.</param>
public sealed class RuleAnswerReader(Hook hook)
{
    /// <summary>So many rules of an answer are read; what comes after them is a fault.</summary>
    public const int MostRules = 64;

    const int LongestLine = 1_023, MostFaults = 16, MostQuestions = 8;

    readonly List<AnsweredRule> _rules = [];
    readonly List<AnswerFault> _faults = [];
    readonly List<string> _questions = [];

    /// <param name="text">Without thinking.</param>
    /// <param name="isCutOff">There was no room for its end: a last line that is none is left out.</param>
    public static RuleAnswer Read(string text, Hook hook, bool isCutOff = false)
    {
        var reader = new RuleAnswerReader(hook);
        var lines = AnswerLines.Of(text);
        foreach (var (i, line) in lines.Index()) reader.Take(line, mayBeCut: isCutOff && i == lines.Count - 1);
        return new([.. reader._rules], [.. reader._faults], [.. reader._questions]);
    }

    void Take(AnswerLine line, bool mayBeCut)
    {
        if (line.IsQuestion)
        {
            if (_questions.Count < MostQuestions) _questions.Add(Shortened(line.Text, WindowInquiry.LongestQuestion));
            return;
        }

        var (rules, problem) = RulesOf(line.Text);
        if (problem is null && _rules.Count >= MostRules) problem = $"these are too many; expected {MostRules} at most";
        if (problem is null)
        {
            foreach (var rule in rules)
            {
                if (_rules.All(known => known.Line != rule.Line)) _rules.Add(rule);
            }
        }
        else if (!mayBeCut && _faults.Count < MostFaults)
        {
            _faults.Add(new(Shortened(line.Text, 200), problem));
        }
    }

    (IReadOnlyList<AnsweredRule> Rules, string? Problem) RulesOf(string line)
    {
        if (line.Length > LongestLine) return ([], $"it is too long; expected {LongestLine:N0} characters at most");
        if (line is not ['-', ..]) return ([], $"it adds no rule; expected -A {hook.ChainName} and a rule");
        if (line is ['-', 's' or 'd' or 'p' or 'j' or 'm', ..])
            return ([], $"no chain is named; expected -A {hook.ChainName} before it");

        var (v4, problem) = RulesOf(line, IpFamily.V4);
        if (problem is null) return (v4, null);

        var (v6, other) = RulesOf(line, IpFamily.V6);
        return other is null ? (v6, null) : ([], problem);
    }

    (IReadOnlyList<AnsweredRule> Rules, string? Problem) RulesOf(string line, IpFamily family)
    {
        var words = Words.Of(line, 0, out var isOpen);
        if (isOpen) return ([], "a quote does not end; expected \" behind it");

        var reader = new RuleReader(family, "filter", []);
        if (!reader.TryRead(words, 1, out var rules, out var faults))
        {
            var told = faults.Take(3).Select(fault => $"{fault.Message}; expected {fault.Expected}");
            return ([], string.Join("; ", told));
        }

        if (reader.Placement is not { } placement) return ([], $"it adds no rule; expected -A {hook.ChainName}");
        if (placement.Chain.Text != hook.ChainName)
            return ([], $"the chain is {placement.Chain.Text}; expected -A {hook.ChainName}");
        if (rules.Count > MostRules) return ([], $"it stands for {rules.Count:N0} rules; expected fewer addresses");

        var answered = rules.Select(rule => new AnsweredRule(RuleWriter.Print(rule, hook.ChainName), rule, family));
        return ([.. answered], null);
    }

    static string Shortened(string line, int most) => line.Length <= most ? line : line[..most] + "...";
}
