using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Merlon.Evaluation.Certificates;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>A window of before, and the rules that proved right for it.</summary>
/// <param name="Rules">As Merlon prints what it has read of them; those that cover the most come first.</param>
/// <param name="Certificate">Of the rules; the name of its file, without folders.</param>
/// <param name="Logs">From which the rules were made: names of files.</param>
/// <param name="From">Event time, UTC; so too <paramref name="To"/>.</param>
public sealed record Precedent(
    WindowShape Shape,
    [property: JsonConverter(typeof(ChainConverter))] Hook Chain,
    ImmutableArray<string> Rules,
    CertifiedFile Certificate,
    ImmutableArray<string> Logs,
    DateTime From,
    DateTime To,
    HeldUp Later)
{
    /// <summary>So many rules at most.</summary>
    public const int MostRules = 64;

    static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 8,
    };

    /// <summary>As JSON.</summary>
    public string Print() => JsonSerializer.Serialize(this, Strict);

    /// <summary>What <see cref="Print"/> wrote; rules that nobody would propose are not taken.</summary>
    /// <returns>Null for something else, and for what cannot have held up.</returns>
    public static Precedent? Read(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize<Precedent>(json, Strict) is not { IsSound: true } read) return null;

            var rules = RulesIn(read.Rules, read.Chain);
            return rules.IsEmpty ? null : read with { Rules = rules };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Those of some lines that a model may propose, without the words that people wrote in them. Rules about one
    /// source are none: the next time others come, and such rules are made without a model.
    /// </summary>
    public static ImmutableArray<string> RulesIn(IEnumerable<string> lines, Hook hook)
    {
        var selectors = new List<TrafficSelector>();
        foreach (var rule in lines.SelectMany(line => RuleAnswerReader.Read(line, hook).Rules))
        {
            if (SelectorReading.TryRead(rule.Rule, rule.Family, out var some, out _)) selectors.AddRange(some);
        }

        return
        [
            .. selectors.Where(one => one.Sources?.Length != one.Family.Bits)
                .Select(one => RuleWriter.Print(DropRule.Of(one).ToRule(), hook.ChainName)).Distinct().Take(MostRules),
        ];
    }

    // Arrays are structs, and may be null for all that the types say.
    bool IsSound => !Rules.IsDefault && !Logs.IsDefault && !Later.Logs.IsDefault
        && Rules.Concat(Logs).Concat(Later.Logs).All(text => text is not null)
        && From <= To && Shape.IsSound && Later.IsSound;
}

/// <summary>How the rules of a certificate fared in later traffic.</summary>
/// <param name="Logs">Names of files.</param>
/// <param name="Visits">Honest ones that came later.</param>
/// <param name="Dropped">Of these, visits that the rules would have dropped.</param>
/// <param name="Alerts">That came later.</param>
/// <param name="Covered">Of these.</param>
public sealed record HeldUp(ImmutableArray<string> Logs, long Visits, long Dropped, long Alerts, long Covered)
{
    /// <summary>Whether such counts can be of rules that helped and did little harm.</summary>
    [JsonIgnore]
    public bool IsSound => Visits > 0 && Dropped >= 0 && Dropped <= MerlonStrategy.StandardEpsilon * Visits
        && Covered > 0 && Covered <= Alerts;
}
