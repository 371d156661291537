using System.CommandLine;
using Merlon.Evaluation;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>What is compared: the strategies, the NIDSs, the seeds, and the settings of the response.</summary>
sealed class BenchOptions
{
    const string StandardStrategies = "merlon,talk:0,talk:0.1,public:0,source";
    const int MostSeeds = 10_000;

    static readonly double[] StandardFprs = [0.0001, 0.001, 0.01, 0.1];

    readonly Option<Contender[]> _strategies = Options.List<Contender>("--strategies", "NAME[:EPSILON],...",
        $"Strategies, each with its ε behind a colon: {string.Join(", ", Options.Strategies)}"
            + $" [default: {StandardStrategies}]",
        TryReadContender,
        word => $"strategies such as {StandardStrategies}{Words.Nearest(word.Split(':')[0], Options.Strategies)}");

    readonly Option<double> _tpr = Options.Share("--tpr", 0.9, "Noisy NIDSs: their share of alerts on malicious flows");

    readonly Option<double[]> _fprs = Options.List<double>("--fpr", "SHARE,...",
        "Noisy NIDSs: their shares of alerts on other flows, 0 to 1 [default: 0.0001,0.001,0.01,0.1]",
        Options.TryParseShare,
        _ => "numbers from 0 to 1, with commas between them");

    readonly Option<int> _seeds =
        Options.Whole("--seeds", 10, "Each noisy NIDS is tried with so many seeds", MostSeeds);
    readonly Option<TimeSpan?> _reaction = Options.Reaction();
    readonly Option<IpPrefix[]> _internal = Options.Internal();
    readonly Option<string> _chain = Options.Chain();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_strategies, _tpr, _fprs, _seeds, _reaction, _internal, _chain])
            command.Add(option);
    }

    public int Seeds(ParseResult parsed) => parsed.GetValue(_seeds);

    /// <param name="hasAlerts">Whether the piece's logs hold alerts, which then are one more NIDS.</param>
    public IReadOnlyList<Trial> Trials(ParseResult parsed, bool hasAlerts)
    {
        var contenders = parsed.GetValue(_strategies) is { Length: > 0 } named ? named : StandardContenders();
        var fprs = parsed.GetValue(_fprs) is { Length: > 0 } given ? given : StandardFprs;
        var noisy = fprs.Distinct().Select(fpr => Nids.Noisy(parsed.GetValue(_tpr), fpr));
        Nids[] logged = hasAlerts ? [Nids.Logged] : [];
        return
        [
            .. Trial.All([.. contenders.DistinctBy(one => one.Name)], [Nids.Ideal, .. noisy, .. logged], Seeds(parsed)),
        ];
    }

    public Vantage Vantage(ParseResult parsed) =>
        new(Options.HookOf(parsed.GetRequiredValue(_chain)), parsed.GetRequiredValue(_internal));

    public ResponseSettings Settings(ParseResult parsed) => ResponseSettings.Default with
    {
        Reaction = parsed.GetValue(_reaction) ?? ResponseSettings.Default.Reaction,
    };

    static Contender[] StandardContenders() =>
        [.. StandardStrategies.Split(',').Select(word => (TryReadContender(word, out var one), one).one)];

    static bool TryReadContender(string word, out Contender contender)
    {
        var parts = word.Split(':');
        var (name, epsilon) = (parts[0], Options.StandardEpsilonOf(parts[0]));
        var isKnown = Options.Strategies.Contains(name)
            && (parts.Length == 1 || (parts.Length == 2 && Options.TryParseShare(parts[1], out epsilon)));
        var title = parts.Length == 1 ? name : $"{name} ε={epsilon:0.######}";
        contender = new(title, () => Options.StrategyOf(name, epsilon));
        return isKnown;
    }
}
