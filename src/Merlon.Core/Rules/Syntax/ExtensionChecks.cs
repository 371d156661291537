using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>What must be true of an extension's options together, and of the rule around them.</summary>
static class ExtensionChecks
{
    public static Problem? FirstProblem(
        Extension extension, List<ReadOption> given, Rule rule, IpFamily family, string table, string chain) =>
        Missing(extension, given)
        ?? Conflict(given)
        ?? WrongProtocol(extension, rule)
        ?? WrongPlace(extension, given, table, chain)
        ?? extension.Check(new(given, family), rule);

    static Problem? Missing(Extension extension, List<ReadOption> given)
    {
        if (extension.NeedsOption && given.Count == 0)
        {
            var names = Listed(extension.Options.Select(option => option.Name));
            return new($"{extension.Name} says nothing without an option", names);
        }

        var oneOf = extension.NeedsOneOf;
        if (!oneOf.IsEmpty && !given.Exists(one => oneOf.Contains(one.Option.Name)))
            return new($"{extension.Name} says nothing without {Listed(oneOf)}", Listed(oneOf));

        foreach (var option in extension.Options)
        {
            if (option.IsRequired && !given.Exists(one => one.Option == option))
                return new($"{extension.Name} lacks {option.Name}", option.Name);
        }

        return null;
    }

    static Problem? Conflict(List<ReadOption> given)
    {
        foreach (var one in given)
        {
            if (given.FirstOrDefault(other => one.Option.Excludes.Contains(other.Option.Name)) is { } other)
                return new($"{one.Option.Name} and {other.Option.Name} exclude each other", "one of them");
            if (one.Option.Needs.FirstOrDefault(name => !given.Exists(it => it.Option.Name == name)) is { } missing)
                return new($"{one.Option.Name} needs {missing}", missing);
        }

        return null;
    }

    static Problem? WrongProtocol(Extension extension, Rule rule)
    {
        if (extension.Protocols.IsEmpty) return null;
        if (rule.Protocol is { IsNegated: false } protocol && extension.Protocols.Contains(protocol.Value)) return null;

        var expected = Listed(extension.Protocols.Select(one => $"-p {ProtocolNames.Print(one)}"));
        return new($"{extension.Name} needs its protocol", expected);
    }

    static Problem? WrongPlace(Extension extension, List<ReadOption> given, string table, string chain)
    {
        if (!extension.Tables.IsEmpty && !extension.Tables.Contains(table))
            return new($"{extension.Name} has no place in table {table}", $"table {Listed(extension.Tables)}");
        if (!ChainNames.IsBuiltIn(table, chain)) return null;
        if (!extension.Chains.IsEmpty && !extension.Chains.Contains(chain))
            return new($"{extension.Name} has no place in {chain}", Listed(extension.Chains));

        var misplaced = given.Find(one => !one.Option.Chains.IsEmpty && !one.Option.Chains.Contains(chain))?.Option;
        return misplaced is null ? null : new($"{misplaced.Name} has no place in {chain}", Listed(misplaced.Chains));
    }

    static string Listed(IEnumerable<string> names) => string.Join(" or ", names);
}
