using Merlon.Host.Models;
using Merlon.Host.Models.Llama;

namespace Merlon.Models;

/// <summary>A model's file that is cut off, damaged or another is one line, and never ends the process.</summary>
public sealed class GgufFaultTests : IDisposable
{
    const int AtOnce = 100;

    static readonly int Flips = Environment.GetEnvironmentVariable("MERLON_FULL") == "1" ? 6_000 : 2 * AtOnce;

    static readonly RandomModel Least = new(1, 32, 2, 1, 32, 500, IsByteLevel: false);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "empty, or no regular file; expected a GGUF file")]
    [InlineData("GGU", "the file is too short; expected GGUF")]
    [InlineData("hello, I am no model", "expected GGUF as the first four bytes")]
    [InlineData("GGUF\u0001\0\0\0", "version 1; expected 2 or 3")]
    [InlineData("GGUF\0\0\0\u0003", "version 50331648; expected 2 or 3, of little-endian numbers")]
    [InlineData("GGUF\u0003\0\0\0", "the file is cut off")]
    public void What_is_no_GGUF_file_is_one_line(string text, string expected) =>
        Assert.Contains(expected, Fault(_folder.Write("a.gguf", text)), StringComparison.Ordinal);

    [Fact]
    public void What_is_no_file_is_one_line()
    {
        Assert.Matches("missing.gguf: no such file$", Fault(Path.Combine(_folder.Root, "missing.gguf")));
        Assert.Matches(": a directory; expected a GGUF file$", Fault(_folder.Root));
    }

    [Fact]
    public void Nobody_is_waited_for_at_a_named_pipe()
    {
        var pipe = Path.Combine(_folder.Root, "pipe.gguf");
        Run.Program("mkfifo", [pipe]);
        var link = Path.Combine(_folder.Root, "link.gguf");
        File.CreateSymbolicLink(link, pipe);
        foreach (var path in new[] { pipe, link, "/dev/zero" })
            Assert.EndsWith(": empty, or no regular file; expected a GGUF file", Fault(path));
        Assert.Null(LlamaModel.TrainedOn(pipe));
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_one_line()
    {
        var whole = Bytes(Least);
        for (var length = 0; length < whole.Length - 32; length += Math.Max(1, length / 50))
            Assert.DoesNotContain('\n', Fault(_folder.Write("cut.gguf", whole[..length])));
    }

    public static TheoryData<string, string> Contradictions => new()
    {
        { "embedding_length", "llama.embedding_length: expected a whole number" },
        { "head_count", "llama.attention.head_count: expected a whole number" },
        { "blocks", "llama.block_count: expected a whole number from 1 to 512" },
        { "epsilon", "layer_norm_rms_epsilon: expected a finite number" },
        { "alignment", "general.alignment: expected a power of 2" },
        { "experts", "expert_used_count: expected no more than expert_count" },
        { "scores", "tokenizer.ggml.scores: expected one number for each token" },
        { "token", "tokenizer.ggml.model is wordpiece; expected llama or gpt2" },
        { "parts", "one of several parts" },
        { "zero", "a zero byte within text" },
        { "tensor", "the tensor big does not lie within the file" },
        { "type", "the tensor odd does not lie within the file" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_header_that_contradicts_itself_is_one_line(string which, string expected)
    {
        var model = Least with { Omitted = Omitted(which), Change = file => Contradict(file, which) };
        Assert.Contains(expected, Fault(Write(model)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_flipped_byte_in_a_header_ends_the_process(bool isByteLevel)
    {
        LlamaNeed.OrSkip();
        var whole = Bytes(Least with { IsByteLevel = isByteLevel });
        var header = whole.Length - Least.Tokens * TensorType.Q8.Bytes;   // and of some tensors
        var random = new Random(1);
        for (var done = 0; done < Flips; done += AtOnce)
            AssertSurvived([.. Enumerable.Range(0, AtOnce).Select(i => Flipped(whole, header, random, i))]);
    }

    [Fact]
    public void No_number_that_does_not_fit_ends_the_process()
    {
        LlamaNeed.OrSkip();
        string[] shape =
        [
            "context_length", "embedding_length", "block_count", "feed_forward_length", "attention.head_count",
            "attention.head_count_kv", "attention.key_length", "attention.sliding_window", "rope.dimension_count",
            "vocab_size", "expert_count", "expert_used_count",
        ];
        var tokens = from name in (string[])["bos", "eos", "unknown", "padding", "eot"]
                     select $"tokenizer.ggml.{name}_token_id";
        uint[] numbers = [0, 1, 31, 513, int.MaxValue, uint.MaxValue];
        AssertSurvived(
        [
            .. from key in shape.Select(name => $"llama.{name}").Concat(tokens)
               from number in numbers
               select Write(Least with { Omitted = [key], Change = file => file.Add(key, number) }, $"{key}={number}"),
        ]);
    }

    static void AssertSurvived(List<string> files)
    {
        var ended = LlamaProcess.Open(files);
        var lines = ended.Output.TrimEnd().Split('\n');
        Assert.True(ended.Status == 0 && lines.Length == files.Count,
            $"{files[Math.Min(lines.Length, files.Count - 1)]} or before: status {ended.Status}: {ended.Errors}");
        Assert.Contains(LlamaProcess.Fine, lines);
        Assert.Equal("", ended.Errors);
    }

    string Flipped(byte[] whole, int header, Random random, int number)
    {
        var flipped = (byte[])whole.Clone();
        for (var flip = 0; flip <= number % 3; flip++) flipped[random.Next(header)] = (byte)random.Next(256);
        return _folder.Write($"{number}.gguf", flipped);
    }

    static string[] Omitted(string which) => which switch
    {
        "embedding_length" => ["llama.embedding_length"],
        "head_count" => ["llama.attention.head_count"],
        "blocks" => ["llama.block_count"],
        "epsilon" => ["llama.attention.layer_norm_rms_epsilon"],
        "scores" => ["tokenizer.ggml.scores"],
        "token" => ["tokenizer.ggml.model"],
        _ => [],
    };

    static void Contradict(GgufFile file, string which)
    {
        switch (which)
        {
            case "head_count": file.Add("llama.attention.head_count", 0u); break;
            case "blocks": file.Add("llama.block_count", 4_000_000_000u); break;
            case "epsilon": file.Add("llama.attention.layer_norm_rms_epsilon", -1f); break;
            case "alignment": file.Add("general.alignment", 7u); break;
            case "experts": file.Add("llama.expert_used_count", 2u); break;
            case "scores": file.Add("tokenizer.ggml.scores", new float[7]); break;
            case "token": file.Add("tokenizer.ggml.model", "wordpiece"); break;
            case "parts": file.Add("split.count", 3u); break;
            case "zero": file.Add("general.name", "a\0b"); break;
            case "tensor": file.Add("big", [1 << 30, 1 << 30], new(0, 1 << 30, 0), _ => []); break;
            case "type": file.Add("odd", [1], new(77, 1, 4), _ => new byte[4]); break;
        }
    }

    static string Fault(string path)
    {
        var fault = Assert.Throws<ModelException>(() => LlamaModel.Open(path, ModelSettings.Standard).Dispose());
        Assert.Equal(ModelFault.File, fault.Fault);
        Assert.DoesNotContain('\n', fault.Message);
        return fault.Message;
    }

    string Write(RandomModel model, string name = "a")
    {
        var path = Path.Combine(_folder.Root, $"{name}.gguf");
        model.Write(path);
        return path;
    }

    byte[] Bytes(RandomModel model) => File.ReadAllBytes(Write(model));
}
