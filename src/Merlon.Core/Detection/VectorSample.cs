namespace Merlon.Detection;

/// <summary>A fair sample of vectors, in bounded memory.</summary>
/// <param name="features">How many a vector has.</param>
/// <param name="capacity">So many vectors are kept.</param>
public sealed class VectorSample(int features, int capacity, ulong seed)
{
    readonly List<float[]> _kept = [];
    readonly Reservoir _places = new(capacity, seed);

    public int Count => _kept.Count;

    public ReadOnlySpan<float> this[int index] => _kept[index];

    public void See(ReadOnlySpan<double> vector)
    {
        var place = _places.Next();
        if (place < 0) return;

        if (place == _kept.Count) _kept.Add(new float[features]);
        var kept = _kept[place];
        for (var i = 0; i < features; i++) kept[i] = (float)vector[i];
    }

    /// <summary>One feature of all that are kept.</summary>
    public IEnumerable<double> Feature(int feature) => _kept.Select(vector => (double)vector[feature]);
}
