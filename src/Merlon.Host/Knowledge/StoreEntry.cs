using Merlon.Knowledge.Search;
using Merlon.Language;

namespace Merlon.Host.Knowledge;

/// <summary>What a store holds: a precedent, or a document of the site.</summary>
/// <param name="Id">From 1; none is given twice.</param>
/// <param name="Kind">One of the two below.</param>
/// <param name="Name">Of the file that it was made of.</param>
/// <param name="Sha256">Of that file.</param>
/// <param name="Text">A precedent as JSON, or the document.</param>
public sealed record StoreEntry(long Id, string Kind, string Name, string Sha256, string Text)
{
    public const string PrecedentKind = "precedent", DocumentKind = "document";

    /// <summary>Whether it is what was put in as such.</summary>
    public bool IsSound => Text.Length <= PrecedentStore.LongestText
        && (Kind == DocumentKind || (Kind == PrecedentKind && Precedent is not null));

    /// <summary>Null for a document, and for what only looks like a precedent.</summary>
    public Precedent? Precedent => Kind == PrecedentKind ? Precedent.Read(Text) : null;

    /// <summary>Those of a document; none of a precedent.</summary>
    public IEnumerable<KnowledgeDocument> Sections => Kind != DocumentKind ? []
        : DocumentSections.Of(Name, Text).Select((one, i) => new KnowledgeDocument(
            $"{Id}.{i + 1}", Recollection.Section, one.Title, one.Text, Name));
}
