using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Merlon.Rules;

namespace Merlon.Host.Models.Llama;

/// <summary>
/// What llama.cpp would write to the terminal. Its errors are kept until they are asked for, and fit to be seen; when
/// it gives up, that is one line, and the process ends without a core dump.
/// </summary>
static unsafe partial class LlamaLog
{
    const int Error = 4, Continued = 5, MostKept = 2_000, StandardError = 2, EnvironmentStatus = 4;

    static readonly StringBuilder Kept = new();
    static bool IsInError;

    public static void Take()
    {
        LlamaNative.SetLog(&Hear, 0);
        LlamaNative.SetAbort(&GiveUp);
    }

    public static void Forget()
    {
        lock (Kept) Kept.Clear();
    }

    /// <summary>The errors since <see cref="Forget"/>, as the end of a sentence: <c>: why</c>, or nothing.</summary>
    public static string Reason
    {
        get
        {
            lock (Kept)
            {
                var words = Kept.ToString().Split('\n')[0];   // those that follow say that it failed
                return words == "" ? "" : $": {VisibleText.Of(Speaker().Replace(words, "").Trim())}";
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Hear(int level, byte* text, nint unused)
    {
        lock (Kept)
        {
            IsInError = level == Continued ? IsInError : level == Error;
            if (IsInError && Kept.Length < MostKept) Kept.Append(Marshal.PtrToStringUTF8((nint)text));
        }
    }

    // It must not come back: abort() is what follows.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void GiveUp(byte* text)
    {
        var words = VisibleText.Of(Marshal.PtrToStringUTF8((nint)text) ?? "");
        var line = Encoding.UTF8.GetBytes($"error: llama.cpp gave up on this model: {words}\n");
        fixed (byte* bytes = line) _ = Write(StandardError, bytes, line.Length);
        EndAtOnce(EnvironmentStatus);
    }

    // The function's name, and what it was about.
    [GeneratedRegex("^(?:[a-z_]+: |error loading [a-z ]+: )+")]
    private static partial Regex Speaker();

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndAtOnce(int status);
}
