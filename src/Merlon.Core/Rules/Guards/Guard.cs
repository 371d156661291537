using Merlon.Net;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;

namespace Merlon.Rules.Guards;

/// <summary>
/// Judges what a table's rules would cut off, by what they do to packets and not by how they are written.
/// </summary>
/// <remarks>
/// A peer (gateway, resolver, the far end of a session) may lose no packet that a stranger would not lose too, and
/// none that it is needed for. A rule about a service, for whomever, so passes, unless it is the service that the
/// peer gives or uses.
/// </remarks>
public sealed class Guard
{
    const int MostBoxes = 1 << 10;   // past so many kinds of packets more would name the same rules again

    readonly IpFamily _family;
    readonly Table _table;
    readonly Surroundings _around;
    readonly IReadOnlyCollection<IpPrefix> _allowed;
    readonly IpPrefix _loopback;
    readonly UInt128? _stranger;

    Guard(RuleSet rules, Table table, Surroundings around, IReadOnlyCollection<IpPrefix> allowed)
    {
        (_family, _around, _allowed) = (rules.Family, around, allowed);
        _loopback = IpPrefix.Parse(_family is IpFamily.V4 ? "127.0.0.0/8" : "::1");
        _table = new(table.Name, [.. table.Chains.Select(Accepting)]);
        _stranger = new Strangers(_family, table).Any;
    }

    /// <param name="allowed">
    /// What may be cut off all the same: packets from and to these addresses do not count. A block stands for the
    /// rules about it as a whole; one of length 0 for those about everybody.
    /// </param>
    /// <returns>The rules of the filter table that must not be applied, in order; policies are not looked at.</returns>
    /// <exception cref="TooLargeException">The rules cannot be held as sets.</exception>
    public static IReadOnlyList<Refusal> Judge(
        RuleSet rules, Surroundings around, IReadOnlyCollection<IpPrefix> allowed)
    {
        if (rules.TableNamed("filter") is not { } table || table.Chains.All(chain => chain.Rules.IsEmpty)) return [];

        var guard = new Guard(rules, table, around, allowed);
        return [.. guard.Wide().Concat(guard.OfLoopback()).Concat(guard.OfOwn()).Concat(guard.OfPeers())
            .Distinct().OrderBy(refusal => refusal.Line)];
    }

    IEnumerable<Refusal> Wide()
    {
        if (_allowed.Any(allowed => allowed.Length == 0)) return [];

        return Enum.GetValues<Hook>().SelectMany(Wide);
    }

    // Together, where no rule does it alone.
    IEnumerable<Refusal> Wide(Hook hook)
    {
        var alone = new WideRules(_family, _table).In(hook)
            .Where(one => !_allowed.Select(AddressMask.Of).Contains(one.Block))
            .Select(one => new Refusal(one.Rule.Line, $"{one.Block}",
                one.Block.IsEverything
                    ? "it would drop packets of every address, whatever the service"
                    : $"it would drop a whole block wider than /{Strangers.LeastLength(_family)}",
                $"{one.Block}"))
            .ToList();
        if (alone.Count > 0 || new WideLosses(_family, _table, _allowed).In(hook) is not { } found) return alone;

        var everybody = $"{new AddressMask(_family, 0, 0)}";
        return [new(found.Line, everybody, found.Reason, everybody)];
    }

    IEnumerable<Refusal> OfLoopback()
    {
        var name = NameOf(_loopback);
        foreach (var hook in new[] { Hook.Input, Hook.Output })
        {
            var thing = new Protected($"loopback, {name}", "the host could not talk to itself", _loopback, hook);
            var packets = OrdinaryPackets.In(hook, isLocal: true) & OrdinaryPackets.OnLoopback(hook)
                & Within(Field.Source, _loopback) & Within(Field.Destination, _loopback);
            foreach (var refusal in Lost(thing, packets, needed: Condition.Everything)) yield return refusal;
        }
    }

    IEnumerable<Refusal> OfOwn()
    {
        foreach (var (address, port) in _around.Own)
        {
            if (!IsOurs(address) || _loopback.Contains(address)) continue;

            var (own, bits) = (IpPrefix.Host(address), AddressMask.RightAligned(address));
            var thing = new Protected($"the own address {address}", "what it sends would be dropped", own, default);
            foreach (var hook in Enum.GetValues<Hook>())
            {
                var packets = hook is Hook.Input   // what comes in from an own address, the host itself has sent
                    ? OrdinaryPackets.In(hook, isLocal: true) & OrdinaryPackets.OnLoopback(hook)
                    : OrdinaryPackets.In(hook);
                var at = thing with { Hook = hook };
                foreach (var refusal in Lost(at, packets, Condition.Nothing, (Field.Source, bits)))
                    yield return refusal;
            }

            if (!IsAllowed(own) && CutOff(bits, port) is { } line)
                yield return new(line, thing.Name, "nobody could reach it any more", NameOf(own));
        }
    }

    IEnumerable<Refusal> OfPeers()
    {
        foreach (var gateway in _around.Gateways.Where(IsOurs).Distinct())
        {
            var name = $"the default gateway {gateway}";
            foreach (var refusal in OfPeer(name, gateway, Condition.Nothing, Condition.Nothing)) yield return refusal;
            foreach (var refusal in OfNeighbour(name, gateway)) yield return refusal;
        }

        foreach (var resolver in _around.Resolvers.Where(IsOurs).Distinct())
        {
            var (from, to) = (OrdinaryPackets.Dns(isAnswer: true), OrdinaryPackets.Dns(isAnswer: false));
            foreach (var refusal in OfPeer($"the resolver {resolver}", resolver, from, to)) yield return refusal;
        }

        foreach (var session in _around.Sessions.Where(session => IsOurs(session.Peer)).Distinct())
        {
            var from = OrdinaryPackets.Ssh(isFromClient: true, session.Port);
            var to = OrdinaryPackets.Ssh(isFromClient: false, session.Port);
            foreach (var refusal in OfPeer($"the SSH session from {session.Peer}", session.Peer, from, to))
                yield return refusal;
        }
    }

    // How IPv6 finds it; IPv4 has ARP, which no such rule sees.
    IEnumerable<Refusal> OfNeighbour(string name, Ip gateway)
    {
        if (_family is IpFamily.V4) return [];

        var asked = Ip.Parse("ff02::1:ff00:0").Bits | (gateway.Bits & 0xFF_FFFF);   // RFC 4291, 2.7.1
        (Hook Hook, Field End, UInt128 Address)[] ways =
        [
            (Hook.Input, Field.Source, gateway.Bits),
            (Hook.Output, Field.Destination, gateway.Bits), (Hook.Output, Field.Destination, asked),
        ];
        return from way in ways
               let thing = new Protected(name, "it could not be found any more", IpPrefix.Host(gateway), way.Hook)
               from refusal in Lost(thing, OrdinaryPackets.Discovery, Condition.Everything, (way.End, way.Address))
               select refusal;
    }

    // From and to: the packets of the peer that are needed whatever becomes of those of strangers.
    IEnumerable<Refusal> OfPeer(string name, Ip peer, Condition from, Condition to)
    {
        var bits = AddressMask.RightAligned(peer);
        var others = _stranger is { } stranger ? [(Field.Source, stranger)] : Array.Empty<(Field, UInt128)>();
        (Hook Hook, Field End, Condition Needed, (Field, UInt128)[] Others)[] ways =
        [
            (Hook.Input, Field.Source, from, []), (Hook.Output, Field.Destination, to, []),
            (Hook.Forward, Field.Source, Condition.Nothing, []),
            (Hook.Forward, Field.Destination, Condition.Nothing, others),   // one source may be kept away from it
        ];
        return from way in ways
               let reason = $"packets {(way.End is Field.Source ? "from" : "to")} it would be dropped"
               let thing = new Protected(name, reason, IpPrefix.Host(peer), way.Hook)
               from refusal in Lost(thing, OrdinaryPackets.In(way.Hook), way.Needed, (way.End, bits), way.Others)
               select refusal;
    }

    // The rules by which packets are lost: needed ones, or such as would pass with a stranger's address in place of
    // the known one.
    IEnumerable<Refusal> Lost(
        Protected thing, Condition packets, Condition needed,
        (Field Field, UInt128 Value)? known = null, params (Field, UInt128)[] fixedToo)
    {
        if (IsAllowed(thing.What)) return [];

        var after = known is { } field ? new KnownFields(_family, [field, .. fixedToo]).In(_table) : _table;
        var before = known is { Field: var one } && _stranger is { } stranger
            ? new KnownFields(_family, [(one, stranger), .. fixedToo]).In(_table)
            : new Table("filter", []);
        var chain = thing.Hook.ChainName;
        var others = !packets | Condition.Any(_allowed.Where(IsHost).SelectMany(Ends));
        after = Passing(after, chain, others);
        before = Passing(before, chain, others | needed);

        var diff = PolicyDiff.Of(_family, before, after, thing.Hook);
        var walk = new PacketWalk(after);
        return diff.Changes().Where(IsWorse).Take(MostBoxes)
            .Select(change => LineOf(walk.Explain(Witness.Of(change.Packets, diff.Space), thing.Hook)))
            .Distinct().Select(line => new Refusal(line, thing.Name, thing.Reason, NameOf(thing.What)));
    }

    // The rule by which every new connection of a stranger to an own address is lost; none when some are not.
    int? CutOff(UInt128 own, string port)
    {
        if (_stranger is not { } stranger) return null;

        var known = new KnownFields(_family, (Field.Destination, own), (Field.Source, stranger),
            (Field.State, (uint)ConnectionState.New), (Field.DestinationType, (uint)AddressType.Local),
            (Field.SourceType, (uint)AddressType.Unicast), (Field.PacketType, (uint)PacketType.Unicast));
        var table = known.In(_table);
        var others = KnownFields.Of(!Condition.Through(isIn: true, port), new Target.Decide(Verdict.Drop));
        var after = Before(table, Hook.Input.ChainName, others);
        var nothing = new Table("filter", [new(Hook.Input.ChainName, Verdict.Drop, default, [])]);
        var diff = PolicyDiff.Of(_family, after, nothing, Hook.Input);
        if (diff.Changes().Any(change => (change.Before & Verdicts.Accept) != 0)) return null;

        var packet = Syntax.PacketFields.Ordinary(_family).In(Hook.Input) with { InInterface = port };
        return LineOf(new PacketWalk(table).Explain(packet, Hook.Input));
    }

    static bool IsWorse(Change change)
    {
        const Verdicts Lost = Verdicts.Drop | Verdicts.Reject;
        return change.Before == Verdicts.Accept ? (change.After & Lost) != 0
            : (change.Before & Verdicts.Accept) != 0 && (change.After & Verdicts.Accept) == 0;
    }

    static int LineOf(Decision decision) => decision.LostBy?.Line ?? 0;

    static Chain Accepting(Chain chain) => chain.Policy is null ? chain : chain with { Policy = Verdict.Accept };

    static Table Passing(Table table, string chain, Condition packets) =>
        Before(table, chain, KnownFields.Of(packets, new Target.Decide(Verdict.Accept)));

    // A table with one rule more at the head of a chain.
    static Table Before(Table table, string chain, Rule rule)
    {
        var old = table.ChainNamed(chain) ?? new(chain, Verdict.Accept, default, []);
        return table with
        {
            Chains = [old with { Rules = old.Rules.Insert(0, rule) }, .. table.Chains.Where(one => one.Name != chain)],
        };
    }

    static Condition Within(Field field, IpPrefix block)
    {
        var addresses = AddressMask.Of(block);
        return Condition.Masked(field, addresses.Bits, addresses.Mask);
    }

    bool IsOurs(Ip address) => address.IsV4 == _family is IpFamily.V4;

    bool IsAllowed(IpPrefix what) =>
        _allowed.Any(allowed => allowed.Length >= what.Length && what.Contains(allowed.Network));

    // Packets from or to an address that may be cut off.
    static IEnumerable<Condition> Ends(IpPrefix block) =>
        [Within(Field.Source, block), Within(Field.Destination, block)];

    bool IsHost(IpPrefix block) => IsOurs(block.Network) && block == IpPrefix.Host(block.Network);

    static string NameOf(IpPrefix what) => what == IpPrefix.Host(what.Network) ? $"{what.Network}" : $"{what}";

    /// <summary>What is not to be cut off, as one hook sees it.</summary>
    readonly record struct Protected(string Name, string Reason, IpPrefix What, Hook Hook);
}
