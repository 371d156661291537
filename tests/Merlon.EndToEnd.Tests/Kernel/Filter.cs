using Merlon.Rules;

namespace Merlon.Kernel;

/// <summary>A rule's place; line 0 is the chain's policy.</summary>
readonly record struct Place(string Chain, int Line);

/// <summary>What a table counted.</summary>
/// <param name="Saved">The table as it is printed, where that is in the words of iptables.</param>
sealed record Counted(Dictionary<Place, Counters> Counters, Table? Saved);

/// <summary>The filter table of the calling thread's namespace.</summary>
interface IFilter
{
    /// <summary>Replaces it, its counters at zero.</summary>
    /// <returns>The rules that are loaded, and how they are written.</returns>
    (Table Rules, string Text) Load(Table table, string text);

    Counted Count();
}
