using System.Buffers.Binary;
using System.Text;
using Merlon.Rules;

namespace Merlon.Host.Models.Llama;

/// <summary>
/// Reads the header of a GGUF file, and sees that no count, length or offset leads out of the file: llama.cpp takes
/// many of them on trust.
/// </summary>
sealed class GgufReader
{
    const long MostValues = 65_536, MostTensors = 65_536, MostElements = 4_194_304, MostHeader = 64L << 20;
    const int MostKey = 128, MostText = 4 << 20, MostToken = 4_096, MostNumbersKept = 1_024, MostDimensions = 4;
    const string TokensKey = "tokenizer.ggml.tokens";

    static ReadOnlySpan<byte> Magic => "GGUF"u8;

    readonly string _file;
    readonly Stream _content;
    readonly long _length;
    long _position;

    GgufReader(string file, Stream content, long length) => (_file, _content, _length) = (file, content, length);

    /// <exception cref="ModelException">It cannot be read, or is no sound GGUF file.</exception>
    public static GgufHeader Read(string path)
    {
        try
        {
            if (Target(path).Length == 0)
                throw new ModelException($"{path}: empty, or no regular file; expected a GGUF file", ModelFault.File);
            using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            if (!content.CanSeek) throw new ModelException($"{path}: expected a file, not a stream", ModelFault.File);
            return new GgufReader(path, content, content.Length).Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            var why = Directory.Exists(path) ? "a directory; expected a GGUF file"
                : e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message;
            throw new ModelException($"{path}: {why}", ModelFault.File);
        }
    }

    // Pipes and devices have no length, and to open one may take for ever.
    static FileInfo Target(string path)
    {
        var file = new FileInfo(path);
        return file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }

    GgufHeader Read()
    {
        Span<byte> magic = stackalloc byte[4];
        if (_length < magic.Length) throw Bad("the file is too short; expected GGUF");
        Fill(magic);
        if (!magic.SequenceEqual(Magic)) throw Bad("expected GGUF as the first four bytes");
        var version = U32();
        if (version is not (2 or 3)) throw Bad($"version {version}; expected 2 or 3, of little-endian numbers");

        var (tensors, values) = (Count("tensors", MostTensors), Count("values", MostValues));
        var header = new GgufHeader(_file, _length, Values(values), Tensors(tensors));
        GgufCheck.Tensors(header, dataStart: _position);
        GgufCheck.Model(header);
        return header;
    }

    Dictionary<string, GgufValue> Values(long count)
    {
        var values = new Dictionary<string, GgufValue>();
        for (var i = 0L; i < count; i++)
        {
            var key = Text(MostKey);
            if (!values.TryAdd(key, Value(key))) throw Bad($"{VisibleText.Of(key)} stands twice");
        }

        return values;
    }

    GgufValue Value(string key)
    {
        var type = Type();
        if (type == GgufType.String) return new(type, 1, Text(MostText), [], []);
        if (type != GgufType.Array) return new(type, 1, null, [Number(type)], []);

        var element = Type();
        var count = Count("elements", MostElements);
        if (element == GgufType.Array) throw Bad("an array of arrays; expected values");
        if (element == GgufType.String) return new(element, count, null, [], Texts(key, count));
        return new(element, count, null, Numbers(element, count), []);
    }

    List<double> Numbers(GgufType type, long count)
    {
        Require(count * Size(type));
        var kept = new List<double>();
        for (var i = 0L; i < count; i++)
        {
            var number = Number(type);
            if (count <= MostNumbersKept) kept.Add(number);
        }

        return kept;
    }

    List<string> Texts(string key, long count)
    {
        var isKept = key == TokensKey;
        var kept = new List<string>();
        for (var i = 0L; i < count; i++)
        {
            var text = Text(MostToken, Encoding.Latin1);   // whatever its bytes
            if (isKept) kept.Add(text);
        }

        return kept;
    }

    List<GgufTensor> Tensors(long count)
    {
        var tensors = new List<GgufTensor>();
        for (var i = 0L; i < count; i++)
        {
            var name = Text(MostKey);
            var dimensions = new long[Count("dimensions", MostDimensions, U32())];
            for (var d = 0; d < dimensions.Length; d++) dimensions[d] = Count("numbers", int.MaxValue);
            tensors.Add(new(name, dimensions, U32(), Count("bytes before a tensor", _length)));
        }

        return tensors;
    }

    GgufType Type()
    {
        var type = (GgufType)U32();
        return Enum.IsDefined(type) ? type : throw Bad($"type {(uint)type}; expected one of GGUF's");
    }

    double Number(GgufType type)
    {
        Span<byte> bytes = stackalloc byte[Size(type)];
        Fill(bytes);
        return type switch
        {
            GgufType.U8 or GgufType.Bool => bytes[0],
            GgufType.I8 => (sbyte)bytes[0],
            GgufType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            GgufType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            GgufType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            GgufType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            GgufType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            GgufType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            GgufType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };
    }

    static int Size(GgufType type) => type switch
    {
        GgufType.U8 or GgufType.I8 or GgufType.Bool => 1,
        GgufType.U16 or GgufType.I16 => 2,
        GgufType.U32 or GgufType.I32 or GgufType.F32 => 4,
        _ => 8,
    };

    string Text(int most, Encoding? encoding = null)
    {
        var length = (int)Count("bytes of text", most);
        Require(length);
        var bytes = new byte[length];
        Fill(bytes);
        if (bytes.AsSpan().Contains((byte)0)) throw Bad("a zero byte within text; expected none");
        return (encoding ?? Encoding.UTF8).GetString(bytes);
    }

    long Count(string of, long most) => Count(of, most, U64());

    long Count(string of, long most, ulong count) =>
        count <= (ulong)most ? (long)count : throw Bad($"{count:N0} {of}; expected {most:N0} at most");

    uint U32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    ulong U64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    void Fill(Span<byte> bytes)
    {
        Require(bytes.Length);
        _content.ReadExactly(bytes);
        _position += bytes.Length;
        if (_position > MostHeader) throw Bad($"the header goes on; expected {MostHeader >> 20:N0} MB at most");
    }

    void Require(long bytes)
    {
        if (bytes > _length - _position) throw Bad("the file is cut off");
    }

    ModelException Bad(string what) => new($"{_file}: at byte {_position:N0}: {what}", ModelFault.File);
}
