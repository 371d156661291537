using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.Rules;

namespace Merlon.RootCause.Policies;

/// <summary>
/// What a policy does to what logs tell, through its port forwards and in the hook that the packets come to.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class PolicyJudges
{
    readonly Dictionary<(IpFamily, Hook), PolicyJudge> _judges = [];
    readonly Dictionary<IpFamily, PortForward[]> _forwards = [];
    readonly Hook _hook;

    /// <exception cref="Rules.Sets.TooLargeException">The rules cannot be held as sets.</exception>
    public PolicyJudges(Policy policy)
    {
        _hook = policy.MainHook;
        foreach (var rules in policy.Families)
        {
            _forwards[rules.Family] = [.. PortForward.Of(rules)];
            foreach (var hook in Enum.GetValues<Hook>())
                _judges[(rules.Family, hook)] = new(rules, hook, policy.IsDefaultTold);
        }
    }

    /// <summary>What becomes of what a line tells of; null for a family that the policy does not speak of.</summary>
    public Course? CourseOf(PacketFacts facts, LogEvent? line = null)
    {
        if (facts.Family is not { } family || !_forwards.TryGetValue(family, out var forwards)) return null;

        var judge = _judges[(family, line is null ? _hook : HookOf(line))];
        foreach (var forward in forwards)
        {
            if (forward.Inside(facts) is not { } inside) continue;
            return new(judge, inside, forward, judge.Judge(inside, isForwarded: true));
        }

        var led = Array.Find(forwards, forward => forward.HasLed(facts));
        return new(judge, facts, led, judge.Judge(facts, led is not null));
    }

    Hook HookOf(LogEvent line) => (line.InInterface, line.OutInterface) switch
    {
        (null, not null) when _hook is Hook.Input => Hook.Output,
        _ => _hook,
    };

    /// <summary>The judge of a family's packets in the hook that most rules are about.</summary>
    public PolicyJudge? Of(IpFamily family) => _judges.GetValueOrDefault((family, _hook));
}

/// <summary>The way of some packets through a policy.</summary>
/// <param name="Facts">What is told of them behind the forward.</param>
/// <param name="Forward">What has led them elsewhere; null for none.</param>
public sealed record Course(PolicyJudge Judge, PacketFacts Facts, PortForward? Forward, PolicyVerdict Verdict);
