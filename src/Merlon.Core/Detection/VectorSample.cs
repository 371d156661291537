namespace Merlon.Detection;

/// <summary>A fair sample of vectors, each as likely in it (Vitter, 1985), in bounded memory.</summary>
/// <param name="features">How many a vector has.</param>
/// <param name="capacity">So many vectors are kept.</param>
public sealed class VectorSample(int features, int capacity, ulong seed)
{
    readonly List<float[]> _kept = [];
    readonly UniformDraws _draws = new(seed);
    long _seen;

    public int Count => _kept.Count;

    public ReadOnlySpan<float> this[int index] => _kept[index];

    public void See(ReadOnlySpan<double> vector)
    {
        _seen++;
        var place = _kept.Count < capacity ? _kept.Count : _draws.Below(_seen);
        if (place >= capacity) return;

        if (place == _kept.Count) _kept.Add(new float[features]);
        var kept = _kept[(int)place];
        for (var i = 0; i < features; i++) kept[i] = (float)vector[i];
    }

    /// <summary>One feature of all that are kept.</summary>
    public IEnumerable<double> Feature(int feature) => _kept.Select(vector => (double)vector[feature]);
}
