using System.Diagnostics;
using Merlon.Net;

namespace Merlon;

/// <summary>
/// The real iptables and the real kernel, in a network namespace of their own, which ends with it. What they print of
/// rules is the measure of what Merlon prints.
/// </summary>
sealed class KernelRules : IDisposable
{
    const string End = "== ";

    readonly TemporaryFolder _folder = new();
    readonly Process _shell;
    readonly string _backend;

    /// <param name="backend"><c>-nft</c> or <c>-legacy</c>; empty for what the host takes by itself.</param>
    public KernelRules(string backend = "")
    {
        _backend = backend;
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for a network namespace");
        _shell = Process.Start(new ProcessStartInfo("unshare", ["--net", "bash"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _shell.StandardInput.WriteLine("PATH=$PATH:/usr/sbin:/sbin");
    }

    /// <summary>The last words of the loader.</summary>
    public string Errors => File.ReadAllText(Path.Combine(_folder.Root, "errors")).Trim();

    /// <summary>The rules of table filter once these are loaded, and no others; null when they are refused.</summary>
    public List<string>? Load(IpFamily family, string rules)
    {
        var name = (family is IpFamily.V4 ? "iptables" : "ip6tables") + _backend;
        var file = _folder.Write("rules", rules);
        _shell.StandardInput.WriteLine(
            $"{name}-restore < {file} > {_folder.Root}/errors 2>&1 && {name}-save -t filter; echo \"{End}$?\"");
        _shell.StandardInput.Flush();

        var lines = new List<string>();
        while (_shell.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("-A ", StringComparison.Ordinal)) lines.Add(line);
            else if (line.StartsWith(End, StringComparison.Ordinal)) return line == $"{End}0" ? lines : null;
        }

        throw new InvalidOperationException("the shell ended");
    }

    /// <summary>Table filter with these rules, and a chain to jump to.</summary>
    public static string Table(IEnumerable<string> rules) => $"""
        *filter
        :INPUT ACCEPT [0:0]
        :FORWARD ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        :CHAIN - [0:0]
        {string.Join('\n', rules)}
        COMMIT

        """;

    /// <summary>The lines of rules alone.</summary>
    public static IEnumerable<string> RulesOf(string table) =>
        table.Split('\n').Where(line => line.StartsWith("-A ", StringComparison.Ordinal));

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
        _folder.Dispose();
    }
}
