using System.Diagnostics;

namespace Merlon.Rules.Meaning;

/// <summary>
/// Takes a packet through a table rule by rule, as the kernel does. Where an unknown condition leaves more than one
/// way, it takes them all.
/// </summary>
/// <remarks>
/// Chains that call each other many times over can make a way that no machine comes to the end of; after a million
/// rules the answer is that anything may be.
/// </remarks>
public sealed class PacketWalk
{
    const int MostRules = 1 << 20;

    readonly Dictionary<string, CompiledChain> _chains = [];

    public PacketWalk(Table table)
    {
        foreach (var chain in table.Chains)
        {
            _chains[chain.Name] = new(
                chain, [.. chain.Rules.Select(rule => rule.Condition)], [.. chain.Rules.Select(rule => rule.Target)]);
        }
    }

    /// <summary>The verdicts that a packet may meet in a hook.</summary>
    public Verdicts Decide(in Packet packet, Hook hook) => Decide(packet, hook, null);

    /// <summary>As <see cref="Decide(in Packet, Hook)"/>, telling the rules on the way.</summary>
    public Decision Explain(in Packet packet, Hook hook)
    {
        var steps = new List<Step>();
        var verdicts = Decide(packet, hook, steps);
        return new(verdicts, steps);
    }

    Verdicts Decide(in Packet packet, Hook hook, List<Step>? steps)
    {
        if (!_chains.TryGetValue(hook.ChainName, out var chain)) return Verdicts.Accept;

        var state = new State(packet);
        var result = Walk(chain, ref state, steps);
        var policy = chain.Chain.Policy ?? Verdict.Accept;
        if (!result.MayReturn) return result.Verdicts;

        steps?.Add(new(chain.Chain.Name, null, true));
        return result.Verdicts | VerdictSets.Alone(policy);
    }

    Result Walk(CompiledChain chain, ref State state, List<Step>? steps)
    {
        var (found, mayReturn) = (Verdicts.None, false);
        for (var i = 0; i < chain.Conditions.Length; i++)
        {
            if (++state.Rules > MostRules) return new(Verdicts.Any, MayReturn: false);

            var holds = chain.Conditions[i].Holds(state.Packet);
            if (holds == false) continue;

            steps?.Add(new(chain.Chain.Name, chain.Chain.Rules[i], holds == true));
            var before = state;
            var taken = Take(chain.Targets[i], ref state, steps);
            if (holds is null || mayReturn) state.Join(before);   // it may not have come here
            found |= taken.Verdicts;
            mayReturn |= taken.MayReturn;
            if (holds == true && !taken.GoesOn) return new(found, mayReturn);
        }

        return new(found, MayReturn: true);
    }

    Taken Take(Target target, ref State state, List<Step>? steps)
    {
        switch (target)
        {
            case Target.Nowhere:
                return Taken.On;
            case Target.Decide(var verdict):
                return Taken.With(VerdictSets.Alone(verdict));
            case Target.Return:
                return Taken.Back;
            case Target.Jump(var name):
                var jumped = Walk(_chains[name], ref state, steps);
                return new(jumped.Verdicts, GoesOn: jumped.MayReturn, MayReturn: false);
            case Target.Goto(var name):
                var gone = Walk(_chains[name], ref state, steps);
                return new(gone.Verdicts, GoesOn: false, gone.MayReturn);
            case Target.Extension(_, var effect):
                return Take(effect, ref state);
            default:
                throw new UnreachableException();
        }
    }

    static Taken Take(Effect effect, ref State state)
    {
        switch (effect)
        {
            case Effect.Continue:
                return Taken.On;
            case Effect.Decide(var verdict):
                return Taken.With(VerdictSets.Alone(verdict));
            case Effect.SetMark(var clear, var flip):
                state.Packet = state.Packet with { Mark = (state.Packet.Mark & ~clear) ^ flip };
                return Taken.On;
            case Effect.Unknown:
                return Taken.With(Verdicts.Any);
            default:
                throw new UnreachableException();
        }
    }

    sealed record CompiledChain(Chain Chain, Condition[] Conditions, Target[] Targets);

    /// <summary>The packet as it is by now.</summary>
    struct State(Packet packet)
    {
        public Packet Packet = packet;

        /// <summary>How many rules it has come to, on all ways.</summary>
        public int Rules;

        /// <summary>It may also be as it was.</summary>
        public void Join(in State other)
        {
            if (other.Packet.Mark != Packet.Mark || other.Packet.IsMarkUnknown)
                Packet = Packet with { IsMarkUnknown = true };
        }
    }

    readonly record struct Result(Verdicts Verdicts, bool MayReturn);

    /// <summary>What a target may do: decide, go on with the next rule, or go back to the caller.</summary>
    readonly record struct Taken(Verdicts Verdicts, bool GoesOn, bool MayReturn)
    {
        public static readonly Taken On = new(Verdicts.None, true, false);
        public static readonly Taken Back = new(Verdicts.None, false, true);

        public static Taken With(Verdicts verdicts) => new(verdicts, false, false);
    }
}

/// <summary>What becomes of a packet, and why.</summary>
/// <param name="Steps">The rules that it matched, or may have matched, in the order in which it met them.</param>
public sealed record Decision(Verdicts Verdicts, IReadOnlyList<Step> Steps)
{
    /// <summary>The rule or policy that decided; null when that is not certain.</summary>
    public Step? DecidedBy => Verdicts.IsCertain && Steps.All(step => step.IsCertain) ? Steps[^1] : null;

    /// <summary>The last rule met by which the packet is lost, or may be; null when there is none.</summary>
    public Rule? LostBy => Steps.Select(step => step.Rule).LastOrDefault(rule =>
        rule?.Target is Target.Decide(not Verdict.Accept)
            or Target.Extension(_, Effect.Unknown or Effect.Decide(not Verdict.Accept)));
}

/// <summary>A rule that a packet met.</summary>
/// <param name="Rule">Null for the chain's policy.</param>
/// <param name="IsCertain">Whether it matched for certain.</param>
public readonly record struct Step(string Chain, Rule? Rule, bool IsCertain);
