namespace Merlon.Host.Models.Llama;

/// <summary>What a GGUF file says of itself; <see cref="GgufReader"/> has seen that it keeps within the file.</summary>
sealed record GgufHeader(
    string File, long FileLength, IReadOnlyDictionary<string, GgufValue> Values, IReadOnlyList<GgufTensor> Tensors)
{
    public string Architecture => Text("general.architecture") ?? "";

    public string? Text(string key) => Values.GetValueOrDefault(key)?.Text;

    /// <summary>A number of the architecture, as <c>block_count</c>; of several the largest.</summary>
    public double? Number(string name) => Numbers(name) is { Count: > 0 } numbers ? numbers.Max() : null;

    /// <summary>Tokens of the largest context that it has seen.</summary>
    public int TrainedOn => (int)Number("context_length")!.Value;

    public IReadOnlyList<double> Numbers(string name) =>
        Values.GetValueOrDefault($"{Architecture}.{name}")?.Numbers ?? [];
}

/// <summary>A value of the header: text, numbers (one, or an array's) or the texts of an array.</summary>
/// <param name="Text">Null where it is none.</param>
/// <param name="Numbers">Empty for arrays that are not kept.</param>
/// <param name="Texts">As <paramref name="Numbers"/>.</param>
sealed record GgufValue(
    GgufType Type, long Count, string? Text, IReadOnlyList<double> Numbers, IReadOnlyList<string> Texts);

/// <summary>Of a value, or of an array's elements.</summary>
enum GgufType : uint
{
    U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64,
}

sealed record GgufTensor(string Name, IReadOnlyList<long> Dimensions, uint Type, long Offset);
