using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Merlon.Context;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;
using Merlon.Synthesis;

namespace Merlon.Evaluation.Certificates;

/// <summary>A log in memory, with the certificate of the response to it.</summary>
sealed record Certified(IReadOnlyList<Observation> Log, Certificate Certificate)
{
    public static Certified Of(
        IReadOnlyList<Observation> log, IStrategy strategy, double epsilon, Hook hook = Hook.Forward,
        ImmutableArray<IpPrefix>? internals = null, SiteContext? context = null)
    {
        var settings = ResponseSettings.Default;
        var inside = internals ?? [];
        var responder = new Responder(strategy, new(hook, [.. inside]), settings, isHindsight: true, context);
        var response = new Response(responder);
        foreach (var observation in log) response.Next(observation, IsAlert(observation));
        response.End();

        var families = DropRuleSets.Of(hook, response.Rules.Select(effect => (effect.Made.Rule, "a reason")));
        var text = RuleSetWriter.PrintAdditions(families);
        var certified = new CertifiedResponse(strategy.Name, epsilon, hook, inside, text, families);
        var reading = new Reading(default, "auto", false, null, null, settings.MaxIdle, settings.BenignSpan);
        var said = context is null ? null : new CertifiedFile("site.yaml", 0, new('0', 64));
        return new(log, certified.Certificate(response, reading, [], said));
    }

    /// <summary>An hour at a site whose NIDS is right, attacked in one way.</summary>
    /// <param name="honestSeconds">From when on nobody honest comes.</param>
    public static Certified Attacked(string attack, int seed, double epsilon = 0.1, int honestSeconds = 3_600)
    {
        var random = new Random(seed);
        var site = new HonestSite(random);
        var honest = site.Traffic(honestSeconds);
        var attacks = new Attacks(site, random, from: 1_800, seconds: 600).Of(attack);
        var all = honest.Concat(attacks).OrderBy(flow => flow.FirstSeen);
        return Of([.. all.Select(flow => Observation.Of(flow))], new MerlonStrategy(epsilon), epsilon);
    }

    /// <summary>As <see cref="Attacked"/>; flows and alerts come from two sensors, and nothing is labelled.</summary>
    public static Certified SeenByTwo(string attack, int seed)
    {
        var log = new List<Observation>();
        foreach (var (_, _, flow) in Attacked(attack, seed).Log)
        {
            log.Add(Observation.Of(flow with { Label = Label.None }));
            if (flow.Label is Label.Malicious) log.Add(new(RecordKind.Alert, flow.FirstSeen.AddSeconds(1), flow));
        }

        return Of([.. log.OrderBy(seen => seen.At)], new MerlonStrategy(0.1), 0.1);
    }

    public Certified With(Func<Certificate, Certificate> change) => this with { Certificate = change(Certificate) };

    /// <summary>With another rule set, and its right digest.</summary>
    public Certified WithText(Func<string, string> change) => With(certificate =>
    {
        var text = change(certificate.RuleSet.Text);
        Assert.NotEqual(certificate.RuleSet.Text, text);
        return certificate with { RuleSet = new(Digest(text), text) };
    });

    public Certified WithRule(int index, Func<RuleClaim, RuleClaim> change) => With(certificate =>
        certificate with { Rules = certificate.Rules.SetItem(index, change(certificate.Rules[index])) });

    /// <summary>The claims that do not hold.</summary>
    public IEnumerable<ClaimCheck> Faults(SiteContext? context = null)
    {
        var rules = new CertifiedRules(Certificate.RuleSet.Text, Certificate.Rules);
        Assert.Null(rules.Fault);
        var check = new CertificateCheck(Certificate, rules);
        foreach (var observation in Log) check.Next(observation);
        return check.All(context ?? SiteContext.None).Where(claim => !claim.Holds);
    }

    static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    static bool IsAlert(in Observation observation) =>
        observation.Kind is not RecordKind.Flow || observation.Flow.Label is Label.Malicious;
}
