using Merlon.Alerts;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Evaluation;

/// <summary>Hears of each alert, and leaves the answer to another strategy, if there is one.</summary>
sealed class Listening(IStrategy? other = null) : IStrategy
{
    public List<Flow> Alerts { get; } = [];

    public string Name => "listening";

    public TimeSpan Period => other?.Period ?? default;

    public int MostRules => other?.MostRules ?? 0;

    public void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst)
    {
        Alerts.Add(alert.Flow);
        other?.Notice(alert, prints, isCovered, isFirst);
    }

    public void Propose(Situation situation) => other?.Propose(situation);
}
