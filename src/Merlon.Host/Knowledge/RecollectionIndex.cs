using Merlon.Knowledge;
using Merlon.Knowledge.Search;
using Merlon.Language;
using Merlon.Rules;
using Microsoft.Extensions.AI;

namespace Merlon.Host.Knowledge;

/// <summary>What a store holds and what Merlon knows itself, so that it is recalled.</summary>
public static class RecollectionIndex
{
    /// <param name="embedder">An embedding model, for a third ranking of texts; null for none.</param>
    public static Recollection Of(
        IReadOnlyCollection<StoreEntry> entries, int room = Recollection.StandardRoom,
        IEmbeddingGenerator<string, Embedding<float>>? embedder = null)
    {
        IReadOnlyList<KnowledgeDocument> documents =
        [
            .. AtomicRule.In(Hook.Forward).Select(rule => rule.Document),
            .. entries.SelectMany(entry => entry.Sections).Take(PrecedentStore.MostSections),
            .. OwnKnowledge.Documents,
        ];
        var index = KnowledgeIndex.Of(documents, embedder);   // as long as the recollection is used
        return new(
            [.. entries.Select(entry => entry.Precedent).OfType<Precedent>()],
            question => index.Search(question, KnowledgeIndex.MostFound).Select(found => found.Document), room);
    }
}
