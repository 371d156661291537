using System.CommandLine;
using Merlon.Net;

namespace Merlon.Cli;

/// <summary>The options by which one rule set is read.</summary>
sealed class RuleOptions
{
    readonly Argument<string> _rules = RuleFile.Argument();
    readonly Option<string> _family = RuleFile.Family();

    public void AddTo(Command command)
    {
        command.Add(_rules);
        command.Add(_family);
    }

    /// <summary>As it is, faults and all; for both families where lines are marked with -4 or -6.</summary>
    /// <returns>None when it cannot be read; the user has been told.</returns>
    public IReadOnlyList<RuleFile> OpenAll(ParseResult parsed) => RuleFile.OpenAll(Path(parsed), Family(parsed));

    /// <returns>None when it cannot be read, or holds a fault; the user has been told.</returns>
    public IReadOnlyList<RuleFile> OpenAllValid(ParseResult parsed) =>
        RuleFile.OpenAllValid(Path(parsed), Family(parsed));

    /// <summary>Of one family.</summary>
    /// <returns>Null when it cannot be read, or holds a fault; the user has been told.</returns>
    public RuleFile? OpenValid(ParseResult parsed) => RuleFile.OpenValid(Path(parsed), Family(parsed));

    /// <summary>As <see cref="OpenValid(ParseResult)"/>; of two families, for the one that is asked about.</summary>
    public RuleFile? OpenValid(ParseResult parsed, IpFamily? asked) =>
        RuleFile.OpenValid(Path(parsed), Family(parsed), asked);

    /// <summary>Without what makes no sense, which is told in short; for both families as above.</summary>
    /// <returns>Null when it cannot be read; the user has been told.</returns>
    public IReadOnlyList<RuleFile>? OpenInPart(ParseResult parsed) =>
        RuleFile.OpenInPart(Path(parsed), Family(parsed));

    /// <summary>For each family in which it makes sense.</summary>
    /// <returns>None when it cannot be read, or holds a fault; the user has been told.</returns>
    public IReadOnlyList<RuleFile> OpenEach(ParseResult parsed) => RuleFile.OpenEach(Path(parsed), Family(parsed));

    string Path(ParseResult parsed) => parsed.GetRequiredValue(_rules);

    string Family(ParseResult parsed) => parsed.GetRequiredValue(_family);
}
