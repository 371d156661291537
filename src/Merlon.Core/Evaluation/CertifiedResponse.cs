using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Merlon.Evaluation.Certificates;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;
using Merlon.Synthesis;

namespace Merlon.Evaluation;

/// <summary>What a response claims of its rules.</summary>
/// <param name="Text">All of the rules as iptables reads them.</param>
/// <param name="Families">The same in the rule tree, as <see cref="DropRuleSets"/> makes them of the response.</param>
public sealed record CertifiedResponse(
    string Strategy, double Epsilon, Hook Hook, ImmutableArray<IpPrefix> Internals, string Text,
    IReadOnlyList<RuleSet> Families)
{
    /// <param name="logs">Those that the response is about.</param>
    /// <param name="context">What the operator said of the site; null for nothing.</param>
    public Certificate Certificate(
        Response response, Reading reading, ImmutableArray<CertifiedLog> logs, CertifiedFile? context) => new()
        {
            Form = Certificates.Certificate.TheForm,
            Version = Certificates.Certificate.TheVersion,
            Strategy = Strategy,
            Epsilon = Epsilon,
            Confidence = 1 - MerlonStrategy.Risk,
            Chain = Hook,
            Internals = Internals,
            Reading = reading,
            Logs = logs,
            Context = context,
            Totals = new(
                response.Alerts, Told(response, response.Rules.Where(IsWithoutLimit).Sum(rule => rule.Alerts.Count)),
                response.BenignFlows,
                Told(response, response.Rules.Where(IsWithoutLimit).Sum(rule => rule.Benign.Count)),
                response.OutOfReach.Count),
            Rules = [.. response.Rules.Select((effect, i) =>
                ClaimOf(effect, LinesOf(i + 1), response.IsWhole && IsWithoutLimit(effect)))],
            RuleSet = new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), Text),
        };

    static long? Told(Response response, long count) => response.IsWhole ? count : null;

    // What comes above a limit is a matter of time, not of the flow alone.
    static bool IsWithoutLimit(RuleEffect effect) => effect.Made.Rule.Above is null;

    RuleClaim ClaimOf(RuleEffect effect, ImmutableArray<string> lines, bool isWhole)
    {
        var (made, proposal) = (effect.Made, effect.Made.Proposal);
        return new(
            made.Number + 1, lines, isWhole ? effect.Alerts.Count : null, isWhole ? effect.Benign.Count : null,
            made.MadeAt, proposal.Life, proposal.IsRenewed, effect.Grounds is { } grounds ? ClaimOf(grounds) : null,
            proposal.RunnerUp is { } next ? RuleWriter.Print(next.ToRule(), Hook.ChainName) : null);
    }

    static BoundClaim ClaimOf(Grounds grounds) => new(
        grounds.Ground switch
        {
            Ground.Asks => BoundGround.Asks,
            Ground.Newcomers => BoundGround.Newcomers,
            _ => BoundGround.Visits,
        },
        grounds.Hits, grounds.Seen, grounds.Next, grounds.Risk, grounds.Bound);

    // As they are printed, with those of a chain of its own.
    ImmutableArray<string> LinesOf(int place) =>
    [
        .. from rules in Families
           from chain in rules.TableNamed("filter")!.Chains
           from rule in chain.Rules
           where rule.Line == place
           select RuleWriter.Print(rule, chain.Name, Families.Count > 1 ? rules.Family : null),
    ];
}
