using Merlon.Net;
using Merlon.Rules.Enforced;

namespace Merlon.Host.Firewall;

/// <summary>Of one family: what stands in Merlon's chains, and what is to.</summary>
public readonly record struct ChainChange(IpFamily Family, OwnChains From, OwnChains To)
{
    public bool IsNone => From.IsSameAs(To, Family);
}

/// <summary>Changes of the firewall that can be taken back, even when the process that made them has died.</summary>
public static class Enforcement
{
    /// <summary>Makes the changes, all or none. What stood before is on disk when the first of them begins.</summary>
    /// <param name="within">Taken back after so long unless somebody confirms; null to keep it.</param>
    /// <returns>The change's name.</returns>
    /// <exception cref="FirewallException">It failed, and what stood before stands again.</exception>
    public static Guid Apply(string folder, StateFolder state, IReadOnlyList<ChainChange> changes, TimeSpan? within)
    {
        var last = state.Read();
        var before = changes.ToDictionary(change => change.Family, change => change.From.Text);
        var standing = new Standing(
            Guid.NewGuid(), Standing.ThisBoot, before, DateTime.UtcNow + within, within is null ? null : last);
        state.Write(standing);
        var made = new Stack<ChainChange>();
        try
        {
            if (within is { } length) Watcher.Start(folder, standing.Id, length);   // it must outlive whatever comes
            foreach (var change in changes)
            {
                Iptables.Replace(change.Family, change.From, change.To);
                made.Push(change);
            }
        }
        catch (FirewallException)
        {
            foreach (var change in made) Iptables.Replace(change.Family, change.To, change.From);
            state.Write(last);
            throw;
        }

        return standing.Id;
    }

    /// <summary>Puts back what stood before the last change.</summary>
    /// <returns>False when there is nothing to go back to.</returns>
    public static bool Revert(StateFolder state)
    {
        if (state.Read() is not { } standing) return false;

        foreach (var (family, text) in standing.Before)
        {
            var change = new ChainChange(family, Iptables.Read(family), OwnChains.In(text));
            if (!change.IsNone) Iptables.Replace(family, change.From, change.To);
        }

        state.Write(standing.Last);
        return true;
    }

    /// <summary>Keeps the last change.</summary>
    /// <returns>False when none waits for it.</returns>
    public static bool Confirm(StateFolder state)
    {
        if (state.Read() is not { ConfirmBy: not null } standing) return false;

        state.Write(standing with { ConfirmBy = null, Last = null });
        return true;
    }

    /// <summary>Takes a change back unless it was confirmed, or is gone.</summary>
    /// <returns>Whether it stays.</returns>
    public static bool Expire(StateFolder state, Guid id)
    {
        var standing = state.Read();
        if (standing?.Id != id) return false;
        return standing.ConfirmBy is null || !Revert(state);
    }
}
