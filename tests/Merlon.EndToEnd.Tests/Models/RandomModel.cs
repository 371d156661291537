using System.Buffers.Binary;
using System.Text;

namespace Merlon.Models;

/// <summary>
/// Language models with seeded random weights, of the architecture of Llama: they talk nonsense, as fast as any other
/// of their shape. Each byte is a token, so that any text can be put into tokens.
/// </summary>
/// <param name="IsByteLevel">Tokens as GPT-2 has them, otherwise as SentencePiece.</param>
sealed record RandomModel(int Layers, int Width, int Heads, int KeyHeads, int Inner, int Tokens, bool IsByteLevel)
{
    const int Unknown = 0, Begin = 1, End = 2, Control = 3, Normal = 1, Byte = 6, FirstByte = 3;

    public static readonly RandomModel Tiny = new(2, 64, 4, 2, 128, 600, IsByteLevel: false);

    /// <summary>Of SmolLM-135M.</summary>
    public static readonly RandomModel Small = new(30, 576, 9, 3, 1_536, 49_152, IsByteLevel: true);

    const string Letters = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./é";

    static readonly string[] Words =
    [
        "-A", " FORWARD", "FORWARD", " -s", " -p", " tcp", " udp", " --dport", " -j", " DROP", "DROP", "198", ".51",
        ".100", "203", ".0", ".113", "/32", " 22", " 23", " 80", " 443", "\n-A", " -", "\n", "<|im_start|>",
    ];

    public int Seed { get; init; } = 1;

    /// <summary>Tokens of a context.</summary>
    public uint TrainedOn { get; init; } = 16_384;

    /// <summary>Null for none.</summary>
    public string? Template { get; init; }

    /// <summary>Values that are left out.</summary>
    public string[] Omitted { get; init; } = [];

    /// <summary>What is added.</summary>
    public Action<GgufFile> Change { get; init; } = _ => { };

    public void Write(string path)
    {
        var file = new GgufFile();
        AddShape(file);
        AddVocabulary(file);
        if (Template is not null) file.Add("tokenizer.chat_template", Template);
        foreach (var key in Omitted) file.Omit(key);
        Change(file);
        AddTensors(file);
        file.Write(path);
    }

    void AddShape(GgufFile file)
    {
        file.Add("general.architecture", "llama");
        file.Add("llama.context_length", TrainedOn);
        file.Add("llama.embedding_length", (uint)Width);
        file.Add("llama.block_count", (uint)Layers);
        file.Add("llama.feed_forward_length", (uint)Inner);
        file.Add("llama.attention.head_count", (uint)Heads);
        file.Add("llama.attention.head_count_kv", (uint)KeyHeads);
        file.Add("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        file.Add("llama.rope.dimension_count", (uint)(Width / Heads));
    }

    void AddVocabulary(GgufFile file)
    {
        var names = new HashSet<string> { "<unk>", "<s>", "</s>" };
        for (var value = 0; value < 256; value++)
            names.Add(IsByteLevel ? Letter((byte)value).ToString() : $"<0x{value:X2}>");
        foreach (var letter in Letters) names.Add(Name(letter.ToString()));
        foreach (var word in Words.Select(Name))
            for (var length = 2; length <= word.Length; length++) names.Add(word[..length]);
        var random = new Random(Seed);
        var known = names.Skip(FirstByte + 256).Concat(Letters.Select(letter => Name(letter.ToString()))).ToList();
        while (names.Count < Tokens)
        {
            var longer = known[random.Next(known.Count)] + Name(Letters[random.Next(Letters.Length)].ToString());
            if (longer.Length < 10 && names.Add(longer)) known.Add(longer);
        }

        var tokens = names.ToArray();
        file.Add("tokenizer.ggml.model", IsByteLevel ? "gpt2" : "llama");
        file.Add("tokenizer.ggml.tokens", tokens);
        file.Add("tokenizer.ggml.token_type", [.. tokens.Select((_, i) => TypeOf(i))]);
        file.Add("tokenizer.ggml.bos_token_id", Begin);
        file.Add("tokenizer.ggml.eos_token_id", End);
        file.Add("tokenizer.ggml.unknown_token_id", Unknown);
        if (IsByteLevel) file.Add("tokenizer.ggml.pre", "gpt-2");
        if (IsByteLevel) file.Add("tokenizer.ggml.merges", [.. tokens.Skip(FirstByte + 256).Select(Merge)]);
        else file.Add("tokenizer.ggml.scores", [.. tokens.Select((_, i) => -(float)i)]);
    }

    int TypeOf(int token) => token < FirstByte ? Control : token < FirstByte + 256 && !IsByteLevel ? Byte : Normal;

    string Name(string word) => IsByteLevel
        ? string.Concat(Encoding.UTF8.GetBytes(word).Select(Letter))
        : word.Replace(' ', '\u2581');

    // Each is one that was there before, and a letter.
    static string Merge(string name) => $"{name[..^1]} {name[^1]}";

    // What GPT-2 writes for a byte: itself, or where that cannot be seen, a letter from 256 on.
    static char Letter(byte value)
    {
        if (IsSeen(value)) return (char)value;
        return (char)(256 + Enumerable.Range(0, value).Count(before => !IsSeen((byte)before)));

        static bool IsSeen(byte value) => value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
    }

    void AddTensors(GgufFile file)
    {
        var random = new Random(Seed);
        var keyWidth = Width / Heads * KeyHeads;
        Weights("token_embd.weight", Width, Tokens);
        Ones("output_norm.weight");
        for (var layer = 0; layer < Layers; layer++)
        {
            Ones($"blk.{layer}.attn_norm.weight");
            Weights($"blk.{layer}.attn_q.weight", Width, Width);
            Weights($"blk.{layer}.attn_k.weight", Width, keyWidth);
            Weights($"blk.{layer}.attn_v.weight", Width, keyWidth);
            Weights($"blk.{layer}.attn_output.weight", Width, Width);
            Ones($"blk.{layer}.ffn_norm.weight");
            Weights($"blk.{layer}.ffn_gate.weight", Width, Inner);
            Weights($"blk.{layer}.ffn_up.weight", Width, Inner);
            Weights($"blk.{layer}.ffn_down.weight", Inner, Width);
        }

        void Ones(string name) => file.Add(name, [Width], TensorType.F32, _ => BitConverter.GetBytes(1f));

        void Weights(string name, int from, int to) => file.Add(name, [from, to], TensorType.Q8, _ =>
        {
            var block = new byte[TensorType.Q8.Bytes];
            random.NextBytes(block);
            BinaryPrimitives.WriteHalfLittleEndian(block, (Half)(2 / Math.Sqrt(from) / 128));
            return block;
        });
    }
}
