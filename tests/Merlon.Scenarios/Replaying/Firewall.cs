namespace Merlon.Scenarios.Replaying;

/// <summary>Decides packets by rule files: the first that matches, in order; port forwards go before.</summary>
public sealed class Firewall
{
    static readonly RulePlace Nothing = new("", 0, null);

    readonly List<Clause> _forwards, _clauses;

    public Firewall(IEnumerable<TextFile> rules)
    {
        var all = rules.SelectMany(ClauseReader.Read).ToList();
        _forwards = [.. all.Where(clause => clause.ForwardTo is not null)];
        _clauses = [.. all.Where(clause => clause.ForwardTo is null)];
    }

    internal IEnumerable<Clause> Admitting => _forwards.Concat(_clauses).Where(clause => clause.Admits);

    /// <summary>Packets must come in order of time, since limits count them.</summary>
    public Decision Decide(Packet packet)
    {
        var forward = _forwards.Find(clause => clause.Matches(packet));
        if (forward?.ForwardTo is { } to)
        {
            // A forward in a table admits what it forwards; in iptables, the rule on the state DNAT does.
            if (forward.Place.Id is not null) return new(true, forward.Place);
            packet = packet with { Destination = to.Address, DestinationPort = to.Port ?? packet.DestinationPort };
        }

        var decided = _clauses.Find(clause =>
            (!clause.OnlyTranslated || forward is not null) && clause.Matches(packet));
        return decided is null ? new(false, Nothing)
            : new(decided.Admits, decided.OnlyTranslated ? forward!.Place : decided.Place);
    }
}
