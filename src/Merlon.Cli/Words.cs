using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary>What was probably meant.</summary>
static class Words
{
    /// <summary><c>; did you mean eve?</c>, or nothing when no name is near.</summary>
    public static string Nearest(string typed, IEnumerable<string> names)
    {
        var word = typed.ToLowerInvariant();
        var nearest = names.OrderBy(Distance)
            .ThenBy(name => word.Length > 0 && name[0] != word[0]).FirstOrDefault();
        var isNear = nearest is not null && Distance(nearest) <= Math.Max(2, word.Length / 3);
        return isNear ? $"; did you mean {nearest}?" : "";

        int Distance(string name) => EditDistance.Between(word, name.ToLowerInvariant());
    }
}
