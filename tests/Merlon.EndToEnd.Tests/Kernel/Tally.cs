using Merlon.Rules;
using Merlon.Rules.Meaning;

namespace Merlon.Kernel;

/// <summary>How often each option of a rule has been part of a rule that a packet matched, negated or not.</summary>
sealed class Tally
{
    readonly Dictionary<string, long> _packets = [];
    readonly Dictionary<Rule, string[]> _options = new(ReferenceEqualityComparer.Instance);

    public IEnumerable<(string Option, long Packets)> Options =>
        _packets.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public void Add(Decision decision)
    {
        foreach (var step in decision.Steps)
        {
            if (step.Rule is null) continue;
            if (!_options.TryGetValue(step.Rule, out var options))
                _options[step.Rule] = options = [.. OptionsOf(step.Rule)];
            foreach (var option in options) _packets[option] = _packets.GetValueOrDefault(option) + 1;
        }
    }

    /// <summary>Ends with a rule set, whose rules do not come again.</summary>
    public void Forget() => _options.Clear();

    static IEnumerable<string> OptionsOf(Rule rule)
    {
        if (rule.Source is { } source) yield return Named("-s", source.IsNegated);
        if (rule.Destination is { } destination) yield return Named("-d", destination.IsNegated);
        if (rule.InInterface is { } input) yield return Named("-i", input.IsNegated);
        if (rule.OutInterface is { } output) yield return Named("-o", output.IsNegated);
        if (rule.Protocol is { } protocol) yield return Named("-p", protocol.IsNegated);
        if (rule.Fragment is { } fragment) yield return Named("-f", !fragment);
        foreach (var match in rule.Matches)
        {
            if (match.Use.Options.IsEmpty) yield return match.Use.Name;
            foreach (var option in match.Use.Options)
                yield return Named($"{match.Use.Name} {option.Name}", option.IsNegated);
        }

        yield return rule.Target switch
        {
            Target.Nowhere => "no target",
            Target.Decide(var verdict) => $"-j {verdict.ToString().ToUpperInvariant()}",
            Target.Return => "-j RETURN",
            Target.Jump => "-j chain",
            Target.Goto => "-g chain",
            Target.Extension(var use, _) => $"-j {use.Name}",
            _ => "?",
        };
    }

    static string Named(string option, bool isNegated) => isNegated ? $"! {option}" : option;
}
