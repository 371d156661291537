using System.Runtime.InteropServices;

namespace Merlon.Host.Models.Llama;

/// <summary>What is called of llama.cpp 0.5.0 (include/llama.h, ggml/include/ggml-backend.h).</summary>
static unsafe partial class LlamaNative
{
    /// <summary>What <see cref="LlamaLibrary"/> resolves; no files have these names.</summary>
    public const string Name = "merlon-llama", GgmlName = "merlon-ggml";

    public static string VersionText() => Marshal.PtrToStringUTF8(VersionPointer()) ?? "";

    [LibraryImport(GgmlName, EntryPoint = "ggml_backend_load_all_from_path",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial void LoadKernels(string folder);

    [LibraryImport(GgmlName, EntryPoint = "ggml_backend_reg_count")]
    public static partial nint KernelCount();

    [LibraryImport(GgmlName, EntryPoint = "ggml_set_abort_callback")]
    public static partial nint SetAbort(delegate* unmanaged[Cdecl]<byte*, void> callback);

    [LibraryImport(Name, EntryPoint = "llama_log_set")]
    public static partial void SetLog(delegate* unmanaged[Cdecl]<int, byte*, nint, void> callback, nint data);

    [LibraryImport(Name, EntryPoint = "llama_backend_init")]
    public static partial void Start();

    [LibraryImport(Name, EntryPoint = "llama_version")]
    private static partial nint VersionPointer();

    [LibraryImport(Name, EntryPoint = "llama_model_default_params")]
    public static partial ModelParameters StandardModel();

    [LibraryImport(Name, EntryPoint = "llama_model_load_from_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint LoadModel(string path, ModelParameters parameters);

    [LibraryImport(Name, EntryPoint = "llama_model_free")]
    public static partial void FreeModel(nint model);

    [LibraryImport(Name, EntryPoint = "llama_model_get_vocab")]
    public static partial nint Vocabulary(nint model);

    [LibraryImport(Name, EntryPoint = "llama_model_chat_template")]
    public static partial byte* ChatTemplate(nint model, nint name);

    [LibraryImport(Name, EntryPoint = "llama_model_has_encoder")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool HasEncoder(nint model);

    [LibraryImport(Name, EntryPoint = "llama_context_default_params")]
    public static partial ContextParameters StandardContext();

    [LibraryImport(Name, EntryPoint = "llama_init_from_model")]
    public static partial nint OpenContext(nint model, ContextParameters parameters);

    [LibraryImport(Name, EntryPoint = "llama_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Name, EntryPoint = "llama_set_n_threads")]
    public static partial void SetThreads(nint context, int forAnswer, int forPrompt);

    [LibraryImport(Name, EntryPoint = "llama_set_abort_callback")]
    public static partial void SetStop(nint context, delegate* unmanaged[Cdecl]<byte*, byte> callback, byte* data);

    [LibraryImport(Name, EntryPoint = "llama_get_memory")]
    public static partial nint Memory(nint context);

    [LibraryImport(Name, EntryPoint = "llama_memory_clear")]
    public static partial void ClearMemory(nint memory, byte andData);

    [LibraryImport(Name, EntryPoint = "llama_decode")]
    public static partial int Decode(nint context, Batch batch);

    [LibraryImport(Name, EntryPoint = "llama_get_logits_ith")]
    public static partial float* Logits(nint context, int place);

    [LibraryImport(Name, EntryPoint = "llama_vocab_n_tokens")]
    public static partial int TokenCount(nint vocabulary);

    [LibraryImport(Name, EntryPoint = "llama_vocab_is_eog")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool IsEnd(nint vocabulary, int token);

    [LibraryImport(Name, EntryPoint = "llama_vocab_get_add_bos")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool WantsBeginning(nint vocabulary);

    [LibraryImport(Name, EntryPoint = "llama_vocab_bos")]
    public static partial int Beginning(nint vocabulary);

    [LibraryImport(Name, EntryPoint = "llama_tokenize")]
    public static partial int Tokenize(
        nint vocabulary, byte* text, int length, int* tokens, int room, byte addSpecial, byte parseSpecial);

    [LibraryImport(Name, EntryPoint = "llama_token_to_piece")]
    public static partial int Piece(nint vocabulary, int token, byte* text, int room, int strip, byte special);

    [LibraryImport(Name, EntryPoint = "llama_chat_apply_template")]
    public static partial int ApplyTemplate(
        byte* template, Message* messages, nint count, byte addAnswer, byte* text, int room);

    [LibraryImport(Name, EntryPoint = "llama_sampler_init_grammar", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OpenGrammar(nint vocabulary, string grammar, string root);

    [LibraryImport(Name, EntryPoint = "llama_sampler_apply")]
    public static partial void Apply(nint sampler, Candidates* candidates);

    [LibraryImport(Name, EntryPoint = "llama_sampler_accept")]
    public static partial void Accept(nint sampler, int token);

    [LibraryImport(Name, EntryPoint = "llama_sampler_free")]
    public static partial void FreeSampler(nint sampler);

    /// <summary>Opaque, and larger than the struct of any release.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    public struct ModelParameters;

    /// <summary>Opaque but for what stands first in every release, and larger than any.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    public struct ContextParameters
    {
        public uint ContextSize, Batch, MicroBatch;
    }

    /// <summary>Tokens to be decoded; then null pointers, for the usual places, sequence and outputs.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 56)]
    public struct Batch
    {
        public int Count;
        public int* Tokens;
    }

    public struct Message
    {
        public byte* Role, Content;
    }

    [StructLayout(LayoutKind.Sequential)]
    public record struct Candidate(int Token, float Logit, float Share);

    public struct Candidates
    {
        public Candidate* First;
        public nint Count;
        public long Selected;
        public byte IsSorted;
    }
}
