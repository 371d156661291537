using System.Collections.Immutable;
using Merlon.Knowledge.Search;

namespace Merlon.Knowledge.Attack;

/// <summary>What ATT&amp;CK knows, as it was read from a file: techniques, mitigations, tactics.</summary>
/// <param name="Version">As the file has it; empty where it has none.</param>
public sealed record AttackBundle(string Version, ImmutableArray<KnowledgeDocument> Documents)
{
    public const string Technique = "technique", Mitigation = "mitigation", Tactic = "tactic";
}
