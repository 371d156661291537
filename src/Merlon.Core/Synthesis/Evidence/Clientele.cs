using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Merlon.Net;

namespace Merlon.Synthesis.Evidence;

/// <summary>
/// Who uses a service, and how often somebody does who did not before. Counted by rounds, a client once in each; the
/// first round, in which all are new, is left out.
/// </summary>
public sealed class Clientele
{
    public const int MostClients = 1 << 10;

    /// <summary>As long as a service is kept for those who are known.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(30);

    readonly Dictionary<Ip, Client> _clients = [];
    ImmutableHashSet<Ip>? _known;
    long _firstRound = -1, _latestRound;
    long _before = -1;   // what the site had when the second round began

    /// <summary>Clients who were not known when the round began, summed over the rounds.</summary>
    public int Newcomers { get; private set; }

    /// <summary>Clients who are known.</summary>
    public int Count => _clients.Count;

    public ImmutableHashSet<Ip> Known => _known ??= [.. _clients.Keys];

    /// <summary>The most visits of one client in a minute of the clock.</summary>
    public int MostInMinute { get; private set; }

    /// <summary>Of the whole site, since newcomers are counted: the clients of its services in each round.</summary>
    /// <param name="rounds">Of the whole site, so far.</param>
    public long OfSite(long rounds) => _before < 0 ? 0 : rounds - _before;

    /// <summary>As <see cref="OfSite"/>, in one round.</summary>
    public long PerRound(long rounds) => OfSite(rounds) / Math.Max(1, _latestRound - _firstRound);

    /// <param name="rounds">The clients of all services of the site, summed over the rounds so far.</param>
    /// <returns>Whether it is this client's first visit in the round.</returns>
    public bool See(Ip client, DateTime at, long rounds)
    {
        var round = at.Ticks / Round.Ticks;
        if (_firstRound < 0) _firstRound = round;
        if (round > _latestRound) _latestRound = round;
        if (round != _firstRound && _before < 0) _before = rounds;
        if (_clients.Count >= MostClients && !_clients.ContainsKey(client))
        {
            Newcomers++;   // as long as nobody can say otherwise
            return false;
        }

        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_clients, client, out var isKnown);
        var isFirst = !isKnown || known.Round != round;
        if (!isKnown) _known = null;
        if (!isKnown && round != _firstRound) Newcomers++;
        known.Round = round;
        MostInMinute = Math.Max(MostInMinute, known.CountInMinute(at.Ticks / TimeSpan.TicksPerMinute));
        return isFirst;
    }

    /// <summary>When it came last, and how often in that minute.</summary>
    struct Client
    {
        long _minute;
        int _visits;

        public long Round { get; set; }

        public int CountInMinute(long minute)
        {
            if (minute != _minute) (_minute, _visits) = (minute, 0);
            return ++_visits;
        }
    }
}
