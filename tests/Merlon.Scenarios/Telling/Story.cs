using System.Net;
using Merlon.Scenarios.Logs;
using Merlon.Scenarios.Policies;

namespace Merlon.Scenarios.Telling;

/// <summary>
/// What happened at a site, told by a variant: rules in order, what was used rightly, and the attack step by step.
/// Two variants told one after the other in one story are one incident with two causes.
/// </summary>
sealed partial class Story(Chance chance, bool six, bool combined)
{
    readonly Site _site = new(chance);
    DateTime? _now;
    int _blamed;

    public Chance Chance => chance;

    /// <summary>Whether the attack goes by IPv6; a further cause stays in the family of the one before.</summary>
    public bool Six => Foothold?.Host.IsSix() ?? six;

    public List<Rule> Rules { get; } = [];
    public List<Occurrence> Events { get; } = [];
    public List<Blame> Blames { get; } = [];

    public DateTime Start { get; set; } =
        new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(chance.Below(60 * 24 * 700));

    /// <summary>How far the attack has come; it starts an hour or more into the log.</summary>
    public DateTime Now
    {
        get => _now ??= Start.AddMinutes(chance.Between(60, 90));
        set => _now = value;
    }

    public DateTime End => Start.AddHours(3);

    /// <summary>What the chain does with what no rule matches.</summary>
    public bool AcceptsByDefault { get; set; }
    public bool AcceptsByDefault6 { get; set; }

    /// <summary>Set where the right answer is to abstain because of what is missing.</summary>
    public string? Reason { get; set; }

    /// <summary>Columns that the log must not have; it is then a table, CSV or JSON.</summary>
    public List<Column> MissingColumns { get; } = [];

    /// <summary>Whether only the rules of the story itself are in the policy, and no others around them.</summary>
    public bool IsBare { get; set; }

    /// <summary>The firewall logged only what it refused.</summary>
    public bool OnlyRefusalsLogged { get; set; }

    /// <summary>The rule files given are of another firewall.</summary>
    public bool RulesAreOthers { get; set; }

    /// <summary>From when to when the logs have nothing at all.</summary>
    public (DateTime From, DateTime To)? Hole { get; set; }

    /// <summary>Texts of the log and the rules, where a scenario must have them to the letter.</summary>
    public (TextFile Log, TextFile Rules)? Verbatim { get; set; }

    /// <summary>Who was taken over last, and the network around it: where a further cause goes on from.</summary>
    public (IPNetwork Network, IPAddress Host)? Foothold { get; set; }

    public IPNetwork Inside() => _site.Inside(Six);
    public IPNetwork Inside(bool inSix) => _site.Inside(inSix);
    public IPAddress Host(IPNetwork network) => _site.Host(network);
    public IPAddress Outside() => _site.Outside(Six);
    public IPAddress Outside(bool inSix) => _site.Outside(inSix);
    public IPAddress Own() => _site.Own(Six);
    public bool IsOutside(IPAddress address) => _site.IsOutside(address);
    public IPNetwork OutsideNetwork() => _site.OutsideNetwork(Six);

    public Rule Accept(IPNetwork? from, IPNetwork? to, Ports ports, string? comment = null) =>
        Add(new() { Source = from, Destination = to, Ports = ports, Comment = comment });

    public Rule Accept(IPNetwork? from, IPAddress to, Ports ports, string? comment = null) =>
        Accept(from, to.Alone(), ports, comment);

    public Rule AcceptOut(IPNetwork from, Ports ports, string? comment = null) =>
        Accept(from, (IPNetwork?)null, ports, comment);

    public Rule Deny(IPNetwork? from, IPNetwork? to, Ports ports, string? comment = null) =>
        Add(new() { Source = from, Destination = to, Ports = ports, Accepts = false, Comment = comment });

    /// <summary>An outside address and port that lead to an inside one; no port is all of them.</summary>
    public Rule Forward(IPAddress outer, Ports ports, IPAddress inner, int? port, string? comment = null) =>
        Add(new() { Destination = outer.Alone(), Ports = ports, ForwardTo = (inner, port), Comment = comment });

    public Rule Add(Rule rule)
    {
        Rules.Add(rule);
        return rule;
    }

    /// <summary>All attack lines since the last cause were let in by this one.</summary>
    public void Blame(string cause, Func<Policy, Policy> changed, params Rule[] rules)
    {
        for (; _blamed < Events.Count; _blamed++)
        {
            if (Events[_blamed] is not { Role: LineRole.Attack, Kind: not OccurrenceKind.Refused } blamed) continue;
            Events[_blamed] = blamed with { By = rules.FirstOrDefault(), Blame = Blames.Count };
        }

        Blames.Add(new(cause, rules, changed));
    }

    /// <summary>The host taken over so far, or a new one in a network of its own.</summary>
    public (IPNetwork Network, IPAddress Host) Taken()
    {
        if (Foothold is { } taken) return taken;
        var network = Inside();
        return (network, Host(network));
    }

    public bool IsCombined => combined;
}
