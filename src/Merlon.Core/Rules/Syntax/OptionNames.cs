using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>Options by their names: those of every rule, and those of what a rule has loaded, the last first.</summary>
static class OptionNames
{
    /// <summary>An exact name wins; else the only one that begins so.</summary>
    public static (string Name, Loaded? In, Option? Option)? Find(string name, Word word, IReadOnlyList<Loaded> loaded)
    {
        var known = Known(loaded).ToList();
        foreach (var exact in known)
        {
            if (exact.Name == name) return exact;
        }

        var begun = known.Where(option => option.Name.StartsWith(name, StringComparison.Ordinal)).ToList();
        if (begun.Count == 0) return null;
        if (begun.TrueForAll(option => BasicOptions.AreSame(option, begun[0]))) return begun[0];

        var meant = string.Join(" or ", begun.Select(option => option.Name).Distinct());
        throw new Misread(word, new($"{name} may be {meant}", "the whole name"));
    }

    public static Problem Unknown(string name, IReadOnlyList<Loaded> loaded, IpFamily family)
    {
        var owners = Catalogue.OwnersOf(name, family).ToList();
        if (owners is [['-', 'p', ' ', 't', 'c', 'p', ..], _, _, ..]) owners = owners[..2];   // TCP and UDP will do
        if (owners.Count > 0)
            return new($"{name} needs what it belongs to before it", string.Join(" or ", owners));
        return Nearest.Problem($"there is no option {name} here", name, Known(loaded).Select(option => option.Name));
    }

    static IEnumerable<(string Name, Loaded? In, Option? Option)> Known(IReadOnlyList<Loaded> loaded)
    {
        foreach (var name in BasicOptions.LongNames) yield return (name, null, null);

        for (var i = loaded.Count - 1; i >= 0; i--)
        {
            foreach (var option in loaded[i].Extension.Options)
            {
                yield return (option.Name, loaded[i], option);
                foreach (var alias in option.Aliases) yield return (alias, loaded[i], option);
                foreach (var (shorthand, _) in option.Shorthands) yield return (shorthand, loaded[i], option);
            }
        }
    }
}
