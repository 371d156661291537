using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>An extension that a rule has named, and the options that it was given so far.</summary>
sealed class Loaded(Extension extension, Word at)
{
    public Extension Extension => extension;

    /// <summary>Where it was named.</summary>
    public Word At => at;

    public List<ReadOption> Given { get; } = [];

    public Match Match(IpFamily family)
    {
        var meaning = ((MatchExtension)extension).Meaning;
        var use = Use();
        return new(use, meaning is null
            ? new Condition.Unknown(RuleWriter.Print(use))
            : meaning(new(Given, family)));
    }

    public Target Target(IpFamily family) =>
        new Target.Extension(Use(), ((TargetExtension)extension).Effect(new(Given, family)));

    ExtensionUse Use() => new(
        extension.Name,
        Given.Count == 0 && extension.Default is { } silent
            ? [silent]
            : [.. from option in extension.Options
                  from given in Given
                  where given.Option == option && given.Printed is not null
                  select given.Printed]);
}

/// <summary>Ends the reading of a rule at its first fault; never leaves <see cref="RuleReader"/>.</summary>
sealed class Misread(Word at, Problem problem) : Exception
{
    public Word At => at;

    public Problem Problem => problem;
}
