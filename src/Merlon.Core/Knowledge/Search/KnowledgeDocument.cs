namespace Merlon.Knowledge.Search;

/// <summary>A piece of knowledge that can be searched for.</summary>
/// <param name="Id">Its own among all documents of one index, as in <c>T1046</c>.</param>
/// <param name="Kind">What it is, as in <c>technique</c>.</param>
/// <param name="Text">Perhaps an attacker's, as is the title: to be escaped wherever it is shown.</param>
/// <param name="Origin">Where it was taken from.</param>
public sealed record KnowledgeDocument(string Id, string Kind, string Title, string Text, string Origin);

/// <summary>A document that was found, and by what.</summary>
/// <param name="WordRank">Its place among those that share words with the question; null where it shares none.</param>
/// <param name="MeaningRank">Its place among those of like meaning, by latent semantic analysis; null for none.</param>
/// <param name="Score">By which documents are in order: the largest first.</param>
public sealed record RankedDocument(KnowledgeDocument Document, int? WordRank, int? MeaningRank, double Score);

/// <summary>By what documents are put in order.</summary>
public enum Ranking
{
    /// <summary>By words and by meaning, the two made one.</summary>
    Both,

    /// <summary>By the words that they share with the question.</summary>
    Words,

    /// <summary>By how near their meaning is to the question's.</summary>
    Meaning,
}
