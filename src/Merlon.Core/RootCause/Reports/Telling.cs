using System.Collections.Immutable;

namespace Merlon.RootCause.Reports;

/// <summary>
/// A report in the words of somebody else, of which every sentence was held against the claims that it names.
/// </summary>
/// <param name="By">Whose words they are.</param>
/// <param name="Question">What was asked; null for the report as a whole.</param>
/// <param name="Dropped">Sentences that did not hold, each with the reason.</param>
public sealed record Telling(
    string By, string? Question, ImmutableArray<ToldSentence> Sentences,
    ImmutableArray<(string Text, string Why)> Dropped)
{
    /// <summary>Whose words they are, and what was done to them.</summary>
    public string Origin => Sentences.IsEmpty
        ? $"{By} said nothing that holds; {Count(Dropped.Length)} dropped."
        : $"{By} chose these from the facts below and put them together, in words of theirs; "
            + $"{Count(Dropped.Length)} dropped, since not so. What follows is not from it.";

    static string Count(int sentences) => sentences == 1 ? "1 sentence was" : $"{sentences} sentences were";
}

/// <param name="Text">Holds what attackers wrote: to be escaped wherever it is shown.</param>
public sealed record ToldSentence(string Text, ImmutableArray<Claim> Claims);
