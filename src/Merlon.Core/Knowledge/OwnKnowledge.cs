using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Merlon.Knowledge.Attack;
using Merlon.Knowledge.Search;

namespace Merlon.Knowledge;

/// <summary>Merlon's own table as documents that can be searched for.</summary>
public static class OwnKnowledge
{
    public static ImmutableArray<KnowledgeDocument> Documents { get; } =
    [
        .. TechniqueTable.All.Select(technique => new KnowledgeDocument(
            technique.Id, AttackBundle.Technique, TechniqueTable.FullName(technique), technique.Shows,
            $"Merlon, of ATT&CK {TechniqueTable.Version}")),
    ];

    /// <summary>Other where the table is another.</summary>
    public static string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Concat(Documents.Select(document => $"{document.Id} {document.Text}\n")))));

    /// <summary>
    /// Documents of ATT&amp;CK, and with those that the table knows what it says of them: so they are found by the
    /// words of logs too.
    /// </summary>
    public static ImmutableArray<KnowledgeDocument> AddedTo(ImmutableArray<KnowledgeDocument> documents) =>
    [
        .. documents.Select(document => document.Kind == AttackBundle.Technique
            && TechniqueTable.Find(document.Id) is { } technique ? With(document, technique) : document),
    ];

    static KnowledgeDocument With(KnowledgeDocument document, Technique technique) =>
        document with { Text = $"{technique.Shows}\n{document.Text}", Origin = $"{document.Origin}, and Merlon" };
}
