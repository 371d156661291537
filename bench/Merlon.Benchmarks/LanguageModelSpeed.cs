using System.Diagnostics;
using System.Globalization;
using Merlon.Host.Models;
using Merlon.Host.Models.Llama;
using Merlon.Models;
using Microsoft.Extensions.AI;

namespace Merlon.Benchmarks;

/// <summary>
/// How fast a model of the shape of SmolLM-135M writes, free and held to a grammar for rule lists. Its weights are
/// random, which is hard on a grammar: nearly all that it would write is not allowed.
/// </summary>
static class LanguageModelSpeed
{
    const int Rounds = 40, Answers = 1, MostTokens = 64;

    const string Ports =
        "22 23 25 53 80 110 123 143 161 389 443 445 993 1433 1883 3306 3389 5432 8080 8443";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static readonly string Grammar = $"""
        root ::= rule{"{1,8}"}
        rule ::= "-A FORWARD -s " address ("/32 -p " ("tcp" | "udp") " --dport " port | "/32") " -j DROP\n"
        address ::= {Alternatives(Addresses)}
        port ::= {Alternatives(Ports.Split(' '))}
        """;

    static IEnumerable<string> Addresses =>
        Enumerable.Range(1, 30).Select(i => i % 2 == 0 ? $"203.0.113.{i * 7}" : $"198.51.100.{i * 8}");

    /// <param name="threads">Each is measured by itself.</param>
    public static int Run(int[] threads)
    {
        if (LlamaLibrary.Fault is { } fault)
        {
            Console.Error.WriteLine(fault);
            return 4;
        }

        var file = Path.Combine(Path.GetTempPath(), $"merlon-{Guid.NewGuid():N}.gguf");
        try
        {
            RandomModel.Small.Write(file);
            Console.WriteLine("| threads | temperature | free, tokens/s | with the grammar, tokens/s | cost |");
            Console.WriteLine("| --: | --: | --: | --: | --: |");
            foreach (var count in threads) Measure(file, count);
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    static void Measure(string file, int threads)
    {
        using var model = LlamaModel.Open(file, ModelSettings.Standard with { ContextSize = 512 }, threads);
        foreach (var temperature in new[] { 0f, 0.8f })
        {
            var (free, held) = (new List<double>(), new List<double>());
            var watch = Stopwatch.StartNew();
            for (var round = 0; round <= Rounds && (round < 3 || watch.Elapsed < Patience); round++)
            {
                var freely = Rate(model, temperature, round, null);
                var byGrammar = Rate(model, temperature, round, Grammar);
                if (round == 0) continue;   // to warm up
                free.Add(freely);
                held.Add(byGrammar);
            }

            var (f, h) = (free.Max(), held.Max());   // others slow a round down, and never speed it up
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {threads} | {temperature:0.0} | {f:0.0} | {h:0.0} | {1 - h / f:0.0 %} |"));
        }
    }

    // Without the prompt, whose time is that of an answer of one token.
    static double Rate(LlamaModel model, float temperature, int round, string? grammar)
    {
        var (tokens, seconds) = (0L, 0.0);
        for (var answer = 0; answer < Answers; answer++)
        {
            var seed = round * Answers + answer;
            var one = Ask(model, temperature, seed, grammar, 1);
            var all = Ask(model, temperature, seed, grammar, MostTokens);
            tokens += all.Tokens - one.Tokens;
            seconds += all.Seconds - one.Seconds;
        }

        return tokens / seconds;
    }

    static (long Tokens, double Seconds) Ask(LlamaModel model, float temperature, int seed, string? grammar, int most)
    {
        var options = new ChatOptions { Temperature = temperature, Seed = seed, MaxOutputTokens = most };
        if (grammar is not null) options.AdditionalProperties = new() { [LlamaModel.GrammarKey] = grammar };
        var watch = Stopwatch.StartNew();
        var response = model.GetResponseAsync($"Rules against scan {seed}.", options).GetAwaiter().GetResult();
        return (response.Usage!.OutputTokenCount!.Value, watch.Elapsed.TotalSeconds);
    }

    static string Alternatives(IEnumerable<string> words) => string.Join(" | ", words.Select(word => $"\"{word}\""));
}
