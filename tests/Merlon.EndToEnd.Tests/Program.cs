using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Merlon;

/// <summary>What a program said and how it ended.</summary>
sealed record Ended(int Status, string Output, string Errors)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Its last line on standard error.</summary>
    public string LastError => Errors.TrimEnd().Split('\n')[^1];
}

/// <summary>
/// Programs run from outside, as a user runs them; each is given two minutes unless it is said otherwise.
/// </summary>
static class Run
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    public static string Sample { get; } = Path.Combine(Root, "samples/office.flows.csv");

    /// <summary>The built merlon, for <c>dotnet</c>.</summary>
    public static string Built { get; } = Path.Combine(Root, "artifacts/bin/Merlon.Cli/release/merlon.dll");

    public static Ended Merlon(params string[] arguments) => Program("dotnet", [Built, .. arguments]);

    /// <summary>Standard input and the environment may be given.</summary>
    public static Ended Program(
        string name, IEnumerable<string> arguments, string? input = null, int seconds = 120,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Feed(process, input);
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{name} {string.Join(' ', arguments)} did not end within {seconds} s");
        }

        return new(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>
    /// Commands in a network namespace of their own, which ends with them. Skips the test without root.
    /// </summary>
    public static Ended InOwnNetwork(string commands, string? input = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for a network namespace");
        return Program("unshare", ["--net", "bash", "-euc", "PATH=$PATH:/usr/sbin:/sbin; " + commands], input);
    }

    static void Feed(Process process, string? input)
    {
        try
        {
            if (input is not null) process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it.
        }
    }

    static string Here([CallerFilePath] string path = "") => path;
}

/// <summary>A folder that is gone after the test.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("merlon-test-");

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Root => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
