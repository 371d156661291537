using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Merlon;

/// <summary>
/// <c>merlon evaluate</c> against the independent reference beside the checkout: the same counts, CBR and WBR to four
/// digits, the same number of rules. Where the two differ on purpose is told in docs/decisions.
/// </summary>
public sealed partial class OracleTests : IDisposable
{
    const string Unsw = "data/flows/unsw-nb15/unsw-nb15_1_rows_1-10000.csv.gz";
    const string Zeek008 = "data/flows/zeek-mixed/008.conn.log.labeled.gz";
    const string Zeek011 = "data/flows/zeek-mixed/011.conn.log.labeled.gz";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string, double> Pieces()
    {
        var pieces = new TheoryData<string, string, string, double>();
        foreach (var (format, file) in new[] { ("unsw", Unsw), ("zeek", Zeek008), ("zeek", Zeek011) })
        {
            foreach (var epsilon in new[] { 0, 0.1, 0.5 }) pieces.Add(format, file, "talk", epsilon);
            foreach (var epsilon in new[] { 0, 0.01 }) pieces.Add(format, file, "public", epsilon);
        }

        return pieces;
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Agrees_with_the_reference(string format, string file, string strategy, double epsilon) =>
        AssertAgree(format, Shared(file), strategy, epsilon);

    [Fact]
    public void Agrees_with_the_reference_on_made_up_traffic()
    {
        var rules = 0;
        for (var seed = 1; seed <= 12; seed++)
        {
            var log = _folder.Write($"{seed}.log", ZeekLog(new Random(seed), flows: 400));
            foreach (var strategy in new[] { "talk", "public" })
                rules += AssertAgree("zeek", log, strategy, epsilon: seed % 3 * 0.05);
        }

        Assert.True(rules > 200, $"The world is too large to say anything: {rules} rules.");
    }

    [Fact]
    public void A_disagreement_would_be_noticed()
    {
        var ours = Evaluated(Shared(Zeek008), "talk", 0.1);
        var other = Reference("zeek", Shared(Zeek008), "talk", 0);
        Assert.NotEqual(other["CBR"], Four(ours, "cbr"));
    }

    // The reference looks at the size of the rule set only when it lets a flow through; the last rules of 011 come
    // into force while all that follows is blocked.
    [Fact]
    public void The_most_rules_active_is_counted_when_a_rule_comes_into_force()
    {
        Assert.Equal("282", Reference("zeek", Shared(Zeek011), "talk", 0)["max_active"]);
        Assert.Equal(283, Evaluated(Shared(Zeek011), "talk", 0).GetProperty("maxActive").GetInt32());
    }

    static int AssertAgree(string format, string file, string strategy, double epsilon)
    {
        var ours = Evaluated(file, strategy, epsilon);
        var reference = Reference(format, file, strategy, epsilon);
        Assert.Equal(reference["flows"], $"{ours.GetProperty("flows")}");
        Assert.Equal(reference["malicious"], $"{ours.GetProperty("malicious")}");
        Assert.Equal(reference["benign"], $"{ours.GetProperty("benign")}");
        Assert.Equal(reference["CBR"], Four(ours, "cbr"));
        Assert.Equal(reference["WBR"], Four(ours, "wbr"));
        Assert.Equal(reference["rules_made"], $"{ours.GetProperty("rulesMade")}");
        return ours.GetProperty("rulesMade").GetInt32();
    }

    static string Four(JsonElement json, string name) =>
        json.GetProperty(name).GetDouble().ToString("0.0000", CultureInfo.InvariantCulture);

    static JsonElement Evaluated(string file, string strategy, double epsilon)
    {
        var ended = Run.Merlon("evaluate", file, "--json", "--strategy", strategy, "--epsilon", Text(epsilon));
        Assert.Equal((0, ""), (ended.Status, ended.Errors));
        return ended.Json;
    }

    static Dictionary<string, string> Reference(string format, string file, string strategy, double epsilon)
    {
        var period = strategy == "public" ? "30" : "1";
        string[] options = ["--policy", strategy, "--eps", Text(epsilon), "--period", period];
        var ended = Run.Program("python3", [Shared("oracles/nirs/reference.py"), format, file, .. options]);
        Assert.Equal(0, ended.Status);

        var figures = Figure().Matches(ended.Output.Split('\n')[0]);
        return figures.ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    static string Shared(string path)
    {
        var file = Path.Combine(Run.Root, "../shared", path);
        Assert.SkipUnless(File.Exists(file), $"needs ../shared/{path}");
        return file;
    }

    static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    // Few hosts, so that things meet. A source port belongs to one destination port, and attacks come from outside:
    // where the reference and the definition part, docs/decisions tells.
    static string ZeekLog(Random random, int flows)
    {
        var log = new StringBuilder("#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\t")
            .Append("id.resp_h\tid.resp_p\tproto\torig_pkts\tresp_pkts\tlabel\tdetailedlabel\n");
        var time = 1_700_000_000.0;
        for (var i = 0; i < flows; i++)
        {
            time += random.Next(9) switch { 0 => random.Next(90), < 5 => random.Next(3), _ => random.Next(100) / 100d };
            var port = random.Next(3);
            var outside = $"203.0.113.{random.Next(6)}\t{1000 + port}";
            var inside = $"192.0.2.{random.Next(3)}\t{80 + port}";
            var isMalicious = random.Next(5) < 2;
            var ends = isMalicious || random.Next(2) == 0 ? $"{outside}\t{inside}" : $"{inside}\t{outside}";
            var label = isMalicious ? "Malicious" : random.Next(8) == 0 ? "Background" : "Benign";
            var protocol = random.Next(3) == 0 ? "udp" : "tcp";
            log.Append(CultureInfo.InvariantCulture, $"{time:0.000000}\tC{i}\t{ends}\t{protocol}\t")
                .Append(CultureInfo.InvariantCulture, $"{random.Next(4)}\t{random.Next(3)}\t{label}\tscan\n");
        }

        return log.ToString();
    }

    [GeneratedRegex(@"(\w+)=([\d.]+)")]
    private static partial Regex Figure();
}
