using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Merlon.Host.Models.Llama;

/// <summary>llama.cpp's shared library: where it lies, whether it is the one expected, and loaded once.</summary>
public static class LlamaLibrary
{
    /// <summary>Names another folder in the environment.</summary>
    public const string FolderVariable = "MERLON_LLAMA";

    /// <summary>What gets it.</summary>
    public const string HowToInstall = "merlon models install fetches it";

    static readonly Lock Loading = new();
    static nint Ggml, Main;

    public static string Version => LlamaFiles.Version;

    public static string Folder =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
            ? Path.GetFullPath(named)
            : Path.Combine(CacheHome(), $"merlon/llama.cpp-{Version}");

    /// <summary>Why it can never be used on this machine, in one line; null when it can.</summary>
    public static string? Unfit =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
            && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
                ? null
                : "Merlon runs llama.cpp on 64-bit x86 Linux with glibc only; expected that, or a server of models";

    /// <summary>Why it cannot be used now, in one line; null when it can.</summary>
    public static string? Fault =>
        Unfit is { } unfit ? unfit
        : !Directory.Exists(Folder) ? $"llama.cpp is not installed in {Folder}; {HowToInstall}"
        : LlamaFiles.Fault(Folder) is { } fault ? $"{fault}; remove the folder, and {HowToInstall}"
        : null;

    /// <summary>Once in a process; what it logs is kept by <see cref="LlamaLog"/>.</summary>
    /// <exception cref="ModelException">It is not there, or not the one expected.</exception>
    internal static void Load()
    {
        lock (Loading)
        {
            if (Main != 0) return;
            if (Fault is { } fault) throw new ModelException(fault);

            // In this order by whole paths, so that each finds the one before and never a namesake elsewhere.
            Open(LlamaFiles.Base);
            Ggml = Open(LlamaFiles.Ggml);
            var main = Open(LlamaFiles.Main);
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name switch
            {
                LlamaNative.GgmlName => Ggml,
                LlamaNative.Name => main,
                _ => 0,
            };
            Start();
            Main = main;
        }
    }

    static nint Open(string file)
    {
        try
        {
            return NativeLibrary.Load(Path.Combine(Folder, file));
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new ModelException($"{file} in {Folder} cannot be loaded: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    static void Start()
    {
        LlamaLog.Take();
        LlamaNative.LoadKernels(Folder);
        if (LlamaNative.KernelCount() == 0)
            throw new ModelException($"no library in {Folder} fits this processor; expected x86-64");

        LlamaNative.Start();
        var (context, version) = (LlamaNative.StandardContext(), LlamaNative.VersionText());
        var isKnown = context is { ContextSize: 512, Batch: 2048, MicroBatch: 512 };
        if (!isKnown || !version.StartsWith(Version, StringComparison.Ordinal))
            throw new ModelException($"llama.cpp in {Folder} is version {version}; expected {Version}");
    }

    static string CacheHome() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home && Path.IsPathRooted(home)
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
