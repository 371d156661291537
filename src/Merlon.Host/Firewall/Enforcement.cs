using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Host.Firewall;

/// <summary>Changes of the firewall that can be taken back, even when the process that made them has died.</summary>
public static class Enforcement
{
    /// <summary>Makes the changes, all or none. What stood before is on disk when the first of them begins.</summary>
    /// <param name="within">Taken back after so long unless somebody confirms; null to keep it.</param>
    /// <returns>The change's name; null when nothing changes.</returns>
    /// <exception cref="FirewallException">It failed, and what stood before stands again.</exception>
    public static Guid? Apply(StateFolder state, FirewallPlan plan, TimeSpan? within)
    {
        var (backend, changes) = (plan.Backend, plan.Real);
        if (changes.Count == 0) return null;

        var last = state.Read();
        var before = changes.ToDictionary(change => change.Family, change => change.Before);
        var standing = new Standing(
            Guid.NewGuid(), Standing.ThisBoot, before, DateTime.UtcNow + within, within is null ? null : last,
            backend.Name);
        state.Write(standing);
        try
        {
            // It must outlive whatever comes.
            if (within is { } length) Watcher.Start(state.Folder, standing.Id, length);
            backend.Make(changes);
        }
        catch (FirewallException)
        {
            state.Write(last);
            throw;
        }

        return standing.Id;
    }

    /// <summary>What it takes to put back what stood before the last change.</summary>
    /// <returns>Null when there is nothing to go back to.</returns>
    public static FirewallPlan? PlanBack(StateFolder state) =>
        state.Read() is { } standing ? PlanBack(standing, state.Folder) : null;

    static FirewallPlan PlanBack(Standing standing, string folder)
    {
        var backend = Backends.Named(standing.Backend, folder);
        return new(backend, [.. standing.Before.Select(before => backend.PlanBack(before.Key, before.Value))]);
    }

    /// <summary>What it takes that no rule of Merlon's stands, by whichever backend it came.</summary>
    public static IReadOnlyList<FirewallPlan> PlanNone(StateFolder state)
    {
        var none = new Table("filter", []);
        return
        [
            .. from backend in Backends.Names.Select(name => Backends.Named(name, state.Folder))
               where backend.HasRules()
               select new FirewallPlan(
                   backend, [.. Enum.GetValues<IpFamily>().Select(family => backend.Plan(family, none))]),
        ];
    }

    /// <summary>Puts back what stood before the last change.</summary>
    /// <param name="tell">Told what had to stay, line by line.</param>
    /// <returns>False when there is nothing to go back to.</returns>
    public static bool Revert(StateFolder state, Action<string> tell)
    {
        if (state.Read() is not { } standing) return false;

        Revert(standing, state.Folder, tell);
        state.Write(standing.Last);
        return true;
    }

    /// <summary>As <see cref="Revert(StateFolder, Action{string})"/>, by what is not in the folder any more.</summary>
    public static void Revert(Standing standing, string folder, Action<string> tell)
    {
        var plan = PlanBack(standing, folder);
        if (plan.Real.Count > 0) plan.Backend.Make(plan.Real);
        foreach (var line in plan.Changes.SelectMany(change => change.Stays)) tell(line);
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
    public static bool Expire(StateFolder state, Guid id, Action<string> tell)
    {
        var standing = state.Read();
        if (standing?.Id != id) return false;
        return standing.ConfirmBy is null || !Revert(state, tell);
    }
}
