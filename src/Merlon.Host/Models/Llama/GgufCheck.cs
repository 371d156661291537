using Merlon.Rules;

namespace Merlon.Host.Models.Llama;

/// <summary>Whether a header makes sense where llama.cpp, which trusts it, could end the process.</summary>
static class GgufCheck
{
    const int MostBlocks = 512, MostExperts = 512, MostEmbedding = 1 << 20, Bytes = 256;
    const double StandardAlignment = 32, MostAlignment = 65_536;

    /// <summary>Each tensor lies within the file.</summary>
    public static void Tensors(GgufHeader header, long dataStart)
    {
        var alignment = header.Values.GetValueOrDefault("general.alignment") is { } given
            ? given is { Type: GgufType.U32, Numbers: [var number] } ? number : 0
            : StandardAlignment;
        Require(header, alignment is >= 8 and <= MostAlignment && double.IsPow2(alignment),
            "general.alignment: expected a power of 2 from 8 to 65,536");
        var start = (dataStart + (long)alignment - 1) / (long)alignment * (long)alignment;
        foreach (var tensor in header.Tensors)
        {
            var name = VisibleText.Of(tensor.Name);
            Require(header, tensor.Name != "" && Size(tensor) is { } size && tensor.Offset % (long)alignment == 0
                && size <= header.FileLength - start - tensor.Offset,
                $"the tensor {name} does not lie within the file");
        }
    }

    /// <summary>Its numbers and its vocabulary go together.</summary>
    public static void Model(GgufHeader header)
    {
        Require(header, header.Architecture is { Length: > 0 } name && name.All(IsOfName),
            "general.architecture: expected the name of one");
        Require(header, header.Values.GetValueOrDefault("split.count") is not { } split || split.Numbers is [<= 1],
            "one of several parts; expected a model in one file");
        Shape(header);
        Vocabulary(header);
    }

    static void Shape(GgufHeader header)
    {
        Whole(header, "block_count", 1, MostBlocks);
        Whole(header, "embedding_length", 1, MostEmbedding);
        Whole(header, "context_length", 1, int.MaxValue);
        Whole(header, "attention.head_count", 1, MostEmbedding);
        Whole(header, "attention.head_count_kv", 0, MostEmbedding, isOptional: true);
        Whole(header, "rope.dimension_count", 0, MostEmbedding, isOptional: true);
        var experts = Whole(header, "expert_count", 0, MostExperts, isOptional: true);
        var used = Whole(header, "expert_used_count", 0, MostExperts, isOptional: true);
        Require(header, used <= experts && (experts == 0 || used > 0),
            "expert_used_count: expected no more than expert_count, and some if there are any");

        foreach (var (key, value) in header.Values.Where(value => value.Value.Type is GgufType.F32 or GgufType.F64))
        {
            Require(header, value.Numbers.All(double.IsFinite) && (!key.EndsWith("epsilon", StringComparison.Ordinal)
                || value.Numbers.All(number => number >= 0)), $"{VisibleText.Of(key)}: expected a finite number");
        }
    }

    static void Vocabulary(GgufHeader header)
    {
        var kind = header.Text("tokenizer.ggml.model");
        Require(header, kind is "llama" or "gpt2",
            $"tokenizer.ggml.model is {VisibleText.Of(kind ?? "missing")}; expected llama or gpt2");
        var tokens = header.Values.GetValueOrDefault("tokenizer.ggml.tokens");
        Require(header, tokens is { Type: GgufType.String, Count: >= Bytes, Texts.Count: >= Bytes },
            $"tokenizer.ggml.tokens: expected {Bytes} texts or more");
        Require(header, tokens!.Texts.Select((text, i) => text == "" ? $"[EMPTY_{i}]" : text).Distinct().Count()
            == tokens.Count, "tokenizer.ggml.tokens: expected no text twice");
        ForEach("scores", GgufType.F32);
        ForEach("token_type", GgufType.I32);
        Require(header, header.Values.GetValueOrDefault("tokenizer.ggml.merges") is null or { Type: GgufType.String },
            "tokenizer.ggml.merges: expected texts");
        if (kind == "llama") Require(header, HasBytes(tokens), "expected a token for each of the 256 bytes");
        Require(header, header.Tensors.Any(tensor => tensor.Name == "token_embd.weight"
            && tensor.Dimensions is [var width, var count, ..] && width == header.Number("embedding_length")
            && count == tokens.Count), "token_embd.weight: expected embedding_length numbers for each token");

        void ForEach(string name, GgufType type) => Require(header,
            header.Values.GetValueOrDefault($"tokenizer.ggml.{name}") is not { } value
                || (value.Type == type && value.Count == tokens.Count),
            $"tokenizer.ggml.{name}: expected one number for each token");
    }

    static bool HasBytes(GgufValue tokens)
    {
        var names = tokens.Texts.ToHashSet();
        return Enumerable.Range(0, Bytes).All(value => names.Contains($"<0x{value:X2}>"));
    }

    static double Whole(GgufHeader header, string name, double least, double most, bool isOptional = false)
    {
        var numbers = header.Numbers(name);
        Require(header, numbers.Count == 0 ? isOptional
            : numbers.Max() >= least && numbers.All(one => one >= 0 && one <= most && double.IsInteger(one)),
            $"{VisibleText.Of(header.Architecture)}.{name}: expected a whole number from {least:N0} to {most:N0}");
        return numbers.Count == 0 ? 0 : numbers.Max();
    }

    // Null when it is no size at all.
    static long? Size(GgufTensor tensor)
    {
        if (Block(tensor.Type) is not { } block || tensor.Dimensions.Count == 0) return null;
        if (tensor.Dimensions.Contains(0) || tensor.Dimensions[0] % block.Numbers != 0) return null;

        var numbers = tensor.Dimensions.Aggregate((UInt128)1, (product, dimension) => product * (ulong)dimension);
        var bytes = numbers / (ulong)block.Numbers * (ulong)block.Bytes;
        return bytes <= long.MaxValue ? (long)bytes : null;
    }

    // By ggml's number of the type.
    static (int Numbers, int Bytes)? Block(uint type) => type switch
    {
        0 or 26 => (1, 4),
        1 or 25 or 30 => (1, 2),
        2 or 20 => (32, 18),
        3 => (32, 20),
        6 => (32, 22),
        7 => (32, 24),
        8 => (32, 34),
        9 => (32, 36),
        10 => (256, 84),
        11 or 21 => (256, 110),
        12 => (256, 144),
        13 => (256, 176),
        14 => (256, 210),
        15 => (256, 292),
        16 or 35 => (256, 66),
        17 => (256, 74),
        18 => (256, 98),
        19 => (256, 50),
        22 => (256, 82),
        23 => (256, 136),
        24 => (1, 1),
        27 or 28 => (1, 8),
        29 => (256, 56),
        34 => (256, 54),
        39 => (32, 17),
        40 => (64, 36),
        41 => (128, 18),
        42 => (64, 18),
        _ => null,
    };

    static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    static void Require(GgufHeader header, bool isTrue, string what)
    {
        if (!isTrue) throw new ModelException($"{header.File}: {what}", ModelFault.File);
    }
}
