using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Merlon.Net;

namespace Merlon.Synthesis.Evidence;

/// <summary>
/// Who uses a service, and how often somebody does who did not before. Counted by rounds of a minute, a client once in
/// each; the first round, in which all are new, is left out.
/// </summary>
public sealed class Clientele
{
    public const int MostClients = 1 << 10;

    static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    readonly Dictionary<Ip, long> _lastRounds = [];
    long _firstRound = -1;

    /// <summary>Clients in a round, summed over the rounds.</summary>
    public int Visits { get; private set; }

    /// <summary>Of these, those who were not known when the round began.</summary>
    public int Newcomers { get; private set; }

    public ImmutableHashSet<Ip> Known => [.. _lastRounds.Keys];

    public void See(Ip client, DateTime at)
    {
        var round = at.Ticks / Round.Ticks;
        if (_firstRound < 0) _firstRound = round;
        if (_lastRounds.Count >= MostClients && !_lastRounds.ContainsKey(client))
        {
            Visits++;
            Newcomers++;   // as long as nobody can say otherwise
            return;
        }

        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastRounds, client, out var isKnown);
        if (round != _firstRound && (!isKnown || last != round))
        {
            Visits++;
            if (!isKnown) Newcomers++;
        }

        last = round;
    }
}
