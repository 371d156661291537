using System.Diagnostics;
using System.Text.Json;
using Merlon.Alerts;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Benchmarks;

/// <summary>
/// Merlon and the Python reference on the same pieces in the same run: the replay alone, flows in memory in both, and
/// reading and replaying together, from the gzipped file.
/// </summary>
static class ReferenceComparison
{
    static readonly (string Name, string Format, string File)[] Pieces =
    [
        ("UNSW-NB15 rows 1-10,000", "unsw", "data/flows/unsw-nb15/unsw-nb15_1_rows_1-10000.csv.gz"),
        ("Zeek 008", "zeek", "data/flows/zeek-mixed/008.conn.log.labeled.gz"),
        ("Zeek 011", "zeek", "data/flows/zeek-mixed/011.conn.log.labeled.gz"),
    ];

    public static int Run()
    {
        if (Inputs.Shared("oracles/nirs/reference.py") is not { } reference)
        {
            Console.Error.WriteLine("needs ../shared/oracles/nirs/reference.py and the pieces in ../shared/data");
            return 4;
        }

        Console.WriteLine("Milliseconds; the replay alone, then with reading and unzipping.\n");
        Console.WriteLine("| piece | strategy | reference | Merlon | ratio | reference | Merlon | ratio |");
        Console.WriteLine("| --- | --- | --: | --: | --: | --: | --: | --: |");
        foreach (var (name, format, file) in Pieces)
        {
            var piece = new Piece(name, format, Inputs.Shared(file)!);
            Row(reference, piece, "talk ε=0", "", () => new TalkStrategy(0));
            Row(reference, piece, "talk ε=0.1", "--eps 0.1", () => new TalkStrategy(0.1));
            Row(reference, piece, "public", "--policy public --period 30", () => new PublicStrategy(0));
            Row(reference, piece, "public / silent", "--policy public --period 30", () => new SilentStrategy());
        }

        return 0;
    }

    static void Row(string reference, Piece piece, string strategy, string options, Func<IStrategy> make)
    {
        var (theirReplay, theirAll) = Reference(reference, piece, options);
        var flows = Inputs.Flows(Inputs.Bytes(piece.File));
        var replay = Best.Of(51, () => ReplayBenchmarks.Replayed(flows, make())).Median;
        var all = Best.Of(15, () => ReplayBenchmarks.Replayed(Inputs.Flows(Inputs.Bytes(piece.File)), make())).Median;
        var replays = $"{theirReplay:0.0} | {replay:0.00} | {theirReplay / replay:0}";
        var alls = $"{theirAll:0.0} | {all:0.0} | {theirAll / all:0}";
        Console.WriteLine($"| {piece.Name} | {strategy} | {replays} | {alls} |");
    }

    // The median of seven runs within one interpreter, so that its start does not count.
    static (double Replay, double All) Reference(string reference, Piece piece, string options)
    {
        var timer = Path.Combine(Inputs.Root, "bench/time_reference.py");
        string[] arguments = [timer, reference, piece.Format, piece.File];
        var more = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo("python3", [.. arguments, .. more])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var times = JsonDocument.Parse(process.StandardOutput.ReadToEnd()).RootElement;
        return (times.GetProperty("replay").GetDouble(), times.GetProperty("all").GetDouble());
    }

    readonly record struct Piece(string Name, string Format, string File);

    // Makes no rule: what is left is the replay itself, the most that any strategy could gain.
    sealed class SilentStrategy : IStrategy
    {
        public string Name => "silent";
        public TimeSpan Period => TimeSpan.FromSeconds(30);
        public int MostRules => 10;

        public void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst) { }

        public void Propose(Situation situation) { }
    }
}
