using System.Collections.Immutable;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// What is said between Merlon and a language model about one situation. A prompt holds the situation, the model's last
/// answer, and all that was found out so far: no more, since contexts are small.
/// </summary>
public sealed class RuleDialogue
{
    const int MostFindings = 16, LongestAnswer = 2_000;

    readonly PromptTemplate _template;
    readonly Consultation _consultation;
    readonly WindowInquiry _inquiry;
    readonly RuleForm _form;
    readonly string _chain;
    readonly (string Name, string Value)[] _situation;
    readonly List<string> _findings = [];
    string? _lastAnswer;
    string _lastPrompt = "";

    /// <param name="consultation">With alerts.</param>
    /// <param name="entries">What proved right before; empty for nothing.</param>
    /// <param name="lines">Of each table of the prompt at most.</param>
    public RuleDialogue(PromptTemplate template, Consultation consultation, string entries, int lines)
    {
        (_template, _consultation) = (template, consultation);
        _inquiry = new(consultation.Ways, consultation.Benign, consultation.Vantage, consultation.Standing);
        _form = RuleForm.Of(consultation.Ways, consultation.Vantage.Hook);
        _chain = consultation.Vantage.Hook.ChainName;
        var told = new SituationText(consultation, lines);
        var examples = template.Fill("Examples", ("entries", entries));
        _situation =
        [
            ("alerts", told.Alerts), ("benign", told.Benign), ("rules", told.Rules), ("context", told.Context),
            ("examples", entries == "" ? "" : $"\n{examples}\n"),
        ];
    }

    /// <param name="mayAsk">Whether it may ask before it answers.</param>
    /// <param name="isConstrained">Whether the backend is to hold it to the form.</param>
    public ModelPrompt Prompt(bool mayAsk, bool isConstrained)
    {
        var questions = mayAsk ? "\n\n" + _template.Fill("Questions") : "";
        var asked = _lastAnswer is null ? questions : "";
        var first = new Turn(Speaker.User, _template.Fill("User", [.. _situation, ("questions", asked)]));
        ImmutableArray<Turn> turns = _lastAnswer is null ? [first] :
        [
            first, new(Speaker.Model, _lastAnswer),
            new(Speaker.User, _template.Fill(
                "Again", ("findings", string.Join('\n', _findings)), ("questions", questions))),
        ];
        _lastPrompt = turns[^1].Text;
        return new(
            _template.Fill("System", ("chain", _chain)), turns, isConstrained ? _form.Answer(mayAsk) : null);
    }

    /// <summary>Reads what came, has the rules considered, answers what is asked.</summary>
    public Exchange Hear(ModelReply reply, int attempt)
    {
        var answer = RuleAnswerReader.Read(reply.Text, _consultation.Vantage.Hook, reply.IsCutOff);
        ImmutableArray<(string, bool, string)> rules = [.. answer.Rules.Select(rule => Considered(rule))];
        ImmutableArray<(string, string)> questions =
            [.. answer.Questions.Select(question => (question, _inquiry.Answer(question)))];
        Note(answer, rules, questions);
        _lastAnswer = reply.Text.Length <= LongestAnswer ? reply.Text : reply.Text[..LongestAnswer];
        return new(attempt, _lastPrompt, reply, answer, rules, questions);
    }

    (string Rule, bool IsProven, string Why) Considered(AnsweredRule rule)
    {
        if (!SelectorReading.TryRead(rule.Rule, rule.Family, out var selectors, out var problem))
            return (rule.Line, false, problem);

        _inquiry.Proposed = [.. _inquiry.Proposed, .. selectors];
        var considered = selectors.Select(_consultation.Consider).ToList();
        return (rule.Line, considered.All(one => one.IsProven),
            string.Join("; ", considered.Select(one => one.Why).Distinct()));
    }

    void Note(
        RuleAnswer answer, IEnumerable<(string Rule, bool IsProven, string Why)> rules,
        IEnumerable<(string Question, string Answer)> questions)
    {
        _findings.AddRange(answer.Faults.Select(fault => $"'{fault.Line}' is no rule: {fault.Problem}."));
        _findings.AddRange(rules.Select(rule =>
            $"{rule.Rule} {(rule.IsProven ? "is in force" : "cannot be taken")}: {rule.Why}."));
        _findings.AddRange(questions.Select(one => $"{one.Question}: {one.Answer}."));
        if (answer is { Rules: [], Faults: [], Questions: [] })
            _findings.Add($"There was no rule in the answer; a rule begins with -A {_chain} and ends with -j DROP.");
        if (_findings.Count > MostFindings) _findings.RemoveRange(0, _findings.Count - MostFindings);
    }
}
