using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Host.Firewall;

/// <summary>A way for Merlon's rules into the kernel. It writes what is Merlon's own, and nothing else.</summary>
public interface IBackend
{
    /// <summary>What it is called on the command line, and in what is written down.</summary>
    string Name { get; }

    /// <summary>What people know a family's part by.</summary>
    string PartOf(IpFamily family);

    /// <summary>The command that takes a change of the family from standard input.</summary>
    string CommandFor(IpFamily family);

    /// <summary>Whether rules that came this way stand, of whichever family.</summary>
    bool HasRules();

    /// <summary>What of these rules it has no way to say, and what was expected; null when there is nothing.</summary>
    string? CannotSay(IpFamily family, Table rules);

    /// <summary>What it takes to put these rules in the place of those that stand.</summary>
    /// <exception cref="FirewallException">What stands cannot be read, or could not be put back.</exception>
    FirewallChange Plan(IpFamily family, Table rules);

    /// <summary>As <see cref="Plan"/>, were there nothing yet.</summary>
    FirewallChange PlanUnseen(IpFamily family, Table rules);

    /// <summary>What it takes to come back to a change's <see cref="FirewallChange.Before"/>.</summary>
    /// <exception cref="FirewallException">What stands cannot be read.</exception>
    FirewallChange PlanBack(IpFamily family, string before);

    /// <summary>Makes changes, all or none.</summary>
    /// <exception cref="FirewallException">They were refused, and what stood before stands.</exception>
    void Make(IReadOnlyList<FirewallChange> changes);
}

/// <summary>What is to change in one family.</summary>
/// <param name="Before">What stands, in words that <see cref="IBackend.PlanBack"/> understands.</param>
/// <param name="After">What is to stand, so too.</param>
/// <param name="Transaction">What its command is given; empty when nothing changes.</param>
/// <param name="Undo">What takes it back.</param>
public sealed record FirewallChange(IpFamily Family, string Before, string After, string Transaction, string Undo)
{
    public bool IsNone => Transaction == "";

    /// <summary>The lines that were not there.</summary>
    public IReadOnlyList<string> Comes { get; init; } = [];

    /// <summary>The lines that will not be there.</summary>
    public IReadOnlyList<string> Goes { get; init; } = [];

    /// <summary>What should go and cannot, though it does nothing any more; with the reason.</summary>
    public IReadOnlyList<string> Stays { get; init; } = [];
}

/// <summary>What is to change by one backend.</summary>
public sealed record FirewallPlan(IBackend Backend, IReadOnlyList<FirewallChange> Changes)
{
    /// <summary>Those that change something.</summary>
    public IReadOnlyList<FirewallChange> Real => [.. Changes.Where(change => !change.IsNone)];
}

/// <summary>The ways that there are.</summary>
public static class Backends
{
    public static readonly string[] Names = [Iptables.BackendName, Nftables.BackendName];

    /// <param name="folder">Where what stood before is written down.</param>
    public static IBackend Named(string name, string folder) =>
        name == Nftables.BackendName ? new Nftables(folder) : new Iptables();

    /// <summary>Another one by which rules stand; null when there is none.</summary>
    public static IBackend? Rival(IBackend backend, string folder) => Names
        .Where(name => name != backend.Name)
        .Select(name => Named(name, folder))
        .FirstOrDefault(other => other.HasRules());
}
