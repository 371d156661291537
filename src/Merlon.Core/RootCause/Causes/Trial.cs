using System.Collections.Immutable;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Causes;

/// <summary>
/// Replays what the logs tell under changed rules, to see whether an attack breaks and nothing else does.
/// </summary>
public sealed class Trial
{
    // Logs have whole seconds: a limit that let it pass a little later is no sure one.
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    readonly Policy _policy;
    readonly ImmutableArray<Session> _sessions;
    readonly HashSet<Session> _legitimate;

    /// <param name="sessions">All that were let pass, in order of time.</param>
    /// <param name="legitimate">Those of them that are no attack's.</param>
    public Trial(Policy policy, IEnumerable<Session> sessions, IEnumerable<Session> legitimate)
    {
        (_policy, _sessions) = (policy, [.. sessions]);
        var replay = new PolicyReplay(policy);
        // What the rules refuse was let pass by something else, which no change of them breaks.
        var admitted = _sessions.Where(session => replay.Decide(session.Facts, session.At) is not Ruling.Denied)
            .ToHashSet();
        _legitimate = [.. legitimate.Where(admitted.Contains)];
    }

    /// <returns>Null for a change that is no policy.</returns>
    public Outcome? Try(Change change, IReadOnlyCollection<Session> keys)
    {
        if (PolicyReader.Read(_policy.Text.With(change.Edits), out _) is not { } changed) return null;

        var replay = new PolicyReplay(changed);
        var (refused, broken, wanted) = (0, new List<Session>(), keys.ToHashSet());
        foreach (var session in _sessions)
        {
            var isRefused = replay.Decide(session.Facts, session.At) is Ruling.Denied;
            if (isRefused && wanted.Contains(session)
                && replay.Decide(session.Facts, session.At + Tick) is Ruling.Denied) refused++;
            if (isRefused && _legitimate.Contains(session)) broken.Add(session);
        }

        return new(changed, refused, keys.Count, broken);
    }
}

/// <summary>What a change would have done.</summary>
/// <param name="Refused">Of the keys of the attack, how many are refused.</param>
/// <param name="Broken">Legitimate sessions that are refused.</param>
public sealed record Outcome(Policy Changed, int Refused, int Keys, IReadOnlyList<Session> Broken)
{
    public bool Stands => Refused == Keys && Broken.Count == 0;
}
