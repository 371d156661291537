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
        var use = Use(family);
        return new(use, meaning is null
            ? new Condition.Unknown(RuleWriter.Print(use))
            : meaning(new(Given, family)));
    }

    public Target Target(IpFamily family) =>
        new Target.Extension(Use(family), ((TargetExtension)extension).Effect(new(Given, family)));

    /// <summary>The options behind the last separator.</summary>
    public IEnumerable<ReadOption> GivenLast =>
        Given.Skip(Given.FindLastIndex(given => given.Option == extension.Separator) + 1);

    ExtensionUse Use(IpFamily family) =>
        new(extension.Name, [.. Parts().SelectMany((part, i) => Printed(part, i == 0, family))]);

    // Each part but the first begins with its separator.
    IEnumerable<List<ReadOption>> Parts()
    {
        var part = new List<ReadOption>();
        foreach (var given in Given)
        {
            if (given.Option == extension.Separator)
            {
                yield return part;
                part = [];
            }

            part.Add(given);
        }

        yield return part;
    }

    IEnumerable<OptionUse> Printed(List<ReadOption> part, bool isFirst, IpFamily family)
    {
        var all = new GivenOptions(Given, family);
        foreach (var option in extension.Options)
        {
            foreach (var given in part)
            {
                if (given.Option == option && given.Printed is not null) yield return given.Printed;
            }

            if (isFirst && !all.Has(option) && option.Implied(all) is { } word)
                yield return new(option.Name, false, word.Length > 0 ? [word] : []);
        }
    }
}

/// <summary>Ends the reading of a rule at its first fault; never leaves <see cref="RuleReader"/>.</summary>
sealed class Misread(Word at, Problem problem) : Exception
{
    public Word At => at;

    public Problem Problem => problem;

    /// <summary>Does what may come upon a fault; null when there was none.</summary>
    public static Misread? By(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Misread misread)
        {
            return misread;
        }
    }

    public Fault On(int line) => new(line, at.Column + problem.Offset, problem.Message, problem.Expected);
}
