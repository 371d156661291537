using Merlon.Knowledge.Search;
using Microsoft.Extensions.AI;

namespace Merlon.Host.Knowledge;

/// <summary>Documents as an embedding model places them.</summary>
sealed class EmbeddedTexts
{
    readonly IEmbeddingGenerator<string, Embedding<float>> _model;
    readonly IReadOnlyList<float[]> _points;

    EmbeddedTexts(IEmbeddingGenerator<string, Embedding<float>> model, IReadOnlyList<float[]> points) =>
        (_model, _points) = (model, points);

    public static EmbeddedTexts Of(
        IReadOnlyList<KnowledgeDocument> documents, IEmbeddingGenerator<string, Embedding<float>> model) =>
        new(model, Points(model, documents.Select(one => $"{one.Title}\n{one.Text}")));

    /// <summary>Documents by their numbers, the nearest first.</summary>
    public IReadOnlyList<int> Near(string question, int most)
    {
        var point = Points(_model, [question])[0];
        return
        [
            .. _points.Index().Select(one => (one.Index, Likeness: LatentSpace.Likeness(point, one.Item)))
                .Where(one => one.Likeness > 0).OrderByDescending(one => one.Likeness).ThenBy(one => one.Index)
                .Take(most).Select(one => one.Index),
        ];
    }

    static List<float[]> Points(IEmbeddingGenerator<string, Embedding<float>> model, IEnumerable<string> texts) =>
        [.. model.GenerateAsync(texts).GetAwaiter().GetResult().Select(one => Unit(one.Vector.ToArray()))];

    static float[] Unit(float[] vector)
    {
        var length = Math.Sqrt(vector.Sum(one => (double)one * one));
        return length > 0 ? [.. vector.Select(one => (float)(one / length))] : vector;
    }
}
