using Merlon.Knowledge;

namespace Merlon.RootCause.Reports;

/// <summary>A technique of ATT&amp;CK that lines of the logs show, with what they tell of it.</summary>
/// <param name="Claim">Why it is named, by which lines: looked up again as every claim is.</param>
public sealed record ShownTechnique(Technique Technique, Claim Claim)
{
    /// <summary>The version of ATT&amp;CK for enterprises that ids and names are of.</summary>
    public const string Version = TechniqueTable.Version;

    public string Id => Technique.Id;

    /// <summary>As in <c>Brute Force: Password Spraying</c>.</summary>
    public string Name => TechniqueTable.FullName(Technique);

    public string Why => Claim.Text;
}
