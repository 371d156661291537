using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Kernel;

/// <summary>Loads tables into the calling thread's namespace, and reads the counters of their rules.</summary>
sealed class Iptables(Setup setup)
{
    readonly string _program = (setup.Family is IpFamily.V4 ? "/usr/sbin/iptables" : "/usr/sbin/ip6tables")
        + (setup.Backend is Backend.IptablesLegacy ? "-legacy" : "-nft");

    /// <summary>Replaces the tables that the text speaks of, their counters at zero.</summary>
    public void Load(string text)
    {
        var loaded = Run.Program($"{_program}-restore", ["-w", "60"], text);
        Assert.True(loaded.Status == 0, $"{loaded.Errors}\n{text}");
    }

    /// <summary>A table as it is now, with counters.</summary>
    public Table Counted(string table)
    {
        var saved = Run.Program($"{_program}-save", ["-c", "-t", table]);
        Assert.True(saved.Status == 0, saved.Errors);
        var read = RuleSetReader.Read(saved.Output, setup.Family);
        Assert.True(read.IsValid, $"{string.Join('\n', read.Faults)}\n{saved.Output}");
        return read.Rules.TableNamed(table)!;
    }
}
