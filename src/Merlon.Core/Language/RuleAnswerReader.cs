using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Language;

/// <summary>Reads the rules out of what a language model wrote, and says of the others what is wrong.</summary>
/// <param name="hook">In whose chain rules are wanted.</param>
public sealed class RuleAnswerReader(Hook hook)
{
    /// <summary>So many rules of an answer are read; what comes after them is a fault.</summary>
    public const int MostRules = RuleLine.MostRules;

    const int MostFaults = 16, MostQuestions = 8;

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
        var read = RuleLine.Read(line, hook.ChainName);
        if (read.Placement is not { } placement) return ([], read.Problem);
        if (placement.Chain.Text != hook.ChainName)
            return ([], $"the chain is {placement.Chain.Text}; expected -A {hook.ChainName}");

        var answered = read.Rules.Select(
            rule => new AnsweredRule(RuleWriter.Print(rule, hook.ChainName), rule, read.Family));
        return ([.. answered], null);
    }

    static string Shortened(string line, int most) => line.Length <= most ? line : line[..most] + "...";
}
