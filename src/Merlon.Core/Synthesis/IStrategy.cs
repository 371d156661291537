using Merlon.Alerts;
using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// How alerts become rules. Hears of each alert of a site, and is asked for rules after one, at most once per
/// <see cref="Period"/>.
/// </summary>
public interface IStrategy
{
    /// <summary>As <c>--strategy</c> takes it.</summary>
    string Name { get; }

    TimeSpan Period { get; }

    /// <summary>So many rules are in force at most; the oldest gives way to the newest.</summary>
    int MostRules { get; }

    /// <summary>A flow without an alert has entered the benign window.</summary>
    void SeeBenign(in Flow flow, in FlowPrints prints) { }

    /// <summary>Such a flow turned out to have an alert, which is still to come.</summary>
    void TakeBack(in Flow flow, in FlowPrints prints) { }

    /// <summary>A rule in force has dropped a packet, as its counter tells.</summary>
    void SeeDrop(int number) { }

    /// <summary>What it remembered of senders, hosts and alerts, and forgot for want of room.</summary>
    long Shed => 0;

    /// <summary>A rule stands no longer.</summary>
    void SeeEnd(int number) { }

    /// <summary>Whether a rule is to be withdrawn, since a flow without an alert has come that it drops.</summary>
    bool IsContradicted(int number, in FlowPrints flow) => false;

    /// <summary>What bounds the harm of a rule that stands, as more is known now; null for nothing.</summary>
    Grounds? GroundsOf(int number) => null;

    /// <summary>An alert has entered the window.</summary>
    /// <param name="prints">Its flow's; none when no rule at this firewall can stop it.</param>
    /// <param name="isCovered">Whether a rule drops it already.</param>
    /// <param name="isFirst">Whether it opened the window.</param>
    void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst);

    /// <summary>Takes the rules that it wants now (<see cref="Situation.Take"/>).</summary>
    void Propose(Situation situation);

    /// <summary>As <see cref="Propose"/>, when nothing more comes of this window.</summary>
    void Conclude(Situation situation) => Propose(situation);

    /// <summary>Chooses among all rules, when nothing more comes at all.</summary>
    void Condense(Situation situation) { }
}
