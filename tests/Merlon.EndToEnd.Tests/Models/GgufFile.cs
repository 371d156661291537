using System.Text;

namespace Merlon.Models;

/// <summary>Writes a GGUF file: values, then tensors.</summary>
sealed class GgufFile
{
    const int Alignment = 32;

    readonly List<(string Key, Action<BinaryWriter> Write)> _values = [];
    readonly List<(string Name, long[] Dimensions, TensorType Type, Func<long, byte[]> Block)> _tensors = [];

    public void Add(string key, uint value) => _values.Add((key, to => Typed(to, 4, () => to.Write(value))));

    public void Add(string key, float value) => _values.Add((key, to => Typed(to, 6, () => to.Write(value))));

    public void Add(string key, bool value) => _values.Add((key, to => Typed(to, 7, () => to.Write(value))));

    public void Add(string key, string value) => _values.Add((key, to => Typed(to, 8, () => Text(to, value))));

    public void Add(string key, string[] values) => Add(key, 8, values, Text);

    public void Add(string key, float[] values) => Add(key, 6, values, (to, value) => to.Write(value));

    public void Add(string key, int[] values) => Add(key, 5, values, (to, value) => to.Write(value));

    public void Omit(string key) => _values.RemoveAll(value => value.Key == key);

    /// <param name="block">Each block's bytes, by its place.</param>
    public void Add(string name, long[] dimensions, TensorType type, Func<long, byte[]> block) =>
        _tensors.Add((name, dimensions, type, block));

    public void Write(string path)
    {
        using var file = new BinaryWriter(new BufferedStream(File.Create(path), 1 << 20), Encoding.UTF8);
        file.Write("GGUF"u8);
        file.Write(3u);
        file.Write((ulong)_tensors.Count);
        file.Write((ulong)_values.Count);
        foreach (var (key, write) in _values)
        {
            Text(file, key);
            write(file);
        }

        var offset = 0L;
        foreach (var (name, dimensions, type, _) in _tensors)
        {
            Text(file, name);
            file.Write(dimensions.Length);
            foreach (var dimension in dimensions) file.Write(dimension);
            file.Write((uint)type.Number);
            file.Write(offset);
            offset = Aligned(offset + Blocks(dimensions, type) * type.Bytes);
        }

        foreach (var (_, dimensions, type, block) in _tensors)
        {
            Pad(file);
            for (var i = 0L; i < Blocks(dimensions, type); i++) file.Write(block(i));
        }

        Pad(file);
    }

    void Add<T>(string key, uint type, T[] values, Action<BinaryWriter, T> write) =>
        _values.Add((key, to => Typed(to, 9, () =>
        {
            to.Write(type);
            to.Write((ulong)values.Length);
            foreach (var value in values) write(to, value);
        })));

    static void Typed(BinaryWriter to, uint type, Action write)
    {
        to.Write(type);
        write();
    }

    static void Text(BinaryWriter to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        to.Write((ulong)bytes.Length);
        to.Write(bytes);
    }

    static long Blocks(long[] dimensions, TensorType type) =>
        dimensions.Aggregate(1L, (product, dimension) => product * dimension) / type.Numbers;

    static long Aligned(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    static void Pad(BinaryWriter file)
    {
        file.Flush();
        var at = file.BaseStream.Position;
        file.Write(new byte[Aligned(at) - at]);
    }
}

/// <summary>How ggml keeps numbers: so many in a block, in so many bytes.</summary>
sealed record TensorType(int Number, int Numbers, int Bytes)
{
    public static readonly TensorType F32 = new(0, 1, 4), Q8 = new(8, 32, 34);
}
