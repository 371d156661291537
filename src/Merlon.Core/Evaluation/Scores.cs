using System.Runtime.InteropServices;
using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Evaluation;

/// <summary>Flows of one kind, and how many of them were blocked.</summary>
public readonly record struct Tally(long Flows, long Blocked)
{
    /// <summary>The share that was blocked; 0 of none.</summary>
    public double Share => Flows == 0 ? 0 : (double)Blocked / Flows;

    public Tally Plus(bool isBlocked) => new(Flows + 1, Blocked + (isBlocked ? 1 : 0));
}

/// <summary>
/// What a response did to labelled traffic: CBR, the share of malicious flows blocked; WBR, the share of benign ones;
/// and how long each attack source went on before its first block.
/// </summary>
/// <remarks>
/// Bounded: past <see cref="MostSources"/> sources and <see cref="MostTypes"/> names the rest are pooled.
/// </remarks>
public sealed class Scores
{
    public const int MostSources = 1 << 20, MostTypes = 1_000;

    const string Unnamed = "unnamed", Others = "others";

    static readonly DateTime Never = DateTime.MaxValue;

    readonly Dictionary<string, Counter> _byType = [];
    Counter? _latest;   // attacks come in runs of one kind
    readonly Dictionary<Ip, Onset> _sources = [];

    public long Flows { get; private set; }
    public Tally Malicious { get; private set; }
    public Tally Benign { get; private set; }

    /// <summary>Flows of unknown intent: traffic that is not scored.</summary>
    public long Unscored => Flows - Malicious.Flows - Benign.Flows;

    public double Cbr => Malicious.Share;
    public double Wbr => Benign.Share;

    /// <summary>Malicious flows by the name of their attack, most first.</summary>
    public IEnumerable<KeyValuePair<string, Tally>> ByType =>
        from counter in _byType.Values
        orderby counter.Tally.Flows descending
        select KeyValuePair.Create(counter.Type, counter.Tally);

    public int Sources => _sources.Count;
    public int SourcesBlocked => _sources.Values.Count(onset => onset.IsBlocked);

    public void Add(in Flow flow, bool isBlocked)
    {
        Flows++;
        if (flow.Label is Label.Benign) Benign = Benign.Plus(isBlocked);
        if (flow.Label is not Label.Malicious) return;

        Malicious = Malicious.Plus(isBlocked);
        AddToType(flow.Attack ?? Unnamed, isBlocked);
        AddToSource(flow.Key.SourceIp, flow.FirstSeen, isBlocked);
    }

    /// <summary>
    /// Seconds from a source's first malicious flow to its first blocked one, at the given share (0.5 the median) of
    /// the sources that were blocked at all (nearest rank); null when none was.
    /// </summary>
    public double? SecondsToFirstBlock(double share)
    {
        var blocked = _sources.Values.Where(onset => onset.IsBlocked);
        var seconds = blocked.Select(onset => onset.ToBlock.TotalSeconds).Order().ToArray();
        return seconds.Length == 0 ? null : seconds[Math.Max(0, (int)Math.Ceiling(share * seconds.Length) - 1)];
    }

    void AddToType(string type, bool isBlocked)
    {
        if (!ReferenceEquals(type, _latest?.Type)) _latest = CounterOf(type);
        _latest.Tally = _latest.Tally.Plus(isBlocked);
    }

    Counter CounterOf(string type)
    {
        if (_byType.TryGetValue(type, out var counter)) return counter;
        if (_byType.Count >= MostTypes) type = Others;
        return _byType.TryGetValue(type, out counter) ? counter : _byType[type] = new(type);
    }

    void AddToSource(Ip source, DateTime at, bool isBlocked)
    {
        if (_sources.Count >= MostSources && !_sources.ContainsKey(source)) return;

        ref var onset = ref CollectionsMarshal.GetValueRefOrAddDefault(_sources, source, out var isKnown);
        if (!isKnown) onset = new(at, Never);
        if (isBlocked && !onset.IsBlocked) onset = onset with { FirstBlocked = at };
    }

    sealed class Counter(string type)
    {
        public string Type => type;
        public Tally Tally { get; set; }
    }

    readonly record struct Onset(DateTime FirstSeen, DateTime FirstBlocked)
    {
        public bool IsBlocked => FirstBlocked != Never;
        public TimeSpan ToBlock => FirstBlocked - FirstSeen;
    }
}
