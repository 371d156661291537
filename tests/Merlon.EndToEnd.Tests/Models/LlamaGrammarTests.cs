using Merlon.Host.Models;
using Merlon.Host.Models.Llama;
using Merlon.Net;
using Merlon.Rules.Syntax;
using Microsoft.Extensions.AI;

namespace Merlon.Models;

/// <summary>Whatever a model would like to write, a grammar holds it to what may be written.</summary>
public sealed class LlamaGrammarTests : IDisposable
{
    const string Rules = """
        root ::= rule{1,8}
        rule ::= "-A FORWARD -s " address service? " -j DROP\n"
        address ::= byte "." byte "." byte "." byte "/32"
        service ::= " -p " ("tcp" | "udp") " --dport " port
        byte ::= [1-9] | [1-9] [0-9] | "1" [0-9] [0-9] | "2" [0-4] [0-9] | "25" [0-5]
        port ::= "22" | "23" | "80" | "443" | "8080"
        """;

    readonly TemporaryFolder _folder = new();

    public LlamaGrammarTests() => LlamaNeed.OrSkip();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rule_lists_always_parse(bool isByteLevel)
    {
        using var model = Open(RandomModel.Tiny with { IsByteLevel = isByteLevel });
        var lengths = new HashSet<int>();
        for (var seed = 0; seed < 100; seed++)
        {
            var answer = Ask(model, Rules, seed, temperature: seed % 4);
            Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
            var read = RuleSetReader.Read($"*filter\n:FORWARD ACCEPT\n{answer.Text}COMMIT\n", IpFamily.V4);
            Assert.True(read.IsValid, answer.Text);
            lengths.Add(answer.Text.Count(c => c == '\n'));
        }

        Assert.Contains(1, lengths);
        Assert.True(lengths.Count > 2);
        Assert.InRange(lengths.Max(), 2, 8);
    }

    [Fact]
    public void Letters_of_several_tokens_are_held_to_it_too()
    {
        using var model = Open(RandomModel.Tiny);
        for (var seed = 0; seed < 50; seed++)
            Assert.Matches("^(?:[日本éa]|🦀){3,}$", Ask(model, "root ::= [日本🦀éa] [日本🦀éa] [日本🦀éa]+", seed, 1).Text);
    }

    [Fact]
    public void Held_to_it_the_likeliest_of_what_may_be_written_is_taken()
    {
        using var model = Open(RandomModel.Tiny);
        var free = Ask(model, "root ::= .*", 0, 0, tokens: 1).Text;
        var letters = string.Concat(Enumerable.Range('a', 26).Select(c => (char)c).Where(c => !free.StartsWith(c)));
        Assert.Equal(free, Ask(model, $"root ::= {Quoted(free)} | [{letters}]", 0, 0).Text);
    }

    [Theory]
    [InlineData("root ::= foo", ": Undefined rule identifier 'foo'$")]
    [InlineData("root ::= (\"a\"", ": expecting '\\)' at ")]
    [InlineData("no rules", ": expecting ::= at ")]
    [InlineData("", "the grammar cannot be used: expected 1 to")]
    [InlineData("rule ::= \"a\"", "does not parse")]
    [InlineData("root ::= root \"a\"", ": unsupported grammar, left recursion detected")]
    [InlineData("root ::= (((\"a\"{1000}){1000}){1000}){1000}", ": number of rules that are going to be repeated")]
    [InlineData("root ::= \u001b[2J", "^the grammar does not parse: [ -~]*$")]
    [InlineData("root ::= \"a\0b\"", "the grammar cannot be used: expected")]
    public void A_grammar_that_cannot_be_is_one_line(string grammar, string expected)
    {
        using var model = Open(RandomModel.Tiny);
        var fault = Assert.Throws<ModelException>(() => Ask(model, grammar, 0, 0));
        Assert.Equal(ModelFault.Prompt, fault.Fault);
        Assert.Matches(expected, fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Brackets_without_end_are_one_line()
    {
        using var model = Open(RandomModel.Tiny);
        var nested = $"root ::= {new string('(', 500_000)} \"a\" {new string(')', 500_000)}";
        var fault = Assert.Throws<ModelException>(() => Ask(model, nested, 0, 0));
        Assert.Contains("100 brackets within one another at most", fault.Message, StringComparison.Ordinal);
        Assert.Equal("a", Ask(model, "root ::= " + new string('(', 50) + "\"a\"" + new string(')', 50), 0, 0).Text);
    }

    LlamaModel Open(RandomModel model)
    {
        var path = Path.Combine(_folder.Root, "a.gguf");
        model.Write(path);
        return LlamaModel.Open(path, ModelSettings.Standard with { ContextSize = 1_024 });
    }

    static ChatResponse Ask(LlamaModel model, string grammar, long seed, float temperature, int tokens = 900) =>
        model.Ask("Write rules.", new()
        {
            Seed = seed,
            Temperature = temperature,
            MaxOutputTokens = tokens,
            AdditionalProperties = new() { [LlamaModel.GrammarKey] = grammar },
        });

    static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
