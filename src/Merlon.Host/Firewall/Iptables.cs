using System.Text;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Enforced;

namespace Merlon.Host.Firewall;

/// <summary>Merlon's own chains in the kernel's filter tables, by iptables-save and iptables-restore.</summary>
public sealed class Iptables : IBackend
{
    internal const string BackendName = "iptables";

    const string LockSeconds = "5";   // how long another program may hold the tables

    public string Name => BackendName;

    public string PartOf(IpFamily family) => family is IpFamily.V4 ? "iptables" : "ip6tables";

    public string CommandFor(IpFamily family) => $"{PartOf(family)}-restore --noflush";

    // Without a table's name iptables-save makes none: there may be none yet, and there need not be.
    public bool HasRules() => Enum.GetValues<IpFamily>().Any(family =>
        Tool.TryRun($"{PartOf(family)}-save", []) is { } saved && !OwnChains.In(saved).IsEmpty);

    public string? CannotSay(IpFamily family, Table rules) =>
        rules.Chains.FirstOrDefault(chain => Encoding.UTF8.GetByteCount(chain.Name) > OwnChains.MaxNameLength)
            is { } wordy
                ? $"the name {wordy.Name} is too long behind MERLON-; expected at most {OwnChains.MaxNameLength} bytes"
                : null;

    public FirewallChange Plan(IpFamily family, Table rules)
    {
        var to = OwnChains.Of(rules);
        try
        {
            return Between(family, Read(family), to);
        }
        catch (FirewallException) when (to.IsEmpty)
        {
            return Between(family, OwnChains.None, to);   // a family that the machine lacks, and nobody asked for
        }
    }

    public FirewallChange PlanUnseen(IpFamily family, Table rules) =>
        Between(family, OwnChains.None, OwnChains.Of(rules));

    public FirewallChange PlanBack(IpFamily family, string before) =>
        Between(family, Read(family), OwnChains.In(before));

    // One transaction for each family; when the second fails the first is undone.
    public void Make(IReadOnlyList<FirewallChange> changes)
    {
        var made = new Stack<FirewallChange>();
        try
        {
            foreach (var change in changes)
            {
                Restore(change.Family, change.Transaction);
                made.Push(change);
            }
        }
        catch (FirewallException)
        {
            foreach (var change in made) Restore(change.Family, change.Undo);
            throw;
        }
    }

    OwnChains Read(IpFamily family) => OwnChains.In(Tool.Run($"{PartOf(family)}-save", ["-t", "filter"]));

    void Restore(IpFamily family, string transaction) =>
        Tool.Run($"{PartOf(family)}-restore", ["--noflush", "-w", LockSeconds], transaction);

    static FirewallChange Between(IpFamily family, OwnChains from, OwnChains to) => from.IsSameAs(to, family)
        ? new(family, from.Text, from.Text, "", "")
        : new(family, from.Text, to.Text, OwnChains.Transaction(from, to), OwnChains.Transaction(to, from))
        {
            Comes = [.. to.Lines.Except(from.Lines)],
            Goes = [.. from.Lines.Except(to.Lines)],
            Stays =
            [
                .. OwnChains.LeftBehind(from, to)
                    .Select(held => $"{held.Key} stays as an empty chain: another rule refers to it, {held.Value}"),
            ],
        };
}
