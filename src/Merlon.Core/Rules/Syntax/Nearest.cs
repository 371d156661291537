namespace Merlon.Rules.Syntax;

/// <summary>The name that was probably meant.</summary>
static class Nearest
{
    /// <summary>The name within a third of its length in edits; null when none is so near.</summary>
    public static string? To(string text, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Edits: Edits(text.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(near => near.Edits <= Math.Max(1, near.Name.Length / 3))
            .OrderBy(near => near.Edits)
            .Select(near => near.Name)
            .FirstOrDefault();

    public static Problem Problem(string message, string text, IEnumerable<string> names)
    {
        var known = names.ToList();
        return new(message, To(text, known) ?? string.Join(", ", known.Take(12)) + (known.Count > 12 ? ", ..." : ""));
    }

    // Nothing longer than a name is worth the time.
    static int Edits(string a, string b) =>
        Math.Abs(a.Length - b.Length) > 8 || a.Length > 64 ? int.MaxValue : EditDistance.Between(a, b);
}
