using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Merlon.Host.Models.Llama;

/// <summary>A model in memory, and what it remembers of one text.</summary>
sealed unsafe class LlamaContext : IDisposable
{
    const int MostBatch = 512, BytesPerNumber = 2, Stopped = 2;

    readonly nint _model, _context;
    readonly byte* _stop;

    LlamaContext(nint model, nint context, int size, int threads)
    {
        (_model, _context, Size) = (model, context, size);
        Vocabulary = new(LlamaNative.Vocabulary(model));
        _stop = (byte*)NativeMemory.AllocZeroed(1);
        LlamaNative.SetStop(context, &IsStopped, _stop);
        LlamaNative.SetThreads(context, threads, threads);
    }

    /// <summary>So many tokens at most.</summary>
    public int Size { get; }

    public LlamaVocabulary Vocabulary { get; }

    /// <summary>The model's own, as it stands in its file; null for none.</summary>
    public byte* Template => LlamaNative.ChatTemplate(_model, 0);

    /// <summary>By token, what may come next; may be changed, and is gone with the next tokens read.</summary>
    public Span<float> Logits => new(LlamaNative.Logits(_context, -1), Vocabulary.Count);

    /// <exception cref="ModelException">The library or the file will not do, or there is not enough memory.</exception>
    public static LlamaContext Open(string path, int size, int threads)
    {
        var header = GgufReader.Read(path);
        if (size > header.TrainedOn)
            throw new ModelException($"{path}: a context of {size:N0} tokens; it was trained on {header.TrainedOn:N0}: "
                + $"expected --context-size {header.TrainedOn} or less", ModelFault.Prompt);
        LlamaLibrary.Load();
        RequireMemory(header, size);

        LlamaLog.Forget();
        var model = LlamaNative.LoadModel(path, LlamaNative.StandardModel());
        if (model == 0)
            throw new ModelException($"{path}: llama.cpp cannot load it{LlamaLog.Reason}", ModelFault.File);

        try
        {
            return new(model, OpenContext(path, model, size), size, threads);
        }
        catch
        {
            LlamaNative.FreeModel(model);
            throw;
        }
    }

    public void Forget() => LlamaNative.ClearMemory(LlamaNative.Memory(_context), 1);

    /// <exception cref="OperationCanceledException">The user ended it; what was read is of no use.</exception>
    public void Read(ReadOnlySpan<int> tokens, CancellationToken end)
    {
        *_stop = 0;
        using var registration = end.Register(Stop);
        for (var start = 0; start < tokens.Length; start += MostBatch)
            ReadBatch(tokens.Slice(start, Math.Min(MostBatch, tokens.Length - start)), end);
    }

    public void Dispose()
    {
        LlamaNative.FreeContext(_context);
        LlamaNative.FreeModel(_model);
        NativeMemory.Free(_stop);
    }

    static nint OpenContext(string path, nint model, int size)
    {
        var parameters = LlamaNative.StandardContext();
        parameters.ContextSize = (uint)size;
        parameters.Batch = parameters.MicroBatch = (uint)Math.Min(MostBatch, size);
        LlamaLog.Forget();
        var context = LlamaNative.OpenContext(model, parameters);
        if (context == 0)
            throw new ModelException($"{path}: llama.cpp cannot make room for {size:N0} tokens{LlamaLog.Reason}");
        if (!LlamaNative.HasEncoder(model) && LlamaNative.Memory(context) != 0) return context;

        LlamaNative.FreeContext(context);
        throw new ModelException($"{path}: expected a model that writes token after token", ModelFault.File);
    }

    // Linux gives more memory than there is, and then ends the process.
    static void RequireMemory(GgufHeader header, int size)
    {
        var heads = header.Number("attention.head_count")!.Value;
        var perHead = header.Number("attention.key_length") ?? header.Number("embedding_length")!.Value / heads;
        var remembered = 2 * BytesPerNumber * (double)size * header.Number("block_count")!.Value
            * (header.Number("attention.head_count_kv") ?? heads) * perHead;
        var (needed, there) = (header.FileLength + remembered, Memory.Available);
        if (needed > there)
            throw new ModelException($"{header.File}: with {size:N0} tokens it needs {needed / (1 << 20):N0} MB; "
                + $"there are {there >> 20:N0}");
    }

    void ReadBatch(ReadOnlySpan<int> tokens, CancellationToken end)
    {
        end.ThrowIfCancellationRequested();
        LlamaLog.Forget();
        fixed (int* first = tokens)
        {
            var status = LlamaNative.Decode(_context, new() { Count = tokens.Length, Tokens = first });
            if (status == Stopped) end.ThrowIfCancellationRequested();
            if (status != 0) throw new ModelException($"llama.cpp stopped with status {status}{LlamaLog.Reason}");
        }
    }

    void Stop() => *_stop = 1;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static byte IsStopped(byte* stop) => *stop;
}
