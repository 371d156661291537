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
    const int MostFindings = 16;

    readonly PromptTemplate _template;
    readonly Consultation _consultation;
    readonly WindowInquiry _inquiry;
    readonly RuleForm _form;
    readonly string _chain, _system;
    readonly (string Name, string Value)[] _situation;
    readonly int _room;
    readonly List<string> _findings = [];
    string? _lastAnswer;
    string _lastPrompt = "";

    /// <param name="consultation">With alerts.</param>
    /// <param name="entries">What proved right before; empty for nothing.</param>
    /// <param name="room">
    /// So many tokens a prompt has at most, by <see cref="TokenEstimate"/>: two thirds for the situation, the rest for
    /// what is said of it. Of less than the shortest prompt takes, that one is made.
    /// </param>
    public RuleDialogue(PromptTemplate template, Consultation consultation, string entries, int room)
    {
        (_template, _consultation, _room) = (template, consultation, room);
        _inquiry = new(consultation.Ways, consultation.Benign, consultation.Vantage, consultation.Standing);
        _form = RuleForm.Of(consultation.Ways, consultation.Vantage.Hook);
        _chain = consultation.Vantage.Hook.ChainName;
        _system = template.Fill("System", ("chain", _chain));
        var (told, lines) = (new SituationText(consultation), SituationText.MostLines);
        do
        {
            _situation = Situation(told, entries, lines);
        }
        while (TokensOf(_system, First("")) > room * 2 / 3 && --lines > 0);
    }

    /// <param name="mayAsk">Whether it may ask before it answers.</param>
    /// <param name="isConstrained">Whether the backend is to hold it to the form.</param>
    public ModelPrompt Prompt(bool mayAsk, bool isConstrained)
    {
        var questions = mayAsk ? "\n\n" + _template.Fill("Questions") : "";
        var first = First(_lastAnswer is null ? questions : "");
        var turns = _lastAnswer is null ? [new(Speaker.User, first)] : Again(first, questions);
        _lastPrompt = turns[^1].Text;
        return new(_system, turns, isConstrained ? _form.Answer(mayAsk) : null);
    }

    /// <summary>Reads what came, has the rules considered, answers what is asked.</summary>
    public Exchange Hear(ModelReply reply, int attempt)
    {
        var answer = RuleAnswerReader.Read(reply.Text, _consultation.Vantage.Hook, reply.IsCutOff);
        ImmutableArray<(string, bool, string)> rules = [.. answer.Rules.Select(rule => Considered(rule))];
        ImmutableArray<(string, string)> questions =
            [.. answer.Questions.Select(question => (question, _inquiry.Answer(question)))];
        Note(answer, rules, questions);
        _lastAnswer = TokenEstimate.Prefix(reply.Text, _room);
        return new(attempt, _lastPrompt, reply, answer, rules, questions);
    }

    (string Name, string Value)[] Situation(SituationText told, string entries, int lines) =>
    [
        ("alerts", told.Alerts(lines)), ("benign", told.Benign(lines)), ("rules", told.Rules(lines)),
        ("context", told.Context(lines)),
        ("examples", entries == "" ? "" : $"\n{_template.Fill("Examples", ("entries", entries))}\n"),
    ];

    string First(string questions) => _template.Fill("User", [.. _situation, ("questions", questions)]);

    ImmutableArray<Turn> Again(string first, string questions)
    {
        var left = _room - TokensOf(_system, first, Asked(""));
        var findings = Latest(left * 2 / 3);
        var answer = TokenEstimate.Prefix(_lastAnswer!, left - TokensOf(findings));
        return [new(Speaker.User, first), new(Speaker.Model, answer), new(Speaker.User, Asked(findings))];

        string Asked(string told) => _template.Fill("Again", ("findings", told), ("questions", questions));
    }

    // What was found last tells the most.
    string Latest(int room)
    {
        var kept = _findings.AsEnumerable().Reverse()
            .TakeWhile(finding => (room -= TokensOf(finding, "\n")) >= 0).Reverse().ToList();
        return string.Join('\n', kept);
    }

    static int TokensOf(params ReadOnlySpan<string> texts)
    {
        var sum = 0;
        foreach (var text in texts) sum += TokenEstimate.Of(text);
        return sum;
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
