using System.Collections.Immutable;

namespace Merlon.Knowledge;

/// <summary>A technique of ATT&amp;CK, as far as network logs and firewall rules have to do with it.</summary>
/// <param name="Id">As in <c>T1110.003</c>.</param>
/// <param name="Name">ATT&amp;CK's; of a sub-technique without that of its technique.</param>
/// <param name="Tactics">By ATT&amp;CK's short names, as in <c>credential-access</c>.</param>
/// <param name="Shows">How it shows in network logs, in Merlon's own words.</param>
public sealed record Technique(
    string Id, string Name, ImmutableArray<string> Tactics, string Shows, ImmutableArray<Mitigation> Mitigations)
{
    /// <summary>Where it is explained.</summary>
    public string Url => $"https://attack.mitre.org/techniques/{Id.Replace('.', '/')}/";

    /// <summary>The technique that this is a kind of; null where it is none.</summary>
    public string? ParentId => Id.IndexOf('.') is > 0 and var dot ? Id[..dot] : null;
}

/// <summary>What stops or hinders a technique.</summary>
/// <param name="Id">ATT&amp;CK's, as in <c>M1037</c>.</param>
/// <param name="Advice">What that comes to here, in Merlon's own words.</param>
public sealed record Mitigation(string Id, string Advice)
{
    /// <summary>ATT&amp;CK's name of it.</summary>
    public string Name => TechniqueTable.MitigationNames[Id];
}
