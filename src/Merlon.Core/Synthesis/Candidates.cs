using System.Runtime.InteropServices;
using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// The atoms of alerts that no rule covers, ordered by how many of these alerts they cover; ties go to the wider
/// atom, then to the one of the earlier alert. Taking one out lowers the others by the alerts they shared.
/// </summary>
/// <remarks>
/// Counts only fall, so an atom that comes to the top with an old count goes back with its present one (the lazy
/// greedy of Minoux, 1978); an alert is visited once for each of its atoms, however many rules there come to be.
/// </remarks>
sealed class Candidates
{
    const int FirstBits = 24;

    const int Atoms = 4;

    readonly Dictionary<ulong, int> _places = [];
    readonly List<Candidate> _candidates = [];
    readonly List<bool> _isCovered = [];
    readonly List<int> _place = [];   // Atoms per alert: the candidate, -1 for none
    readonly List<int> _next = [];    // Atoms per alert: the next alert of that candidate, -1 for none
    readonly PriorityQueue<int, long> _best = new();

    public void Gather(IReadOnlyList<UncoveredAlert> alerts)
    {
        // Not Clear, which takes as long as the largest window ever did.
        foreach (var candidate in _candidates) _places.Remove(candidate.Print);
        _candidates.Clear();
        _isCovered.Clear();
        _place.Clear();
        _next.Clear();
        _best.Clear();

        for (var i = 0; i < alerts.Count; i++)
        {
            _isCovered.Add(false);
            for (var atom = Atom.Source; atom <= Atom.Connection; atom++) Link(alerts[i].Prints.Forward(atom), atom, i);
        }

        for (var i = 0; i < _candidates.Count; i++) _best.Enqueue(i, Rank(_candidates[i]));
    }

    /// <summary>Takes out the atom that covers most; the next call may offer another of the same count.</summary>
    public bool TryTake(out Candidate best)
    {
        while (_best.TryDequeue(out var place, out var rank))
        {
            best = _candidates[place];
            if (best.Alerts == 0) continue;
            if (rank == Rank(best)) return true;
            _best.Enqueue(place, Rank(best));
        }

        best = default;
        return false;
    }

    public bool Contains(ulong print) => _places.ContainsKey(print);

    /// <summary>Marks the alerts of a candidate as covered.</summary>
    public void Cover(in Candidate candidate)
    {
        for (var i = candidate.FirstAlert; i >= 0; i = _next[i * Atoms + (int)candidate.Atom])
        {
            if (_isCovered[i]) continue;

            _isCovered[i] = true;
            for (var atom = 0; atom < Atoms; atom++) Lower(_place[i * Atoms + atom]);
        }
    }

    void Link(ulong print, Atom atom, int alert)
    {
        var place = print == 0 ? -1 : PlaceOf(print, atom, alert);
        _place.Add(place);
        _next.Add(-1);
        if (place < 0) return;

        var candidate = _candidates[place];
        if (candidate.Alerts > 0) _next[candidate.LastAlert * Atoms + (int)atom] = alert;
        _candidates[place] = candidate with { LastAlert = alert, Alerts = candidate.Alerts + 1 };
    }

    int PlaceOf(ulong print, Atom atom, int alert)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, print, out var isKnown);
        if (isKnown) return place;

        place = _candidates.Count;
        _candidates.Add(new(atom, print, alert, alert, 0));
        return place;
    }

    void Lower(int place)
    {
        if (place >= 0) _candidates[place] = _candidates[place] with { Alerts = _candidates[place].Alerts - 1 };
    }

    static long Rank(in Candidate candidate) =>
        -((long)candidate.Alerts << (FirstBits + 2)) | (long)candidate.Atom << FirstBits | (long)candidate.FirstAlert;

    /// <summary>One atom: its alerts are a chain from the first to the last.</summary>
    public readonly record struct Candidate(Atom Atom, ulong Print, int FirstAlert, int LastAlert, int Alerts);
}

/// <summary>An alert that waits for a rule; <paramref name="Number"/> counts the alerts of its window.</summary>
readonly record struct UncoveredAlert(long Number, FlowKey Key, FlowPrints Prints);
