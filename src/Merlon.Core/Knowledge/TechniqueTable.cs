using System.Collections.Frozen;
using System.Collections.Immutable;
using Merlon.Knowledge.Techniques;

namespace Merlon.Knowledge;

/// <summary>
/// The techniques that network logs and firewall rules can show. Ids, names, tactics and which mitigation belongs to
/// which technique are MITRE's; what is said of them is Merlon's.
/// </summary>
public static class TechniqueTable
{
    /// <summary>Of ATT&amp;CK for enterprises.</summary>
    public const string Version = "18.1";

    /// <summary>Who made the ids, names and tactics.</summary>
    public const string Notice = "ATT&CK is a registered trademark of The MITRE Corporation. Ids, names and tactics:"
        + " © 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE"
        + " Corporation.";

    static readonly FrozenDictionary<string, Technique> ById;

    static TechniqueTable()
    {
        All =
        [
            .. ScanningTechniques.All, .. AccessTechniques.All, .. MovementTechniques.All, .. ChannelTechniques.All,
            .. HiddenChannelTechniques.All, .. TheftTechniques.All, .. DenialTechniques.All, .. BoundaryTechniques.All,
        ];
        ById = All.ToFrozenDictionary(technique => technique.Id);
    }

    /// <summary>In the order of an attack.</summary>
    public static ImmutableArray<Technique> All { get; }

    /// <summary>By an id such as <c>T1046</c>, in capitals or not; null for none of the table.</summary>
    public static Technique? Find(string id) => ById.GetValueOrDefault(id.ToUpperInvariant());

    /// <summary>As in <c>Brute Force: Password Spraying</c>.</summary>
    public static string FullName(Technique technique) => technique.ParentId is { } parent && Find(parent) is { } of
        ? $"{of.Name}: {technique.Name}" : technique.Name;

    /// <summary>ATT&amp;CK's names of the mitigations that are advised here.</summary>
    public static FrozenDictionary<string, string> MitigationNames { get; } = new Dictionary<string, string>
    {
        ["M1016"] = "Vulnerability Scanning",
        ["M1017"] = "User Training",
        ["M1018"] = "User Account Management",
        ["M1020"] = "SSL/TLS Inspection",
        ["M1021"] = "Restrict Web-Based Content",
        ["M1022"] = "Restrict File and Directory Permissions",
        ["M1026"] = "Privileged Account Management",
        ["M1027"] = "Password Policies",
        ["M1028"] = "Operating System Configuration",
        ["M1030"] = "Network Segmentation",
        ["M1031"] = "Network Intrusion Prevention",
        ["M1032"] = "Multi-factor Authentication",
        ["M1035"] = "Limit Access to Resource Over Network",
        ["M1036"] = "Account Use Policies",
        ["M1037"] = "Filter Network Traffic",
        ["M1041"] = "Encrypt Sensitive Information",
        ["M1042"] = "Disable or Remove Feature or Program",
        ["M1047"] = "Audit",
        ["M1051"] = "Update Software",
        ["M1054"] = "Software Configuration",
        ["M1056"] = "Pre-compromise",
        ["M1057"] = "Data Loss Prevention",
    }.ToFrozenDictionary();
}
