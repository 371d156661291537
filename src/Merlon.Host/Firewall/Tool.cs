using System.ComponentModel;
using System.Diagnostics;

namespace Merlon.Host.Firewall;

/// <summary>A program of the system, run to its end.</summary>
static class Tool
{
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="FirewallException">It is missing, or failed; with its own words.</exception>
    public static string Run(string name, string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo(PathOf(name), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            Feed(process, input);
            process.WaitForExit();
            if (process.ExitCode == 0) return output.Result;

            var said = FirstWords(errors.Result);
            throw new FirewallException($"{name} failed: {(said != "" ? said : $"status {process.ExitCode}")}");
        }
        catch (Win32Exception)
        {
            throw new FirewallException($"{name} is missing or cannot be run");
        }
    }

    /// <returns>Null where <see cref="Run"/> would fail.</returns>
    public static string? TryRun(string name, string[] arguments, string input = "")
    {
        try
        {
            return Run(name, arguments, input);
        }
        catch (FirewallException)
        {
            return null;
        }
    }

    // A line that ends in a colon has its reason in the next, as iptables-restore's do.
    static string FirstWords(string errors)
    {
        var lines = errors.Split('\n').Select(line => line.Trim()).Where(line => line != "").ToList();
        var last = lines.FindIndex(line => !line.EndsWith(':'));
        return string.Join(' ', lines.Take(last < 0 ? lines.Count : last + 1));
    }

    static void Feed(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all; its status tells why.
        }
    }

    // Where the system's own tools are, which a user's PATH often leaves out.
    static string PathOf(string name)
    {
        var folders = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin:/usr/bin:/bin".Split(':');
        return folders.Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? name;
    }
}

/// <summary>The firewall, or what Merlon keeps about it, cannot be read or changed; in one line.</summary>
public sealed class FirewallException(string message) : Exception(message);
